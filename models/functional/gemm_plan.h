// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/functional/loop_nest.h"
#include "models/functional/scratchpads.h"

namespace vta::functional {

/// Offsets, in tensors, of something that repeats.
struct TensorOffsets {
    std::int32_t dst = 0;
    std::int32_t src = 0;
    std::int32_t wgt = 0;
};

/// A GEMM's operations as a product {rows} x {steps}: the operation (r, s) has the indices
/// row[r] + step[s], and rows share the step's weights (row.wgt is 0). Loops that do not move the
/// weights make rows, and so do micro-ops with equal weights where all weights repeat the same
/// pattern; the other loops and micro-ops make steps. The sum over the steps of one dst may be
/// taken in any order, as all arithmetic wraps.
class GemmPlan {
  public:
    /// False if an index would wrap at its storage depth: then no product exists.
    bool build(const LoopNest& loops, const Scratchpads& memories);

    /// Rows of all loops, and those that one pass over micro-ops gives.
    std::uint64_t row_count() const { return row_loops_.count() * uop_rows_.size(); }
    std::uint64_t operation_count() const;
    /// Rows `first` to `first + count - 1` into `rows`.
    void rows(std::uint64_t first, std::size_t count, std::vector<TensorOffsets>& rows) const;

    /// Calls run(dst, steps) for each set of steps with one dst, in pieces of bounded length. Ends
    /// early if it returns true.
    template <typename Run>
    void for_each_run(std::vector<TensorOffsets>& steps, const Run& run) const;

    std::uint32_t least_src() const { return least_src_; }
    std::uint32_t most_src() const { return most_src_; }

  private:
    struct Loop {
        std::uint32_t count = 1;
        TensorOffsets step;
    };
    /// Two nested loops, either of which may be absent (count 1).
    struct Loops {
        Loop outer, inner;
        std::uint64_t count() const { return std::uint64_t{outer.count} * inner.count; }
        TensorOffsets at(std::uint64_t iteration) const;
        void add(const Loop& loop);
    };

    void sort_loops(const LoopNest& loops);
    void keep_uops(const LoopNest& loops);
    bool factor_uops(const LoopNest& loops);
    bool fits(const Scratchpads& memories);

    static constexpr std::size_t kMostSteps = 1024;

    Loops row_loops_;     ///< weights stand still
    Loops reduce_loops_;  ///< the accumulator stands still
    Loops other_loops_;
    std::vector<TensorOffsets> uop_rows_;   ///< relative to the micro-op that leads its weights
    std::vector<TensorOffsets> uop_steps_;  ///< the leading micro-ops, those of one dst adjacent
    std::vector<std::uint32_t> order_;
    std::uint32_t least_src_ = 0;
    std::uint32_t most_src_ = 0;
};

template <typename Run>
void GemmPlan::for_each_run(std::vector<TensorOffsets>& steps, const Run& run) const {
    for (std::uint64_t other = 0; other < other_loops_.count(); ++other) {
        const TensorOffsets base = other_loops_.at(other);
        for (std::size_t begin = 0, end = 0; begin < uop_steps_.size(); begin = end) {
            const std::int32_t dst = uop_steps_[begin].dst;
            while (end < uop_steps_.size() && uop_steps_[end].dst == dst) ++end;
            steps.clear();
            for (std::uint64_t reduce = 0; reduce < reduce_loops_.count(); ++reduce) {
                const TensorOffsets moved = reduce_loops_.at(reduce);
                for (std::size_t i = begin; i < end; ++i) {
                    steps.push_back({dst + base.dst,
                                     uop_steps_[i].src + base.src + moved.src,
                                     uop_steps_[i].wgt + base.wgt + moved.wgt});
                    if (steps.size() < kMostSteps) continue;
                    if (run(steps)) return;
                    steps.clear();
                }
            }
            if (!steps.empty() && run(steps)) return;
        }
    }
}

}  // namespace vta::functional
