// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "isa/codec.h"
#include "isa/hardware_config.h"
#include "isa/instruction.h"

namespace vta::runtime {

/// One loop of a GEMM or ALU instruction around its micro-ops.
struct UopLoop {
    std::uint32_t extent = 1;
    std::uint32_t dst_factor = 0;
    std::uint32_t src_factor = 0;
    std::uint32_t wgt_factor = 0;
};

/// A recorded GEMM or ALU: its micro-ops and the instruction that runs them, whose micro-op range
/// starts at 0 and whose dependency flags are clear.
struct UopKernel {
    isa::Instruction instruction;
    std::vector<std::uint32_t> uops;  ///< encoded
    bool empty() const { return uops.empty(); }
};

/// What a recording is checked against.
struct RecordingRules {
    /// Immediate ALU operations read ACC[src] in hardware and ACC[dst] in the original's software
    /// models; programs that mean the same everywhere have src = dst. By default the recorder makes
    /// it so; true keeps src as recorded.
    bool keep_immediate_source = false;
    /// GEMM micro-ops whose dst is that of one of this many predecessors are refused; 2 for targets
    /// whose accumulator pipeline has no bypass.
    std::uint32_t gemm_reuse_distance = 0;
};

/// Records one kernel: loops first, then micro-ops. Every value is checked; UserError names it.
class KernelRecorder {
  public:
    KernelRecorder(const isa::HardwareConfig& config, const RecordingRules& rules);

    /// At most two, the first one outermost, all before the first micro-op.
    void loop_begin(const UopLoop& loop);
    void loop_end();
    void gemm(bool reset, std::uint32_t dst, std::uint32_t src, std::uint32_t wgt);
    /// `imm` is used with use_imm only and must fit 16 bits.
    void alu(isa::AluOpcode opcode,
             bool use_imm,
             std::int32_t imm,
             std::uint32_t dst,
             std::uint32_t src);

    /// Checks the whole recording. `opcode` (GEMM or ALU) is what the caller wants to run.
    UopKernel finish(isa::Opcode opcode);

  private:
    void add(const isa::Instruction& kind, const isa::Uop& uop);
    void use_destination_as_source();
    void check_reach() const;
    void check_index(const char* what,
                     std::uint32_t largest,
                     std::uint32_t UopLoop::*factor,
                     isa::MemoryType memory) const;
    void check_gemm_reuse() const;
    void check_alu_lag() const;
    void check_alu_lag_of(std::uint16_t isa::Uop::*operand, std::uint32_t UopLoop::*factor) const;
    void fill_loops(isa::Instruction& instruction) const;
    std::uint16_t factor_field(const UopLoop& loop,
                               std::uint32_t UopLoop::*factor,
                               isa::MemoryType memory,
                               const char* what) const;
    std::uint32_t depth(isa::MemoryType memory) const { return config_.depth(memory); }

    const isa::HardwareConfig& config_;
    const RecordingRules rules_;
    isa::Instruction kind_;  // opcode, reset, ALU opcode, use_imm, imm of the first micro-op
    std::vector<UopLoop> loops_;
    std::size_t open_loops_ = 0;
    std::vector<isa::Uop> uops_;
};

}  // namespace vta::runtime
