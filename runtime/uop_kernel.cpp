// SPDX-License-Identifier: Apache-2.0
#include "runtime/uop_kernel.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/error.h"

namespace vta::runtime {
namespace {

constexpr std::uint32_t kMaxExtent = 16383;  // 14-bit field; 0 would mean 16384

std::uint16_t checked_index(const char* what, std::uint32_t value) {
    if (value > std::numeric_limits<std::uint16_t>::max())
        throw UserError(fmt::format("micro-op: {} index {} is out of range", what, value));
    return static_cast<std::uint16_t>(value);
}

struct Progression {
    std::int64_t step;
    std::int64_t count;
};

/// Whether start + o * outer.step + i * inner.step is 0 for some o < outer.count, i < inner.count.
bool reaches_zero(std::int64_t start, const Progression& outer, const Progression& inner) {
    if (outer.count <= 0 || inner.count <= 0) return false;
    const std::int64_t outer_count = outer.step == 0 ? 1 : outer.count;
    for (std::int64_t o = 0; o < outer_count; ++o) {
        const std::int64_t missing = -(start + o * outer.step);
        if (missing == 0) return true;
        if (inner.step == 0 || missing % inner.step != 0) continue;
        const std::int64_t i = missing / inner.step;
        if (i >= 0 && i < inner.count) return true;
    }
    return false;
}

}  // namespace

KernelRecorder::KernelRecorder(const isa::HardwareConfig& config, const RecordingRules& rules)
    : config_(config), rules_(rules) {}

void KernelRecorder::loop_begin(const UopLoop& loop) {
    if (!uops_.empty())
        throw UserError("micro-op loop: all loops must begin before the first micro-op");
    if (loops_.size() == 2)
        throw UserError("micro-op loop: an instruction has two loops; unroll the third");
    if (loop.extent == 0 || loop.extent > kMaxExtent)
        throw UserError(
            fmt::format("micro-op loop: got extent {}, want 1 to {}", loop.extent, kMaxExtent));
    loops_.push_back(loop);
    ++open_loops_;
}

void KernelRecorder::loop_end() {
    if (open_loops_ == 0) throw UserError("micro-op loop: an end without a begin");
    --open_loops_;
}

void KernelRecorder::gemm(bool reset, std::uint32_t dst, std::uint32_t src, std::uint32_t wgt) {
    isa::Instruction kind;
    kind.opcode = isa::Opcode::kGemm;
    kind.reset = reset;
    add(kind, {checked_index("dst", dst), checked_index("src", src), checked_index("wgt", wgt)});
}

void KernelRecorder::alu(
    isa::AluOpcode opcode, bool use_imm, std::int32_t imm, std::uint32_t dst, std::uint32_t src) {
    using Limits = std::numeric_limits<std::int16_t>;
    if (use_imm && (imm < Limits::min() || imm > Limits::max()))
        throw UserError(
            fmt::format("ALU immediate: got {}, want {} to {}; load larger constants "
                        "into the accumulator instead",
                        imm,
                        Limits::min(),
                        Limits::max()));
    if (static_cast<std::uint32_t>(opcode) > static_cast<std::uint32_t>(isa::AluOpcode::kMul))
        throw UserError(fmt::format("ALU opcode {} is undefined", static_cast<unsigned>(opcode)));
    isa::Instruction kind;
    kind.opcode = isa::Opcode::kAlu;
    kind.alu_opcode = opcode;
    kind.use_imm = use_imm;
    kind.imm = use_imm ? static_cast<std::int16_t>(imm) : std::int16_t{0};
    add(kind, {checked_index("dst", dst), checked_index("src", src), 0});
}

void KernelRecorder::add(const isa::Instruction& kind, const isa::Uop& uop) {
    if (uops_.empty())
        kind_ = kind;
    else if (kind != kind_)
        throw UserError(fmt::format(
            "micro-op {}: mode, reset, ALU opcode and immediate must be those of the kernel's "
            "first micro-op",
            uops_.size()));
    uops_.push_back(uop);
}

UopKernel KernelRecorder::finish(isa::Opcode opcode) {
    if (open_loops_ != 0) throw UserError(fmt::format("micro-op loop: {} not ended", open_loops_));
    UopKernel kernel;
    if (uops_.empty()) return kernel;
    if (kind_.opcode != opcode)
        throw UserError(fmt::format("kernel: recorded as {}, pushed as {}",
                                    kind_.opcode == isa::Opcode::kGemm ? "GEMM" : "ALU",
                                    opcode == isa::Opcode::kGemm ? "GEMM" : "ALU"));
    if (uops_.size() > depth(isa::MemoryType::kUop))
        throw UserError(fmt::format("kernel: {} micro-ops, the micro-op buffer holds {}",
                                    uops_.size(),
                                    depth(isa::MemoryType::kUop)));
    if (kind_.use_imm && !rules_.keep_immediate_source) use_destination_as_source();
    check_reach();
    if (opcode == isa::Opcode::kGemm)
        check_gemm_reuse();
    else
        check_alu_lag();
    kernel.instruction = kind_;
    kernel.instruction.uop_end = static_cast<std::uint16_t>(uops_.size());
    fill_loops(kernel.instruction);
    const isa::Codec codec(config_);
    kernel.uops.reserve(uops_.size());
    for (const isa::Uop& uop : uops_) kernel.uops.push_back(codec.encode_uop(uop));
    return kernel;
}

void KernelRecorder::use_destination_as_source() {
    for (isa::Uop& uop : uops_) uop.src = uop.dst;
    for (UopLoop& loop : loops_) loop.src_factor = loop.dst_factor;
}

void KernelRecorder::check_reach() const {
    isa::Uop largest;
    for (const isa::Uop& uop : uops_) {
        largest.dst = std::max(largest.dst, uop.dst);
        largest.src = std::max(largest.src, uop.src);
        largest.wgt = std::max(largest.wgt, uop.wgt);
    }
    check_index("dst", largest.dst, &UopLoop::dst_factor, isa::MemoryType::kAcc);
    if (kind_.opcode == isa::Opcode::kAlu) {
        check_index("src", largest.src, &UopLoop::src_factor, isa::MemoryType::kAcc);
    } else if (!kind_.reset) {  // a reset reads neither
        check_index("src", largest.src, &UopLoop::src_factor, isa::MemoryType::kInp);
        check_index("wgt", largest.wgt, &UopLoop::wgt_factor, isa::MemoryType::kWgt);
    }
}

void KernelRecorder::check_index(const char* what,
                                 std::uint32_t largest,
                                 std::uint32_t UopLoop::*factor,
                                 isa::MemoryType memory) const {
    std::uint64_t reach = largest;
    for (const UopLoop& loop : loops_) reach += std::uint64_t{loop.extent - 1} * (loop.*factor);
    if (reach >= depth(memory))
        throw UserError(fmt::format("kernel: {} index reaches {}, the {} buffer holds {} tensors",
                                    what,
                                    reach,
                                    isa::to_string(memory),
                                    depth(memory)));
}

void KernelRecorder::check_gemm_reuse() const {
    for (std::size_t i = 1; i < uops_.size(); ++i)
        for (std::size_t back = 1; back <= std::min<std::size_t>(i, rules_.gemm_reuse_distance);
             ++back)
            if (uops_[i].dst == uops_[i - back].dst)
                throw UserError(fmt::format(
                    "micro-op {}: dst {} is also that of micro-op {}; this target needs a distance "
                    "of more than {}",
                    i,
                    uops_[i].dst,
                    i - back,
                    rules_.gemm_reuse_distance));
}

void KernelRecorder::check_alu_lag() const {
    // An ALU operation must not use what the operation right before it writes: as source in any
    // form, as destination in immediate form (the original asserts on both).
    check_alu_lag_of(&isa::Uop::src, &UopLoop::src_factor);
    if (kind_.use_imm) check_alu_lag_of(&isa::Uop::dst, &UopLoop::dst_factor);
}

void KernelRecorder::check_alu_lag_of(std::uint16_t isa::Uop::*operand,
                                      std::uint32_t UopLoop::*factor) const {
    const UopLoop none;
    const UopLoop& inner = loops_.empty() ? none : loops_.back();
    const UopLoop& outer = loops_.size() == 2 ? loops_.front() : none;
    const std::int64_t outer_step = std::int64_t{outer.*factor} - outer.dst_factor;
    const std::int64_t inner_step = std::int64_t{inner.*factor} - inner.dst_factor;
    const std::int64_t last_dst = uops_.back().dst;
    const std::int64_t first_use = uops_.front().*operand;
    bool hit = false;
    for (std::size_t i = 1; i < uops_.size() && !hit; ++i)
        hit = reaches_zero(std::int64_t{uops_[i].*operand} - uops_[i - 1].dst,
                           {outer_step, outer.extent},
                           {inner_step, inner.extent});
    // The last micro-op of an iteration, then the first of the next inner or outer iteration.
    hit = hit || reaches_zero(first_use - last_dst + inner.*factor,
                              {outer_step, outer.extent},
                              {inner_step, inner.extent - 1});
    hit = hit || reaches_zero(first_use - last_dst + outer.*factor -
                                  std::int64_t{inner.dst_factor} * (inner.extent - 1),
                              {outer_step, outer.extent - 1},
                              {0, 1});
    if (hit)
        throw UserError(
            "kernel: an ALU operation uses an accumulator right after the operation that writes "
            "it, where the hardware still reads the old value; put another operation between them");
}

void KernelRecorder::fill_loops(isa::Instruction& instruction) const {
    const bool gemm = instruction.opcode == isa::Opcode::kGemm;
    // A single loop is the outer one of a GEMM and the inner one of an ALU instruction, as old
    // compilers and their recorded streams have it.
    UopLoop outer, inner;
    if (loops_.size() == 2) {
        outer = loops_[0];
        inner = loops_[1];
    } else if (loops_.size() == 1) {
        (gemm ? outer : inner) = loops_[0];
    }
    using isa::MemoryType;
    const MemoryType src = gemm ? MemoryType::kInp : MemoryType::kAcc;
    instruction.iter_out = static_cast<std::uint16_t>(outer.extent);
    instruction.iter_in = static_cast<std::uint16_t>(inner.extent);
    instruction.dst_factor_out = factor_field(outer, &UopLoop::dst_factor, MemoryType::kAcc, "dst");
    instruction.dst_factor_in = factor_field(inner, &UopLoop::dst_factor, MemoryType::kAcc, "dst");
    instruction.src_factor_out = factor_field(outer, &UopLoop::src_factor, src, "src");
    instruction.src_factor_in = factor_field(inner, &UopLoop::src_factor, src, "src");
    if (!gemm) return;
    instruction.wgt_factor_out = factor_field(outer, &UopLoop::wgt_factor, MemoryType::kWgt, "wgt");
    instruction.wgt_factor_in = factor_field(inner, &UopLoop::wgt_factor, MemoryType::kWgt, "wgt");
}

std::uint16_t KernelRecorder::factor_field(const UopLoop& loop,
                                           std::uint32_t UopLoop::*factor,
                                           isa::MemoryType memory,
                                           const char* what) const {
    const std::uint32_t value = loop.*factor;
    if (value < depth(memory)) return static_cast<std::uint16_t>(value);
    // A loop of one iteration never adds its factor, so a large one is harmless.
    if (loop.extent == 1) return static_cast<std::uint16_t>(value & (depth(memory) - 1));
    throw UserError(fmt::format(
        "micro-op loop: {} factor {} needs to be below {}", what, value, depth(memory)));
}

}  // namespace vta::runtime
