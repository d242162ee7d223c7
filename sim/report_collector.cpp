// SPDX-License-Identifier: Apache-2.0
#include "sim/report_collector.h"

#include <algorithm>
#include <cstddef>

namespace vta::sim {

namespace {

CounterObserver::Options observer_options(cycle::Cycle window_cycles) {
    CounterObserver::Options options;
    options.per_instruction = true;
    options.window_cycles = window_cycles;
    if (window_cycles == 0) {
        options.window_cycles = ReportCollector::kDefaultWindow;
        options.max_windows = ReportCollector::kDefaultWindows;
    }
    return options;
}

}  // namespace

void TraceObserver::facts(const cycle::FactBatch& batch) {
    const auto record = [this, launch = batch.launch](cycle::Unit unit,
                                                      cycle::Cause cause,
                                                      cycle::Cycle begin,
                                                      cycle::Cycle end,
                                                      std::uint32_t index) {
        trace_.span(unit, cause, begin - launch, end - launch, index);
    };
    for (const cycle::Fact& fact : batch) {
        if (fact.kind == cycle::FactKind::kLaunched)
            spans_.launched(batch.launch);
        else
            spans_.visit(fact, record);
    }
}

ReportCollector::ReportCollector(const isa::HardwareConfig& config, cycle::Cycle window_cycles)
    : config_(config), counters_(config_, observer_options(window_cycles)), paths_(config_) {
    add(counters_);
    add(trace_);
    add(paths_);
}

void ReportCollector::begin(const isa::Program& program) {
    program_ = &program;
    Observers::begin(program);
}

void ReportCollector::end(const cycle::LaunchResult& result, bool complete) {
    Observers::end(result, complete);
    ReportLaunch launch;
    launch.origin = trace().origin();
    launch.complete = complete;
    launch.counters = counters_.last();
    const std::vector<InstructionCounters>& all = counters_.instructions();
    const std::size_t kept = std::min(all.size(), kMaxInstructions - instructions_kept_);
    launch.instructions.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept));
    launch.words.assign(program_->instructions.begin(),
                        program_->instructions.begin() + static_cast<std::ptrdiff_t>(kept));
    launch.causes.reserve(kept);
    for (std::size_t i = 0; i < kept; ++i) launch.causes.push_back(counters_.causes(i));
    instructions_seen_ += all.size();
    instructions_kept_ += kept;
    launches_.push_back(std::move(launch));
}

std::string ReportCollector::launch_name(std::size_t launch) const {
    for (const ReportLayer& layer : layers_)
        if (layer.launch == launch) return layer.key;
    return "launch " + std::to_string(launch);
}

}  // namespace vta::sim
