// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer_kernels.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "workloads/layer_maxima.h"
#include "workloads/layer_taps.h"

namespace vta::workloads {
namespace {

using runtime::KernelKey;
using runtime::KernelRecorder;

constexpr std::uint64_t kMaxExtent = 16383;
/// Kernels of all layers share a runtime's cache; a key holds all that a recording uses.
constexpr std::uint64_t kSite = 0x6c617965'72000000;

void append_value(std::string& signature, std::uint32_t value) {
    signature.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Two dimensions that are one: the outer goes on where the inner ends.
bool merge(const KernelDim& outer, const KernelDim& inner, KernelDim& merged) {
    const auto follows = [&](std::uint32_t KernelDim::*factor) {
        return outer.*factor == inner.extent * (inner.*factor);
    };
    if (!follows(&KernelDim::dst) || !follows(&KernelDim::src) || !follows(&KernelDim::wgt))
        return false;
    if (std::uint64_t{outer.extent} * inner.extent > kMaxExtent) return false;
    merged = inner;
    merged.extent *= outer.extent;
    return true;
}

/// Without dimensions of one, and merged where they can be.
std::vector<KernelDim> simplified(const std::vector<KernelDim>& dims) {
    std::vector<KernelDim> kept;
    for (const KernelDim& dim : dims) {
        if (dim.extent == 1) continue;
        KernelDim merged;
        if (!kept.empty() && merge(kept.back(), dim, merged))
            kept.back() = merged;
        else
            kept.push_back(dim);
    }
    return kept;
}

}  // namespace

std::uint64_t KernelWork::operations() const {
    std::uint64_t count = points.size();
    for (const KernelDim& dim : dims) count *= dim.extent;
    return count;
}

KernelLoops::KernelLoops(const KernelWork& work) {
    unrolled = simplified(work.dims);
    for (KernelDim& loop : loops) {
        if (unrolled.empty()) break;
        const auto longest = std::max_element(
            unrolled.begin(), unrolled.end(), [](const KernelDim& a, const KernelDim& b) {
                return a.extent < b.extent;
            });
        loop = *longest;
        unrolled.erase(longest);
    }
    if (loops[0].dst < loops[1].dst) std::swap(loops[0], loops[1]);
}

std::uint64_t KernelLoops::uops(const KernelWork& work) const {
    std::uint64_t count = work.points.size();
    for (const KernelDim& dim : unrolled) count *= dim.extent;
    return count;
}

namespace {

/// Everything that the GEMMs of a step of a tile are made from.
class GemmWorkMaker {
  public:
    GemmWorkMaker(const LayerGeometry& g,
                  const LayerTile& tile,
                  const LayerStep& step,
                  std::uint32_t acc)
        : shape_(g.steps[step.shape]),
          tile_(tile),
          step_(step),
          acc_(acc),
          y_(shape_.y.window(tile.y, tile.rows)),
          x_(shape_.x.window(tile.x, tile.columns)),
          co_blocks_(shape_.co_of(tile.co_blocks)),
          inputs_(g.input_blocks(shape_, tile.co + shape_.co_first, co_blocks_)) {}

    std::vector<KernelWork> make() {
        if (shape_.separable) return separable();
        if (shape_.maximum) return {maximum()};
        std::vector<TapWindows> windows;
        list_tap_windows(shape_, y_, x_, tile_.rows, tile_.columns, co_blocks_, windows);
        std::map<TapWindows, std::vector<isa::Uop>> sets;
        for (std::uint32_t t = 0; t < shape_.taps; ++t)
            if (windows[t].count() != 0) sets[windows[t]].push_back(point(windows[t], t));
        std::vector<KernelWork> all;
        all.reserve(sets.size());
        for (auto& [size, points] : sets)
            all.push_back(work(size.rows, size.columns, std::move(points)));
        return all;
    }

  private:
    static std::uint32_t entry_stride(const StepAxis& axis) {
        return axis.step > 1 ? 1 : axis.stride;
    }

    isa::Uop point(const TapWindows& windows, std::uint32_t t) const {
        const Tap& tap = shape_.term->taps[shape_.first_tap + t];
        const std::uint32_t row =
            (y_.first_window + windows.first_row) * shape_.y.phases + tap.phase_y;
        const std::uint32_t column =
            (x_.first_window + windows.first_column) * shape_.x.phases + tap.phase_x;
        const std::uint32_t from_row =
            tap.y - shape_.y.min_tap + windows.first_row * entry_stride(shape_.y);
        const std::uint32_t from_column =
            tap.x - shape_.x.min_tap + windows.first_column * entry_stride(shape_.x);
        isa::Uop uop;
        uop.dst = static_cast<std::uint16_t>(acc_ + shape_.co_first * tile_.pixels() +
                                             row * tile_.columns + column);
        uop.src =
            static_cast<std::uint16_t>(step_.inp_base + from_row * x_.entries() + from_column);
        uop.wgt =
            static_cast<std::uint16_t>(step_.wgt_base + (shape_.term->shared_weights ? 0 : t));
        return uop;
    }

    KernelWork work(std::uint32_t rows, std::uint32_t columns, std::vector<isa::Uop> points) const {
        KernelWork made;
        made.dims.push_back(
            {rows, shape_.y.phases * tile_.columns, entry_stride(shape_.y) * x_.entries(), 0});
        made.dims.push_back({columns, shape_.x.phases, entry_stride(shape_.x), 0});
        made.points = std::move(points);
        add_channels(tile_.pixels(), y_.entries() * x_.entries(), made);
        return made;
    }

    /// Inputs of a maximum become accumulators; zeros around them are not loaded.
    KernelWork maximum() const {
        KernelWork made;
        made.dims.push_back({y_.inside, x_.entries(), x_.inside, 0});
        made.dims.push_back({x_.inside, 1, 1, 0});
        isa::Uop uop;
        uop.dst = static_cast<std::uint16_t>(acc_ + y_.before * x_.entries() + x_.before);
        uop.src = static_cast<std::uint16_t>(step_.inp_base);
        uop.wgt = static_cast<std::uint16_t>(step_.wgt_base);
        made.points.push_back(uop);
        add_channels(y_.entries() * x_.entries(), y_.inside * x_.inside, made);
        return made;
    }

    std::vector<KernelWork> separable() const {
        std::vector<KernelWork> all;
        const SeparableMaxima maxima(shape_, tile_, acc_);
        for (SeparableMaxima::Copy& copy : maxima.copies(step_.inp_base, step_.wgt_base)) {
            add_channels(copy.channel, y_.inside * x_.inside, copy.work);
            all.push_back(std::move(copy.work));
        }
        return all;
    }

    /// Dimensions over output and input blocks. Output blocks whose inputs do not lie evenly apart
    /// become points.
    void add_channels(std::uint32_t dst, std::uint32_t src, KernelWork& made) const {
        const bool shared = shape_.term->shared_weights;
        const std::uint32_t taps = shape_.weight_taps();
        const std::uint32_t wgt = shared ? 0 : shape_.ci_blocks * taps;
        const auto& first_of = inputs_.first_of;
        const std::uint32_t apart = co_blocks_ > 1 ? first_of[1] - first_of[0] : 0;
        bool even = co_blocks_ < 2 || first_of[1] >= first_of[0];
        for (std::uint32_t co = 1; co < co_blocks_; ++co)
            even = even && first_of[co] - first_of[co - 1] == apart;
        const std::uint32_t base = even ? first_of[0] : 0;
        std::vector<isa::Uop> points;
        for (std::uint32_t co = 0; co < (even ? 1 : co_blocks_); ++co)
            for (isa::Uop uop : made.points) {
                uop.dst = static_cast<std::uint16_t>(uop.dst + co * dst);
                uop.src = static_cast<std::uint16_t>(uop.src + (even ? base : first_of[co]) * src);
                uop.wgt = static_cast<std::uint16_t>(uop.wgt + co * wgt);
                points.push_back(uop);
            }
        made.points = std::move(points);
        if (even) made.dims.push_back({co_blocks_, dst, apart * src, wgt});
        made.dims.push_back({shape_.ci_blocks, 0, src, shared ? 1 : taps});
    }

    const LayerStepShape& shape_;
    const LayerTile& tile_;
    const LayerStep& step_;
    const std::uint32_t acc_;
    const AxisWindow y_, x_;
    const std::uint32_t co_blocks_;
    const InputBlocks inputs_;
};

}  // namespace

std::vector<KernelWork> gemm_work(const LayerGeometry& geometry,
                                  const LayerTile& tile,
                                  const LayerStep& step,
                                  std::uint32_t acc) {
    return GemmWorkMaker(geometry, tile, step, acc).make();
}

void KernelWriter::gemm(const KernelWork& work) {
    Kind kind;
    kind.gemm = true;
    append(kind, work);
}

void KernelWriter::reset(std::uint32_t first, std::uint32_t tensors) {
    Kind kind;
    kind.gemm = kind.reset = true;
    while (tensors != 0) {
        const auto part = static_cast<std::uint32_t>(std::min<std::uint64_t>(tensors, kMaxExtent));
        append(kind, {{{part, 1, 0, 0}}, {{static_cast<std::uint16_t>(first), 0, 0}}});
        first += part;
        tensors -= part;
    }
}

void KernelWriter::immediate(isa::AluOpcode opcode,
                             std::int32_t value,
                             std::uint32_t first,
                             std::uint32_t tensors) {
    while (tensors != 0) {
        const auto part = static_cast<std::uint32_t>(std::min<std::uint64_t>(tensors, kMaxExtent));
        const auto at = static_cast<std::uint16_t>(first);
        immediate(opcode, value, {{{part, 1, 1, 0}}, {{at, at, 0}}});
        first += part;
        tensors -= part;
    }
}

void KernelWriter::immediate(isa::AluOpcode opcode, std::int32_t value, const KernelWork& work) {
    Kind kind;
    kind.use_imm = true;
    kind.opcode = opcode;
    kind.value = value;
    append(kind, work);
}

void KernelWriter::registers(isa::AluOpcode opcode, const KernelWork& work) {
    Kind kind;
    kind.opcode = opcode;
    append(kind, work);
}

void KernelWriter::append(const Kind& kind, const KernelWork& work) {
    const KernelLoops loops(work);
    std::vector<isa::Uop> uops = work.points;
    for (const KernelDim& dim : loops.unrolled) {
        std::vector<isa::Uop> more;
        more.reserve(uops.size() * dim.extent);
        for (std::uint32_t i = 0; i < dim.extent; ++i)
            for (const isa::Uop& uop : uops)
                more.push_back({static_cast<std::uint16_t>(uop.dst + i * dim.dst),
                                static_cast<std::uint16_t>(uop.src + i * dim.src),
                                static_cast<std::uint16_t>(uop.wgt + i * dim.wgt)});
        uops = std::move(more);
    }
    const std::size_t room = runtime_.config().depth(isa::MemoryType::kUop);
    for (std::size_t first = 0; first < uops.size(); first += room)
        append(kind, loops, &uops[first], std::min(room, uops.size() - first));
}

void KernelWriter::append(const Kind& kind,
                          const KernelLoops& loops,
                          const isa::Uop* first,
                          std::size_t count) {
    KernelKey key;
    key.site = kSite + (kind.gemm ? 1 : 0) + (kind.reset ? 2 : 0) + (kind.use_imm ? 4 : 0) +
               8 * static_cast<std::uint64_t>(kind.opcode);
    append_value(key.signature, static_cast<std::uint32_t>(kind.value));
    for (const KernelDim& loop : loops.loops)
        for (const std::uint32_t value : {loop.extent, loop.dst, loop.src, loop.wgt})
            append_value(key.signature, value);
    key.signature.append(reinterpret_cast<const char*>(first), count * sizeof *first);
    const auto record = [&](KernelRecorder& r) {
        for (const KernelDim& loop : loops.loops)
            r.loop_begin({loop.extent, loop.dst, loop.src, loop.wgt});
        for (const isa::Uop* uop = first; uop != first + count; ++uop) {
            if (kind.gemm)
                r.gemm(kind.reset, uop->dst, uop->src, uop->wgt);
            else
                r.alu(kind.opcode, kind.use_imm, kind.value, uop->dst, uop->src);
        }
        r.loop_end();
        r.loop_end();
    };
    if (kind.gemm)
        runtime_.push_gemm(key, record);
    else
        runtime_.push_alu(key, record);
}

}  // namespace vta::workloads
