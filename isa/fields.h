// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "isa/instruction.h"

namespace vta::isa {

/// Every field of the 128-bit instructions. Fields up to kLastLow lie in bits 63..0, the others in
/// bits 127..64, in every legal configuration (rules L1 to L5). ALU factors have their own ids
/// because their widths differ from GEMM's.
enum class FieldId : std::uint8_t {
    kPopPrev,
    kPopNext,
    kPushPrev,
    kPushNext,
    kMemoryType,
    kSramBase,
    kDramBase,
    kReset,
    kUopBegin,
    kUopEnd,
    kIterOut,
    kIterIn,
    kLastLow = kIterIn,
    kYSize,
    kXSize,
    kXStride,
    kYPad0,
    kYPad1,
    kXPad0,
    kXPad1,
    kDstFactorOut,
    kDstFactorIn,
    kSrcFactorOut,
    kSrcFactorIn,
    kWgtFactorOut,
    kWgtFactorIn,
    kAluDstFactorOut,
    kAluDstFactorIn,
    kAluSrcFactorOut,
    kAluSrcFactorIn,
    kAluOpcode,
    kUseImm,
    kImm,
};
inline constexpr std::size_t kFieldCount = static_cast<std::size_t>(FieldId::kImm) + 1;

// The visitors below are the only list of which instruction has which field. A visitor is called
// as visit(FieldId, name, member).

template <class AnyInstruction, class Visit>
void visit_flags(AnyInstruction& i, Visit&& visit) {
    visit(FieldId::kPopPrev, "pop_prev", i.pop_prev);
    visit(FieldId::kPopNext, "pop_next", i.pop_next);
    visit(FieldId::kPushPrev, "push_prev", i.push_prev);
    visit(FieldId::kPushNext, "push_next", i.push_next);
}

template <class AnyInstruction, class Visit>
void visit_memory_fields(AnyInstruction& i, Visit&& visit) {
    visit(FieldId::kMemoryType, "memory_type", i.memory_type);
    visit(FieldId::kSramBase, "sram_base", i.sram_base);
    visit(FieldId::kDramBase, "dram_base", i.dram_base);
    visit(FieldId::kYSize, "y_size", i.y_size);
    visit(FieldId::kXSize, "x_size", i.x_size);
    visit(FieldId::kXStride, "x_stride", i.x_stride);
    visit(FieldId::kYPad0, "y_pad_0", i.y_pad_0);
    visit(FieldId::kYPad1, "y_pad_1", i.y_pad_1);
    visit(FieldId::kXPad0, "x_pad_0", i.x_pad_0);
    visit(FieldId::kXPad1, "x_pad_1", i.x_pad_1);
}

template <class AnyInstruction, class Visit>
void visit_loop_fields(AnyInstruction& i, Visit&& visit) {
    visit(FieldId::kUopBegin, "uop_begin", i.uop_begin);
    visit(FieldId::kUopEnd, "uop_end", i.uop_end);
    visit(FieldId::kIterOut, "iter_out", i.iter_out);
    visit(FieldId::kIterIn, "iter_in", i.iter_in);
}

template <class AnyInstruction, class Visit>
void visit_gemm_fields(AnyInstruction& i, Visit&& visit) {
    visit(FieldId::kReset, "reset", i.reset);
    visit_loop_fields(i, visit);
    visit(FieldId::kDstFactorOut, "dst_factor_out", i.dst_factor_out);
    visit(FieldId::kDstFactorIn, "dst_factor_in", i.dst_factor_in);
    visit(FieldId::kSrcFactorOut, "src_factor_out", i.src_factor_out);
    visit(FieldId::kSrcFactorIn, "src_factor_in", i.src_factor_in);
    visit(FieldId::kWgtFactorOut, "wgt_factor_out", i.wgt_factor_out);
    visit(FieldId::kWgtFactorIn, "wgt_factor_in", i.wgt_factor_in);
}

template <class AnyInstruction, class Visit>
void visit_alu_fields(AnyInstruction& i, Visit&& visit) {
    visit_loop_fields(i, visit);
    visit(FieldId::kAluDstFactorOut, "dst_factor_out", i.dst_factor_out);
    visit(FieldId::kAluDstFactorIn, "dst_factor_in", i.dst_factor_in);
    visit(FieldId::kAluSrcFactorOut, "src_factor_out", i.src_factor_out);
    visit(FieldId::kAluSrcFactorIn, "src_factor_in", i.src_factor_in);
    visit(FieldId::kAluOpcode, "alu_opcode", i.alu_opcode);
    visit(FieldId::kUseImm, "use_imm", i.use_imm);
    visit(FieldId::kImm, "imm", i.imm);
}

/// The fields of the instruction's own opcode, without the opcode itself.
template <class AnyInstruction, class Visit>
void visit_fields(AnyInstruction& i, Visit&& visit) {
    visit_flags(i, visit);
    switch (i.opcode) {
        case Opcode::kLoad:
        case Opcode::kStore:
            return visit_memory_fields(i, visit);
        case Opcode::kGemm:
            return visit_gemm_fields(i, visit);
        case Opcode::kAlu:
            return visit_alu_fields(i, visit);
        case Opcode::kFinish:
            return;
    }
}

}  // namespace vta::isa
