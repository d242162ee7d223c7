// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "isa/instruction.h"
#include "models/timing/cycle.h"

namespace vta::timing {

/// Operations of a GEMM or ALU instruction: micro-ops x inner x outer iterations. The hardware's
/// counters are 14 bits and compare for equality, so each factor counts modulo 2^14 and 0 means
/// 2^14 (microarchitecture 8.7).
inline std::int64_t operation_count(const isa::Instruction& instruction) {
    const auto factor = [](std::uint32_t count) {
        count &= 0x3fff;
        return static_cast<std::int64_t>(count == 0 ? 0x4000 : count);
    };
    return factor(static_cast<std::uint32_t>(instruction.uop_end) - instruction.uop_begin) *
           factor(instruction.iter_out) * factor(instruction.iter_in);
}

/// Cycles from the start of an instruction to its done cycle where nothing outside the module can
/// delay it (microarchitecture 8.7, 8.10, 8.12, 7.1).
inline constexpr Cycle kSyncCycles = 1;
inline constexpr Cycle kFinishCycles = 1;
/// Start, start pulse, four pipeline stages and one cycle in which the in-flight counter reads 0.
inline constexpr Cycle kPipelineCycles = 6;
/// Cycles from start to the first issue of an operation.
inline constexpr Cycle kIssueDelay = 2;

/// Cycles in which operations are issued: one each, two for an ALU operation on two tensors.
inline Cycle issue_cycles(const isa::Instruction& instruction) {
    const bool two_reads = instruction.opcode == isa::Opcode::kAlu && !instruction.use_imm;
    return operation_count(instruction) * (two_reads ? 2 : 1);
}

}  // namespace vta::timing
