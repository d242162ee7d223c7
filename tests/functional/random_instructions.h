// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/instruction.h"

namespace vta::tests {

/// One instruction with the micro-ops it needs, written to the front of the uop memory.
struct RandomInstruction {
    isa::Instruction instruction;
    std::vector<isa::Uop> uops;
    std::string shape;  ///< what kind of program it imitates
};

/// Configurations of every width, batch and block shape, with memories small enough that random
/// indices meet.
std::vector<isa::HardwareConfig> kernel_configs();

/// GEMMs: random ones, some whose indices wrap; convolutions; micro-ops that walk over rows;
/// repeated accumulators.
RandomInstruction random_gemm(const isa::HardwareConfig& config, std::mt19937_64& random);
/// ALU operations: random ones full of dependences; whole ranges in place and moved.
RandomInstruction random_alu(const isa::HardwareConfig& config, std::mt19937_64& random);

std::vector<std::uint8_t> random_bytes(std::size_t count, std::mt19937_64& random);

}  // namespace vta::tests
