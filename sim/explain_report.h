// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "models/timing/cycle.h"

namespace vta::sim {

/// Why a program takes as long as it does.
struct Explanation {
    std::string program;
    std::string config;
    timing::Cycle cycles = 0;
    std::size_t instructions = 0;  ///< on the critical path
    std::size_t tokens = 0;        ///< that the path goes through
    /// What the path's cycles went to, most first: the kind of instruction, the cause.
    struct Share {
        std::string what;
        std::string cause;
        timing::Cycle cycles = 0;
    };
    std::vector<Share> shares;  ///< sum to the cycles
    struct Instruction {
        std::uint32_t index = 0;
        std::string text;
        timing::Cycle begin = 0;
        timing::Cycle cycles = 0;
    };
    std::vector<Instruction> longest;  ///< on the path
    struct Advice {
        std::string text;
        std::string how;
        timing::Cycle predicted = 0;            ///< cycles with the change
        std::optional<timing::Cycle> measured;  ///< where it was asked for
    };
    std::vector<Advice> advice;  ///< best first; changes that help by a thousandth at least
};

class CriticalPath;

/// Where the path of a launch goes, without advice; empty shares where there is no path.
Explanation explain_path(const CriticalPath& path,
                         const isa::HardwareConfig& config,
                         const isa::Program& program);

/// Keeps the advice that helps by a thousandth at least, best first.
std::vector<Explanation::Advice> worthwhile(timing::Cycle cycles,
                                            std::vector<Explanation::Advice> advice);

/// Runs the program in the cycle model, timing only. With `measure` every advice is run too. Throws
/// DeadlockError and ProgramError as a run does.
Explanation explain_program(const isa::HardwareConfig& config,
                            const isa::Program& program,
                            bool measure);

void print_explanation(const Explanation& explanation, std::ostream& out);
void print_explanation_json(const Explanation& explanation, std::ostream& out);

/// A line for each launch of a program or network: its cycles, what most of them go to, the change
/// that would help most.
void print_launch_table(const std::string& program,
                        const std::vector<Explanation>& launches,
                        std::ostream& out);
/// One object with the explanations of all launches.
void print_launches_json(const std::string& program,
                         const std::vector<Explanation>& launches,
                         std::ostream& out);

}  // namespace vta::sim
