// SPDX-License-Identifier: Apache-2.0
#include "models/functional/alu_engine.h"

#include <cstring>

namespace vta::functional {
namespace {

/// Micro-ops whose indices go up by one.
bool contiguous(const std::vector<isa::Uop>& uops) {
    for (std::size_t u = 1; u < uops.size(); ++u)
        if (uops[u].dst != uops[u - 1].dst + 1 || uops[u].src != uops[u - 1].src + 1) return false;
    return true;
}

}  // namespace

AluEngine::AluEngine(const Scratchpads& memories, const VectorKernels& kernels)
    : memories_(memories),
      kernels_(kernels),
      vector_(kernels.alu != nullptr && memories.acc_bits == 32 && memories.out_bits == 8),
      overwritten_(memories.acc.elem_bytes),
      source_(memories.acc.elem_bytes) {}

void AluEngine::run(const LoopNest& loops, const AluOperation& operation, Interrupt& interrupt) {
    operation_ = operation;
    waiting_ = Run{};
    has_overwritten_ = false;

    // Fold loops that continue where the ones inside them end into one run.
    std::uint32_t length = 1;
    std::size_t uops = loops.uops.size();
    std::uint32_t inner = loops.inner;
    std::uint32_t outer = loops.outer;
    const auto fold = [&](std::uint32_t& count, std::uint32_t dst_step, std::uint32_t src_step) {
        if (count != 1 && (dst_step != length || src_step != length)) return false;
        if (std::uint64_t{length} * count > memories_.acc.depth) return false;
        length *= count;
        count = 1;
        return true;
    };
    if (uops <= memories_.acc.depth && contiguous(loops.uops)) {
        length = static_cast<std::uint32_t>(uops);
        uops = 1;
        if (fold(inner, loops.dst_in, loops.src_in)) fold(outer, loops.dst_out, loops.src_out);
    }

    for (std::uint32_t o = 0; o < outer; ++o) {
        for (std::uint32_t i = 0; i < inner; ++i) {
            for (std::size_t u = 0; u < uops; ++u)
                add(loops.uops[u].dst + o * loops.dst_out + i * loops.dst_in,
                    loops.uops[u].src + o * loops.src_out + i * loops.src_in,
                    length);
            if (!interrupt.after(uops * length)) continue;
            o = outer - 1;
            break;
        }
    }
    queue(Run{});
}

/// Splits a run that wraps, or that reads what it wrote before, into single operations.
void AluEngine::add(std::uint32_t dst, std::uint32_t src, std::uint32_t count) {
    const std::uint32_t mask = memories_.acc.mask();
    const std::uint32_t depth = memories_.acc.depth;
    const std::uint32_t d = dst & mask;
    const std::uint32_t s = src & mask;
    const std::uint32_t distance = d > s ? d - s : s - d;
    const bool independent = distance == 0 || distance >= count;
    if (independent && d + count <= depth && s + count <= depth) return queue({d, s, count});
    for (std::uint32_t k = 0; k < count; ++k) queue({(d + k) & mask, (s + k) & mask, 1});
}

void AluEngine::queue(const Run& next) {
    if (waiting_.count > 0)
        execute(waiting_, next.count > 0 && next.src == waiting_.dst + waiting_.count - 1);
    waiting_ = next;
}

void AluEngine::execute(const Run& run, bool keep_last) {
    const std::size_t bytes = memories_.acc.elem_bytes;
    const bool stale_source = has_overwritten_;
    if (stale_source) source_.swap(overwritten_);
    if (keep_last)
        std::memcpy(overwritten_.data(), memories_.acc.tensor(run.dst + run.count - 1), bytes);
    has_overwritten_ = keep_last;
    if (!stale_source) return apply(run, memories_.acc.tensor(run.src));
    apply({run.dst, run.src, 1}, source_.data());
    if (run.count > 1)
        apply({run.dst + 1, run.src + 1, run.count - 1}, memories_.acc.tensor(run.src + 1));
}

void AluEngine::apply(const Run& run, const std::uint8_t* source) {
    std::uint8_t* const dst = memories_.acc.tensor(run.dst);
    std::uint8_t* const out = memories_.out.tensor(run.dst);
    const std::uint8_t* const a = operation_.use_imm ? source : dst;
    const std::size_t lanes = std::size_t{run.count} * memories_.lanes();
    if (vector_)
        kernels_.alu(operation_,
                     reinterpret_cast<const std::int32_t*>(a),
                     reinterpret_cast<const std::int32_t*>(source),
                     lanes,
                     reinterpret_cast<std::int32_t*>(dst),
                     out);
    else
        alu_lanes(memories_, operation_, a, source, lanes, dst, out);
}

}  // namespace vta::functional
