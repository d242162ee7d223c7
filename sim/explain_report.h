// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
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
    bool predicted = false;      ///< changes were asked about
};

class CriticalPath;

/// Where the path of a launch goes, without advice; empty shares where there is no path.
Explanation explain_path(const CriticalPath& path,
                         const isa::HardwareConfig& config,
                         const isa::Program& program);

/// Keeps the advice that helps by a thousandth at least, best first.
std::vector<Explanation::Advice> worthwhile(timing::Cycle cycles,
                                            std::vector<Explanation::Advice> advice);

/// Lines of what some cycles went to; small parts of the whole are summed up.
void print_shares(const std::vector<Explanation::Share>& shares,
                  timing::Cycle cycles,
                  std::ostream& out);
void print_explanation(const Explanation& explanation, std::ostream& out);
nlohmann::ordered_json to_json(const Explanation& explanation);
nlohmann::ordered_json to_json(const std::vector<Explanation::Share>& shares);

/// 100 times the part of the whole; 0 of nothing.
double percent(timing::Cycle part, timing::Cycle whole);

}  // namespace vta::sim
