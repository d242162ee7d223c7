// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "isa/memory_type.h"

namespace vta::isa {

/// One instruction as it lies in memory: bits 63..0 and 127..64. In DRAM `low` comes first.
struct Word128 {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend bool operator==(const Word128& a, const Word128& b) {
        return a.low == b.low && a.high == b.high;
    }
    friend bool operator!=(const Word128& a, const Word128& b) { return !(a == b); }
};
inline constexpr std::uint32_t kInstructionBytes = 16;
inline constexpr std::uint32_t kUopBytes = 4;

enum class Opcode : std::uint8_t { kLoad = 0, kStore = 1, kGemm = 2, kFinish = 3, kAlu = 4 };

enum class AluOpcode : std::uint8_t { kMin = 0, kMax = 1, kAdd = 2, kShr = 3, kMul = 4 };

/// The module that executes an instruction.
enum class Module : std::uint8_t { kLoad = 0, kCompute = 1, kStore = 2 };
inline constexpr std::size_t kModuleCount = 3;
/// "load", "compute", "store".
const char* to_string(Module module);

/// A decoded instruction of any kind. Fields that the kind does not have are 0.
struct Instruction {
    Opcode opcode = Opcode::kFinish;
    bool pop_prev = false;
    bool pop_next = false;
    bool push_prev = false;
    bool push_next = false;

    // LOAD and STORE. Sizes and strides count tensors of memory_type.
    MemoryType memory_type = MemoryType::kUop;
    std::uint16_t sram_base = 0;
    std::uint32_t dram_base = 0;  ///< in tensors; the byte address is this times the tensor bytes
    std::uint16_t y_size = 0;
    std::uint16_t x_size = 0;
    std::uint16_t x_stride = 0;
    std::uint8_t y_pad_0 = 0;  ///< rows of zeros before (top)
    std::uint8_t y_pad_1 = 0;  ///< rows of zeros after (bottom)
    std::uint8_t x_pad_0 = 0;  ///< zero tensors before each row (left)
    std::uint8_t x_pad_1 = 0;  ///< zero tensors after each row (right)

    // GEMM and ALU.
    bool reset = false;           ///< GEMM: write zeros
    std::uint16_t uop_begin = 0;  ///< first micro-op
    std::uint16_t uop_end = 0;    ///< one past the last micro-op
    std::uint16_t iter_out = 0;   ///< outer loop count; 0 means 16384 (likewise iter_in)
    std::uint16_t iter_in = 0;
    std::uint16_t dst_factor_out = 0;  ///< index step of an outer iteration (acc)
    std::uint16_t dst_factor_in = 0;
    std::uint16_t src_factor_out = 0;  ///< GEMM: inp; ALU: acc
    std::uint16_t src_factor_in = 0;
    std::uint16_t wgt_factor_out = 0;  ///< GEMM only
    std::uint16_t wgt_factor_in = 0;

    // ALU only.
    AluOpcode alu_opcode = AluOpcode::kMin;
    bool use_imm = false;
    std::int16_t imm = 0;

    bool is_memory() const { return opcode == Opcode::kLoad || opcode == Opcode::kStore; }
    /// A LOAD or STORE that only moves tokens.
    bool is_sync() const { return is_memory() && x_size == 0; }
};
bool operator==(const Instruction& a, const Instruction& b);
inline bool operator!=(const Instruction& a, const Instruction& b) { return !(a == b); }

/// Where Fetch sends the instruction: LOAD inp and wgt to Load, STORE to Store, the rest to
/// Compute.
Module module_of(const Instruction& instruction);

/// A decoded micro-op.
struct Uop {
    std::uint16_t dst = 0;  ///< acc index
    std::uint16_t src = 0;  ///< GEMM: inp index; ALU: acc index
    std::uint16_t wgt = 0;  ///< GEMM: wgt index
    friend bool operator==(const Uop& a, const Uop& b) {
        return a.dst == b.dst && a.src == b.src && a.wgt == b.wgt;
    }
};

}  // namespace vta::isa
