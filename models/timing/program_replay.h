// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "isa/program.h"
#include "models/timing/cycle.h"

namespace vta::timing {

/// What a replay starts from.
struct ReplayOptions {
    /// Tokens in the queues before the launch: load to compute, compute to load, compute to store,
    /// store to compute.
    std::array<std::uint32_t, 4> tokens{};
};

/// One instruction's cycles from the launch on; kNever: not before FINISH.
struct InstructionTimes {
    Cycle dispatch = kNever;
    Cycle start = kNever;
    Cycle done = kNever;
};

struct Replay {
    bool finished = false;  ///< false: the program gets stuck
    Cycle cycles = 0;       ///< value of the cycle counter at FINISH
    std::vector<InstructionTimes> times;
};

/// How long a program takes on an idle machine: its instructions, tokens, queues and bursts as a
/// graph of closed forms, walked in the order of time, with the built-in memory. For questions of
/// the kind "what if": no data, no SystemC, and no observer.
Replay replay_program(const isa::HardwareConfig& config,
                      const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
                      const std::vector<isa::Instruction>& instructions,
                      const ReplayOptions& options = {});

}  // namespace vta::timing
