// SPDX-License-Identifier: Apache-2.0
#include "sim/report_paths.h"

#include <algorithm>
#include <numeric>

#include "sim/what_if.h"

namespace vta::sim {

void ReportPaths::begin(const isa::Program& program) {
    CriticalPath::begin(program);
    program_ = &program;
    if (instructions_ + program.instructions.size() > limits_.instructions) ignore();
}

void ReportPaths::end(const cycle::LaunchResult& result, bool complete) {
    CriticalPath::end(result, complete);
    ReportPath path;
    path.launch = launch_++;
    path.explanation = explain_path(*this, config_, *program_);
    if (path.explanation.shares.empty()) return;
    paths_.push_back(std::move(path));
    instructions_ += program_->instructions.size();
    Launch launch;
    launch.program.base = program_->base;
    launch.program.dram_bytes = program_->dram_bytes;
    launch.program.instructions = program_->instructions;
    launch.tokens = tokens();
    launches_.push_back(std::move(launch));
}

void ReportPaths::predict() {
    std::vector<std::size_t> longest(paths_.size());
    std::iota(longest.begin(), longest.end(), std::size_t{0});
    std::stable_sort(longest.begin(), longest.end(), [&](std::size_t a, std::size_t b) {
        return paths_[a].explanation.cycles > paths_[b].explanation.cycles;
    });
    predict(longest);
}

void ReportPaths::predict(std::size_t launch) {
    for (std::size_t i = 0; i < paths_.size(); ++i)
        if (paths_[i].launch == launch) predict(std::vector<std::size_t>{i});
}

void ReportPaths::predict(const std::vector<std::size_t>& paths) {
    if (predicted_ > 0) return;
    for (const Change& change : changes_to_try(config_))
        changes_.push_back({change.text, change.how, 0, std::nullopt});
    std::size_t instructions = 0;
    for (const std::size_t i : paths) {
        instructions += launches_[i].program.instructions.size();
        if (instructions > limits_.predicted && predicted_ > 0) break;
        predict(paths_[i], launches_[i]);
    }
    const auto useless = [](const ReportChange& change) { return change.gain <= 0; };
    changes_.erase(std::remove_if(changes_.begin(), changes_.end(), useless), changes_.end());
    std::stable_sort(changes_.begin(), changes_.end(), [](const auto& a, const auto& b) {
        return a.gain > b.gain;
    });
}

// Only where the replay gives the launch's own cycles, what it says of changes can be believed.
void ReportPaths::predict(ReportPath& path, const Launch& launch) {
    const auto cycles_with = [&](const Change& change) {
        return predict_cycles(launch.program, change, launch.tokens);
    };
    const timing::Cycle cycles = path.explanation.cycles;
    if (cycles_with(no_change(config_)) != cycles) return;
    std::vector<Explanation::Advice> advice;
    const std::vector<Change> changes = changes_to_try(config_);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const timing::Cycle with = cycles_with(changes[i]);
        advice.push_back({changes[i].text, changes[i].how, with, std::nullopt});
        changes_[i].gain += cycles - with;
    }
    path.explanation.advice = worthwhile(cycles, std::move(advice));
    path.explanation.predicted = true;
    ++predicted_;
}

void ReportPaths::measure() {
    for (const Change& change : changes_to_try(config_)) {
        const auto same = [&](const auto& other) { return other.text == change.text; };
        const auto whole = std::find_if(changes_.begin(), changes_.end(), same);
        if (whole != changes_.end()) whole->measured = 0;
        for (std::size_t i = 0; i < paths_.size(); ++i) {
            Explanation& explanation = paths_[i].explanation;
            const auto advice =
                std::find_if(explanation.advice.begin(), explanation.advice.end(), same);
            const bool asked = whole != changes_.end() || advice != explanation.advice.end();
            if (!asked || !explanation.predicted) continue;
            const timing::Cycle with =
                measure_cycles(launches_[i].program, change, launches_[i].tokens);
            if (whole != changes_.end()) *whole->measured += explanation.cycles - with;
            if (advice != explanation.advice.end()) advice->measured = with;
        }
    }
}

}  // namespace vta::sim
