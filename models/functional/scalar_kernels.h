// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/functional/loop_nest.h"
#include "models/functional/scratchpads.h"

namespace vta::functional {

/// What an ALU instruction does to each scalar; operands are sign-extended to 32 bits.
struct AluOperation {
    isa::AluOpcode opcode = isa::AluOpcode::kMin;
    bool use_imm = false;
    bool left = false;     ///< SHR: the immediate's sign bit asks for a left shift, in both forms
    std::int32_t imm = 0;  ///< reduced to the accumulator's width
};
AluOperation alu_operation(const isa::Instruction& instruction, std::uint32_t acc_bits);

/// sums[b][oc] = sum over ic of inp[b][ic] * wgt[oc][ic], modulo 2^32.
void dot_tensor(const Scratchpads& memories,
                const std::uint8_t* inp,
                const std::uint8_t* wgt,
                std::uint32_t* sums);
/// Adds to `lanes` accumulators, low bits to the outputs.
void accumulate_lanes(const Scratchpads& memories,
                      const std::uint32_t* sums,
                      std::size_t lanes,
                      std::uint8_t* acc,
                      std::uint8_t* out);
/// dst[i] = op(a[i], b[i]) over `lanes` accumulators, low bits to out[i]. `b` is not read with an
/// immediate. dst may be a or b.
void alu_lanes(const Scratchpads& memories,
               const AluOperation& operation,
               const std::uint8_t* a,
               const std::uint8_t* b,
               std::size_t lanes,
               std::uint8_t* dst,
               std::uint8_t* out);

/// Whole instructions, one operation after the other: what every other implementation must equal.
void gemm_scalar(const Scratchpads& memories, const LoopNest& loops, Interrupt& interrupt);
void alu_scalar(const Scratchpads& memories,
                const LoopNest& loops,
                const AluOperation& operation,
                Interrupt& interrupt);
/// GEMM with reset: zeros into acc; out keeps what it had.
void gemm_reset(const Scratchpads& memories, const LoopNest& loops, Interrupt& interrupt);

}  // namespace vta::functional
