// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "models/timing/cycle.h"
#include "sim/token_program.h"

namespace vta::sim {

/// A change of the machine or of the schedule that may make a program faster.
struct Change {
    std::string text;            ///< "memory bus of 128 instead of 64 bits"
    std::string how;             ///< "memory_data_bits 128", or what the schedule has to do
    isa::HardwareConfig config;  ///< the machine with the change
    /// One more buffer behind these queues: compute to load for inputs and weights, store to
    /// compute for results.
    std::vector<TokenQueue> more_buffers;
    /// The second buffer of results needs micro-ops of its own, as that of a second virtual thread.
    bool second_uops = false;
};

/// Changes worth asking about: those of the machine that are legal, and more buffers.
std::vector<Change> changes_to_try(const isa::HardwareConfig& config);

/// The machine and the schedule as they are.
Change no_change(const isa::HardwareConfig& config);

/// Cycles of the program on the changed machine by replaying its dependencies (models/timing).
/// `tokens` are in the queues before the launch.
timing::Cycle predict_cycles(const isa::Program& program,
                             const Change& change,
                             const TokenCounts& tokens = {});

/// The same by running it in the cycle model, after a launch that leaves the tokens.
timing::Cycle measure_cycles(const isa::Program& program,
                             const Change& change,
                             const TokenCounts& tokens = {});

}  // namespace vta::sim
