// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vta::cosim {

/// What random programs may look like.
struct RandomProgramOptions {
    /// The length aimed at; ordering and draining of tokens may add token-only instructions.
    std::uint32_t min_instructions = 10;
    std::uint32_t max_instructions = 120;
    std::uint64_t dram_bytes = 1u << 20;  ///< a multiple of 64 KiB, at least 256 KiB
    std::uint32_t max_operations = 400;   ///< GEMM or ALU operations of one instruction
    std::uint32_t max_transfer_bytes =
        8192;  ///< DRAM bytes of one LOAD or STORE (at least a tensor)
    /// Legal, but loads, compute and stores may race: timing is defined, the bytes are not.
    bool timing_only = false;
    /// MUL and ACC_8BIT, which the original hardware lacks.
    bool extensions = true;
    /// Leave out what stops a simulation of the original RTL with its assertions on: consecutive
    /// operations of an immediate ALU instruction with one destination.
    bool original_assertions = false;
};

/// A program that is legal and (unless timing_only) race-free as section 10 of the ISA reference
/// defines it, whatever the memory's latency. The same arguments give the same program everywhere.
/// Throws UserError for options that leave no room.
isa::Program make_random_program(const isa::HardwareConfig& config,
                                 const RandomProgramOptions& options,
                                 std::uint64_t seed);

}  // namespace vta::cosim
