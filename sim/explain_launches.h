// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "sim/program_source.h"
#include "sim/report_paths.h"

namespace vta::sim {

/// Why the launches of a program or network take as long as they do.
struct ExplainedLaunches {
    std::string program;
    std::string config;
    timing::Cycle cycles = 0;           ///< of all launches
    std::vector<Explanation> launches;  ///< no shares where the path is too long to follow
    std::vector<ReportChange> changes;  ///< over the launches explained, best first
    std::vector<Explanation::Share> shares() const;  ///< of all paths, most first
};

struct ExplainSettings {
    std::optional<std::size_t> launch;  ///< ask about changes for this one alone
    bool measure = false;               ///< run every change that helps, too
};

/// Runs the launches one after the other in the cycle model, timing only: each finds the tokens
/// that those before it left. With `launch`, those after it are not run. Throws DeadlockError and
/// ProgramError as a run does.
ExplainedLaunches explain_launches(const LoadedProgram& program, const ExplainSettings& settings);

/// What all launches together go to, the changes that help them most, and a line for each of the
/// `rows` longest.
void print_launches(const ExplainedLaunches& explained, std::size_t rows, std::ostream& out);
/// One object with the explanations of all launches.
void print_launches_json(const ExplainedLaunches& explained, std::ostream& out);

}  // namespace vta::sim
