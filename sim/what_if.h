// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "models/timing/cycle.h"

namespace vta::sim {

/// A change of the machine or of the schedule that may make a program faster.
struct Change {
    std::string text;            ///< "memory bus of 128 instead of 64 bits"
    std::string how;             ///< "memory_data_bits 128", or what the schedule has to do
    isa::HardwareConfig config;  ///< the machine with the change
    /// One step further ahead for a module, as one more buffer allows: tokens added before the
    /// launch, by queue (timing::ReplayOptions).
    std::array<std::uint32_t, 4> tokens{};
    /// The second buffer needs micro-ops of its own, as that of a second virtual thread.
    bool second_uops = false;
};

/// Changes worth asking about: those of the machine that are legal, and more buffers.
std::vector<Change> changes_to_try(const isa::HardwareConfig& config);

/// The machine and the schedule as they are.
Change no_change(const isa::HardwareConfig& config);

/// Cycles of the program on the changed machine by replaying its dependencies (models/timing).
timing::Cycle predict_cycles(const isa::Program& program, const Change& change);

/// The same by running it in the cycle model; more buffers by token-only instructions before it.
timing::Cycle measure_cycles(const isa::Program& program, const Change& change);

}  // namespace vta::sim
