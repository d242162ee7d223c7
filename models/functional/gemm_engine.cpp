// SPDX-License-Identifier: Apache-2.0
#include "models/functional/gemm_engine.h"

#include <algorithm>

#include "models/functional/operand_packing.h"
#include "models/functional/scalar_kernels.h"

namespace vta::functional {
namespace {

// Converting an input costs about an eighth of multiplying it: inputs that lie so far apart that
// most of what is converted would go unused are taken one by one.
constexpr std::uint64_t kConvertedPerOperation = 8;

}  // namespace

GemmEngine::GemmEngine(const Scratchpads& memories, const VectorKernels& kernels)
    : memories_(memories),
      kernels_(kernels),
      direct_(memories.acc_bits == 32 && memories.out_bits == 8),
      groups_(memories.block_in / (kernels.bytes ? 4 : 2)),
      row_bytes_(4 * groups_),
      packed_bytes_(4 * memories.block_out * (groups_ + (kernels.bytes ? 1 : 0))),
      slot_(memories.wgt.depth),
      stamp_(memories.wgt.depth),
      acc_(kernels.max_rows),
      out_(kernels.max_rows),
      sums_(kernels.max_rows * memories.block_out) {}

bool GemmEngine::usable(const Scratchpads& memories, const VectorKernels& kernels) {
    const std::uint32_t widest = kernels.bytes ? 8 : 16;
    return kernels.tile != nullptr && memories.inp_bits <= widest && memories.wgt_bits <= widest;
}

void GemmEngine::run(const LoopNest& loops, Interrupt& interrupt) {
    forget_weights();
    const bool fits = plan_.build(loops, memories_);
    const std::uint64_t inputs = fits ? plan_.most_src() - plan_.least_src() + 1 : 0;
    if (fits && inputs <= kConvertedPerOperation * plan_.operation_count())
        run_plan(interrupt);
    else
        run_one_by_one(loops, interrupt);
}

void GemmEngine::run_plan(Interrupt& interrupt) {
    convert_inputs(plan_.least_src(), plan_.most_src() - plan_.least_src() + 1);
    const std::uint64_t total = plan_.row_count();
    const std::size_t tensors_at_once = std::max<std::size_t>(1, kRowsAtOnce / memories_.batch);
    bool stopped = false;
    for (std::uint64_t first = 0; first < total && !stopped; first += tensors_at_once) {
        const std::size_t count = std::min<std::uint64_t>(total - first, tensors_at_once);
        plan_.rows(first, count, rows_);
        address_rows();
        plan_.for_each_run(run_, [&](const std::vector<TensorOffsets>& steps) {
            address_steps(steps);
            multiply(steps.front().dst);
            stopped = interrupt.after(count * steps.size());
            return stopped;
        });
    }
}

/// Any index may wrap: each operation is a tile of its own.
void GemmEngine::run_one_by_one(const LoopNest& loops, Interrupt& interrupt) {
    inputs_.resize(std::max<std::size_t>(inputs_.size(), memories_.batch * row_bytes_));
    rows_.assign(1, TensorOffsets{});
    for (std::uint32_t o = 0; o < loops.outer; ++o) {
        for (std::uint32_t i = 0; i < loops.inner; ++i) {
            for (const isa::Uop& uop : loops.uops) {
                const std::uint32_t d = uop.dst + o * loops.dst_out + i * loops.dst_in;
                const std::uint32_t s = uop.src + o * loops.src_out + i * loops.src_in;
                const std::uint32_t w = uop.wgt + o * loops.wgt_out + i * loops.wgt_in;
                convert_inputs(s & memories_.inp.mask(), 1);
                address_rows();
                steps_.assign(1, {0, packed_weights(w & memories_.wgt.mask())});
                multiply(static_cast<std::int32_t>(d & memories_.acc.mask()));
            }
            if (interrupt.after(loops.uops.size())) return;
        }
    }
}

void GemmEngine::convert_inputs(std::uint32_t first, std::uint32_t count) {
    const std::size_t bytes = std::size_t{count} * memories_.batch * row_bytes_;
    if (inputs_.size() < bytes) inputs_.resize(bytes);
    pack_inputs(memories_.inp.tensor(first),
                std::size_t{count} * memories_.batch * memories_.block_in,
                memories_.inp_bits,
                kernels_.bytes,
                inputs_.data());
}

void GemmEngine::address_rows() {
    const std::uint32_t batch = memories_.batch;
    KernelRows& rows = kernel_rows_;
    rows.src.clear();
    rows.acc.clear();
    rows.out.clear();
    // Row offsets may be negative; only with a step's do they name a tensor.
    for (const TensorOffsets& row : rows_) {
        const std::ptrdiff_t src = std::ptrdiff_t{row.src} * batch * row_bytes_;
        const std::ptrdiff_t dst = row.dst;
        for (std::uint32_t b = 0; b < batch; ++b) {
            rows.src.push_back(inputs_.data() + src + std::ptrdiff_t{b} * row_bytes_);
            rows.acc.push_back(memories_.acc.bytes.data() + dst * memories_.acc.elem_bytes +
                               std::ptrdiff_t{b} * memories_.block_out * (memories_.acc_bits / 8));
            rows.out.push_back(memories_.out.bytes.data() + dst * memories_.out.elem_bytes +
                               std::ptrdiff_t{b} * memories_.block_out * (memories_.out_bits / 8));
        }
    }
}

void GemmEngine::address_steps(const std::vector<TensorOffsets>& steps) {
    steps_.clear();
    for (const TensorOffsets& step : steps) {
        const auto src = static_cast<std::uint32_t>(step.src) - plan_.least_src();
        steps_.push_back({src * memories_.batch * row_bytes_,
                          packed_weights(static_cast<std::uint32_t>(step.wgt))});
    }
}

void GemmEngine::multiply(std::int32_t dst) {
    const std::size_t total = kernel_rows_.src.size();
    const std::size_t tiles = (total + kernels_.max_rows - 1) / kernels_.max_rows;
    // Tiles of about equal height: a last one with a single row would waste most of its cycles.
    for (std::size_t i = 0; i < tiles; ++i) {
        const std::size_t first = total * i / tiles;
        multiply_rows(first, total * (i + 1) / tiles - first, dst);
    }
}

void GemmEngine::multiply_rows(std::size_t first, std::size_t count, std::int32_t dst) {
    const std::ptrdiff_t acc_bytes = std::ptrdiff_t{dst} * memories_.acc.elem_bytes;
    const std::ptrdiff_t out_bytes = std::ptrdiff_t{dst} * memories_.out.elem_bytes;
    for (std::size_t r = 0; r < count; ++r) {
        acc_[r] = kernel_rows_.acc[first + r] + acc_bytes;
        out_[r] = kernel_rows_.out[first + r] + out_bytes;
    }
    GemmTile tile;
    tile.src = kernel_rows_.src.data() + first;
    tile.rows = count;
    tile.steps = steps_.data();
    tile.step_count = steps_.size();
    tile.weights = packed_.data();
    tile.groups = groups_;
    tile.block_out = memories_.block_out;
    tile.acc = direct_ ? acc_.data() : nullptr;
    tile.out = out_.data();
    tile.sums = sums_.data();
    kernels_.tile(tile);
    if (direct_) return;
    for (std::size_t r = 0; r < count; ++r)
        accumulate_lanes(
            memories_,
            reinterpret_cast<const std::uint32_t*>(sums_.data()) + r * memories_.block_out,
            memories_.block_out,
            acc_[r],
            out_[r]);
}

void GemmEngine::forget_weights() {
    packed_count_ = 0;
    if (++current_ != 0) return;
    std::fill(stamp_.begin(), stamp_.end(), 0u);
    current_ = 1;
}

std::uint32_t GemmEngine::packed_weights(std::uint32_t index) {
    if (stamp_[index] == current_) return slot_[index];
    const std::size_t at = packed_count_++ * packed_bytes_;
    if (packed_.size() < at + packed_bytes_) packed_.grow(2 * (at + packed_bytes_));
    pack_weights(memories_.wgt.tensor(index),
                 memories_.block_out,
                 memories_.block_in,
                 memories_.wgt_bits,
                 kernels_.bytes,
                 packed_.data() + at);
    if (kernels_.correct != nullptr)
        kernels_.correct(groups_, memories_.block_out, packed_.data() + at);
    stamp_[index] = current_;
    return slot_[index] = static_cast<std::uint32_t>(at);
}

}  // namespace vta::functional
