// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "sim/token_program.h"

namespace vta::sim {

/// The program with one more buffer behind a queue that hands buffers back (compute to load, store
/// to compute): each taker waits for the buffer handed back one earlier than before, the first one
/// for none. What it waits for before FINISH stays the same. `tokens` are in the queue before.
std::vector<isa::Instruction> with_more_buffers(std::vector<isa::Instruction> instructions,
                                                TokenQueue queue,
                                                std::uint32_t tokens);

/// Loads micro-ops again for a second buffer of results, whose addresses are others, as the runtime
/// does: results alternate between two buffers, and what both need is loaded again where the second
/// one begins to need it.
std::vector<isa::Instruction> with_second_uops(const isa::HardwareConfig& config,
                                               const std::vector<isa::Instruction>& instructions);

}  // namespace vta::sim
