// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "isa/stuck.h"
#include "sim/token_program.h"
#include "sim/vector.h"

namespace vta::tests {

/// The shipped slice's vectors of this kind; of all configurations, or of one.
std::vector<sim::Vector> golden_vectors(const std::string& kind, const std::string& config = "");

/// Where the program stands when it sticks in the functional model; nothing if it finishes.
std::optional<isa::StuckState> stuck_state(const isa::HardwareConfig& config,
                                           const isa::Program& program);

/// Clears the push flags of an instruction; false if it had none that mean something.
bool delete_pushes(const isa::HardwareConfig& config, isa::Word128& word);

/// A program that sticks because one instruction lost a push flag.
struct StuckProgram {
    const isa::HardwareConfig& config;
    const sim::Vector& vector;
    std::vector<isa::Word128> instructions;
    std::uint32_t deleted = 0;  ///< the instruction that lost its flag
    sim::TokenQueue queue = sim::TokenQueue::kLoadToCompute;
    isa::StuckState state;
};

/// Deletes every push flag of the vector's program, one at a time, and calls `visit` for every
/// program that sticks in the functional model. Returns how many did.
std::size_t for_each_stuck(const isa::HardwareConfig& config,
                           const sim::Vector& vector,
                           const std::function<void(const StuckProgram&)>& visit);

}  // namespace vta::tests
