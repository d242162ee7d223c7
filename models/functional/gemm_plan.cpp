// SPDX-License-Identifier: Apache-2.0
#include "models/functional/gemm_plan.h"

#include <algorithm>
#include <numeric>

namespace vta::functional {
namespace {

/// Rows that the loops alone should give before micro-ops are looked at.
constexpr std::uint64_t kEnoughRows = 16;

struct Range {
    std::int64_t least = 0;
    std::int64_t most = 0;
};

/// Range of one kind of offset over a list and the loops around it.
Range range_of(const std::vector<TensorOffsets>& list, std::int32_t TensorOffsets::*kind) {
    Range range{list.front().*kind, list.front().*kind};
    for (const TensorOffsets& offsets : list) {
        range.least = std::min<std::int64_t>(range.least, offsets.*kind);
        range.most = std::max<std::int64_t>(range.most, offsets.*kind);
    }
    return range;
}

TensorOffsets sum(const TensorOffsets& a, const TensorOffsets& b) {
    return {a.dst + b.dst, a.src + b.src, a.wgt + b.wgt};
}

TensorOffsets offsets_of(const isa::Uop& uop) { return {uop.dst, uop.src, uop.wgt}; }

TensorOffsets times(const TensorOffsets& step, std::uint32_t count) {
    const auto n = static_cast<std::int32_t>(count);
    return {step.dst * n, step.src * n, step.wgt * n};
}

}  // namespace

TensorOffsets GemmPlan::Loops::at(std::uint64_t iteration) const {
    return sum(times(outer.step, static_cast<std::uint32_t>(iteration / inner.count)),
               times(inner.step, static_cast<std::uint32_t>(iteration % inner.count)));
}

void GemmPlan::Loops::add(const Loop& loop) {
    // Loops come outermost first.
    outer = inner;
    inner = loop;
}

bool GemmPlan::build(const LoopNest& loops, const Scratchpads& memories) {
    sort_loops(loops);
    if (row_loops_.count() >= kEnoughRows || loops.uops.size() == 1 || !factor_uops(loops))
        keep_uops(loops);
    return fits(memories);
}

void GemmPlan::sort_loops(const LoopNest& loops) {
    const auto signed_of = [](std::uint32_t factor) { return static_cast<std::int32_t>(factor); };
    const Loop outer{
        loops.outer,
        {signed_of(loops.dst_out), signed_of(loops.src_out), signed_of(loops.wgt_out)}};
    const Loop inner{loops.inner,
                     {signed_of(loops.dst_in), signed_of(loops.src_in), signed_of(loops.wgt_in)}};
    row_loops_ = reduce_loops_ = other_loops_ = Loops{};
    for (const Loop& loop : {outer, inner}) {
        if (loop.count == 1) continue;
        if (loop.step.wgt == 0)
            row_loops_.add(loop);
        else if (loop.step.dst == 0)
            reduce_loops_.add(loop);
        else
            other_loops_.add(loop);
    }
}

void GemmPlan::keep_uops(const LoopNest& loops) {
    uop_rows_.assign(1, TensorOffsets{});
    uop_steps_.clear();
    for (const isa::Uop& uop : loops.uops) uop_steps_.push_back(offsets_of(uop));
    const auto by_dst = [](const TensorOffsets& a, const TensorOffsets& b) {
        return a.dst < b.dst;
    };
    if (!std::is_sorted(uop_steps_.begin(), uop_steps_.end(), by_dst))
        std::sort(uop_steps_.begin(), uop_steps_.end(), by_dst);
}

/// Tries to write the micro-ops as {rows} x {steps}: all that use one weight tensor must lie like
/// those that use any other.
bool GemmPlan::factor_uops(const LoopNest& loops) {
    const std::vector<isa::Uop>& uops = loops.uops;
    order_.resize(uops.size());
    std::iota(order_.begin(), order_.end(), 0u);
    const auto by_weight = [&](std::uint32_t a, std::uint32_t b) {
        const isa::Uop &x = uops[a], &y = uops[b];
        if (x.wgt != y.wgt) return x.wgt < y.wgt;
        if (x.dst != y.dst) return x.dst < y.dst;
        return x.src < y.src;
    };
    std::sort(order_.begin(), order_.end(), by_weight);
    std::size_t size = 1;
    while (size < uops.size() && uops[order_[size]].wgt == uops[order_[0]].wgt) ++size;
    if (size == 1 || uops.size() % size != 0) return false;

    uop_rows_.clear();
    uop_steps_.clear();
    const auto behind = [](const isa::Uop& leader, const isa::Uop& uop) {
        return TensorOffsets{uop.dst - leader.dst, uop.src - leader.src, uop.wgt - leader.wgt};
    };
    for (std::size_t i = 0; i < size; ++i)
        uop_rows_.push_back(behind(uops[order_[0]], uops[order_[i]]));
    for (std::size_t first = 0; first < uops.size(); first += size) {
        const isa::Uop& leader = uops[order_[first]];
        for (std::size_t i = 0; i < size; ++i) {
            const TensorOffsets offsets = behind(leader, uops[order_[first + i]]);
            const TensorOffsets& want = uop_rows_[i];
            if (offsets.dst != want.dst || offsets.src != want.src || offsets.wgt != 0)
                return false;
        }
        uop_steps_.push_back(offsets_of(leader));
    }
    std::sort(uop_steps_.begin(), uop_steps_.end(), [](const auto& a, const auto& b) {
        return a.dst < b.dst;
    });
    return true;
}

/// Whether no index leaves its storage; notes the range of inputs.
bool GemmPlan::fits(const Scratchpads& memories) {
    const auto range = [&](std::int32_t TensorOffsets::*kind) {
        const Range rows = range_of(uop_rows_, kind);
        const Range steps = range_of(uop_steps_, kind);
        Range total{rows.least + steps.least, rows.most + steps.most};
        for (const Loops* loops : {&row_loops_, &reduce_loops_, &other_loops_})
            for (const Loop* loop : {&loops->outer, &loops->inner})
                total.most += std::int64_t{loop->step.*kind} * (loop->count - 1);
        return total;
    };
    const Range src = range(&TensorOffsets::src);
    if (range(&TensorOffsets::dst).most >= memories.acc.depth || src.most >= memories.inp.depth ||
        range(&TensorOffsets::wgt).most >= memories.wgt.depth)
        return false;
    least_src_ = static_cast<std::uint32_t>(src.least);
    most_src_ = static_cast<std::uint32_t>(src.most);
    return true;
}

std::uint64_t GemmPlan::operation_count() const {
    return row_count() * uop_steps_.size() * reduce_loops_.count() * other_loops_.count();
}

void GemmPlan::rows(std::uint64_t first,
                    std::size_t count,
                    std::vector<TensorOffsets>& rows) const {
    rows.clear();
    const std::uint64_t iteration = first / uop_rows_.size();
    std::size_t uop = first % uop_rows_.size();
    auto outer = static_cast<std::uint32_t>(iteration / row_loops_.inner.count);
    auto inner = static_cast<std::uint32_t>(iteration % row_loops_.inner.count);
    for (; rows.size() < count; ++outer, inner = 0) {
        TensorOffsets base =
            sum(times(row_loops_.outer.step, outer), times(row_loops_.inner.step, inner));
        for (; inner < row_loops_.inner.count; ++inner, uop = 0) {
            for (; uop < uop_rows_.size() && rows.size() < count; ++uop)
                rows.push_back(sum(uop_rows_[uop], base));
            base = sum(base, row_loops_.inner.step);
        }
    }
}

}  // namespace vta::functional
