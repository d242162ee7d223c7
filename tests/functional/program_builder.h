// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/codec.h"
#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "isa/program.h"

namespace vta::tests {

inline isa::Instruction finish() { return {}; }

/// A LOAD or STORE of y rows of x tensors that lie one after the other.
inline isa::Instruction transfer(isa::Opcode opcode,
                                 isa::MemoryType type,
                                 std::uint16_t sram,
                                 std::uint32_t dram,
                                 std::uint16_t y,
                                 std::uint16_t x) {
    isa::Instruction i;
    i.opcode = opcode;
    i.memory_type = type;
    i.sram_base = sram;
    i.dram_base = dram;
    i.y_size = y;
    i.x_size = i.x_stride = x;
    return i;
}
inline isa::Instruction load(isa::MemoryType type,
                             std::uint16_t sram,
                             std::uint32_t dram,
                             std::uint16_t y,
                             std::uint16_t x) {
    return transfer(isa::Opcode::kLoad, type, sram, dram, y, x);
}
inline isa::Instruction store(std::uint16_t sram,
                              std::uint32_t dram,
                              std::uint16_t y,
                              std::uint16_t x) {
    return transfer(isa::Opcode::kStore, isa::MemoryType::kOut, sram, dram, y, x);
}
/// An ALU instruction over micro-op 0 with an immediate.
inline isa::Instruction alu_imm(isa::AluOpcode opcode, std::int16_t imm) {
    isa::Instruction i;
    i.opcode = isa::Opcode::kAlu;
    i.alu_opcode = opcode;
    i.use_imm = true;
    i.imm = imm;
    i.uop_end = i.iter_out = i.iter_in = 1;
    return i;
}

/// A program whose instructions lie at 0x1000 of a DRAM of 1 MiB.
inline isa::Program program_of(const isa::HardwareConfig& config,
                               const std::vector<isa::Instruction>& instructions) {
    const isa::Codec codec(config);
    isa::Program program;
    program.base[0] = 0x1000;
    program.dram_bytes = 1u << 20;
    for (const isa::Instruction& instruction : instructions)
        program.instructions.push_back(codec.encode(instruction));
    return program;
}

}  // namespace vta::tests
