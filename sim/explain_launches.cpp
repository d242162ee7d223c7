// SPDX-License-Identifier: Apache-2.0
#include "sim/explain_launches.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "base/error.h"
#include "sim/execute.h"

namespace vta::sim {

namespace {

// Changes that help by less than one part in so many are not worth a line.
constexpr timing::Cycle kWorthwhile = 1000;
constexpr std::size_t kReasons = 2;  ///< of a launch in its line

LoadedProgram until(const LoadedProgram& program, std::optional<std::size_t> last) {
    LoadedProgram part = program;
    if (last) part.launches.resize(*last + 1);
    return part;
}

std::string reasons_of(const Explanation& launch) {
    if (launch.shares.empty()) return "too long to follow";
    std::string text;
    for (std::size_t i = 0; i < std::min(kReasons, launch.shares.size()); ++i) {
        const Explanation::Share& share = launch.shares[i];
        text += fmt::format("{}{:.0f} % {}: {}",
                            i == 0 ? "" : ", ",
                            percent(share.cycles, launch.cycles),
                            share.what,
                            share.cause);
    }
    return text;
}

std::string best_of(const Explanation& launch) {
    if (!launch.predicted) return "not predicted";
    if (launch.advice.empty()) return "no usual change helps";
    const Explanation::Advice& best = launch.advice.front();
    std::string text = fmt::format(
        "{:.1f} % less: {}", percent(launch.cycles - best.predicted, launch.cycles), best.text);
    if (best.measured)
        text += fmt::format(" (measured {:.1f} %)",
                            percent(launch.cycles - *best.measured, launch.cycles));
    return text;
}

void print_changes(const ExplainedLaunches& explained, std::ostream& out) {
    std::vector<ReportChange> changes = explained.changes;
    const auto small = [&](const ReportChange& change) {
        return change.gain * kWorthwhile < explained.cycles;
    };
    changes.erase(std::remove_if(changes.begin(), changes.end(), small), changes.end());
    const auto asked = std::count_if(explained.launches.begin(),
                                     explained.launches.end(),
                                     [](const Explanation& launch) { return launch.predicted; });
    out << fmt::format(
        "\nWhat would make it faster, each change alone (predicted by replaying the dependencies "
        "of {} launches):\n",
        asked);
    if (changes.empty()) out << "  none of the usual changes by a thousandth\n";
    for (const ReportChange& change : changes) {
        out << fmt::format("{:>12} cycles less ({:.1f} %): {} [{}]",
                           change.gain,
                           percent(change.gain, explained.cycles),
                           change.text,
                           change.how);
        if (change.measured) out << fmt::format("; measured {}", *change.measured);
        out << '\n';
    }
}

}  // namespace

std::vector<Explanation::Share> ExplainedLaunches::shares() const {
    std::vector<Explanation::Share> sums;
    for (const Explanation& launch : launches)
        for (const Explanation::Share& share : launch.shares) {
            const auto same = [&](const Explanation::Share& other) {
                return other.what == share.what && other.cause == share.cause;
            };
            const auto found = std::find_if(sums.begin(), sums.end(), same);
            if (found == sums.end())
                sums.push_back(share);
            else
                found->cycles += share.cycles;
        }
    std::stable_sort(
        sums.begin(), sums.end(), [](const auto& a, const auto& b) { return a.cycles > b.cycles; });
    return sums;
}

ExplainedLaunches explain_launches(const LoadedProgram& program, const ExplainSettings& settings) {
    const LoadedProgram part = until(program, settings.launch);
    ReportPaths::Limits limits;
    limits.instructions = limits.predicted = std::numeric_limits<std::size_t>::max();
    ReportPaths paths(program.config, limits);
    ExplainedLaunches explained;
    explained.program = program.path;
    explained.config = program.config.name();
    {
        SessionOptions options;
        options.timing_only = true;
        options.observer = &paths;
        const auto session = make_session(program.config, options);  // one at a time in a process
        const Executed executed =
            execute(part, *session, {}, [&](const isa::Program& launch, const auto& result) {
                Explanation explanation;
                explanation.program = launch.name;
                explanation.config = explained.config;
                explanation.cycles = result.cycles;
                explained.cycles += result.cycles;
                explained.launches.push_back(std::move(explanation));
            });
        if (!executed.stopped_by.empty())
            throw UserError(fmt::format("{} ended the run, so that nothing can be explained",
                                        executed.stopped_by));
    }
    if (settings.launch)
        paths.predict(*settings.launch);
    else
        paths.predict();
    if (settings.measure) paths.measure();
    for (const ReportPath& path : paths.paths()) explained.launches[path.launch] = path.explanation;
    explained.changes = paths.changes();
    return explained;
}

void print_launches(const ExplainedLaunches& explained, std::size_t rows, std::ostream& out) {
    const std::vector<Explanation>& launches = explained.launches;
    out << fmt::format("{} on {}: {} cycles in {} launches\n",
                       explained.program,
                       explained.config,
                       explained.cycles,
                       launches.size());
    out << "\nThe critical paths of all launches together. Their cycles:\n";
    print_shares(explained.shares(), explained.cycles, out);
    print_changes(explained, out);
    std::vector<std::size_t> longest(launches.size());
    std::iota(longest.begin(), longest.end(), std::size_t{0});
    std::stable_sort(longest.begin(), longest.end(), [&](std::size_t a, std::size_t b) {
        return launches[a].cycles > launches[b].cycles;
    });
    longest.resize(std::min(rows, longest.size()));
    out << "\nlaunch       cycles  of all  most of its critical path; what would help most\n";
    timing::Cycle rest = explained.cycles;
    for (const std::size_t i : longest) {
        const Explanation& launch = launches[i];
        rest -= launch.cycles;
        out << fmt::format("{:>6} {:>12} {:>5.1f} %  {}; {}  [{}]\n",
                           i,
                           launch.cycles,
                           percent(launch.cycles, explained.cycles),
                           reasons_of(launch),
                           best_of(launch),
                           launch.program);
    }
    if (longest.size() < launches.size())
        out << fmt::format("{:>19} {:>5.1f} %  in {} shorter launches; --all lists them\n",
                           rest,
                           percent(rest, explained.cycles),
                           launches.size() - longest.size());
    out << "\n--launch N says more about one launch.\n";
}

void print_launches_json(const ExplainedLaunches& explained, std::ostream& out) {
    nlohmann::ordered_json json = {{"schema", 1},
                                   {"program", explained.program},
                                   {"config", explained.config},
                                   {"cycles", explained.cycles},
                                   {"path_cycles", to_json(explained.shares())}};
    json["changes"] = nlohmann::ordered_json::array();
    for (const ReportChange& change : explained.changes) {
        nlohmann::ordered_json one = {
            {"text", change.text}, {"how", change.how}, {"gain_cycles", change.gain}};
        if (change.measured) one["measured_gain_cycles"] = *change.measured;
        json["changes"].push_back(std::move(one));
    }
    json["launches"] = nlohmann::ordered_json::array();
    for (const Explanation& launch : explained.launches)
        json["launches"].push_back(to_json(launch));
    out << json.dump(2) << '\n';
}

}  // namespace vta::sim
