// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer_maxima.h"

#include <algorithm>
#include <set>

namespace vta::workloads {
namespace {

struct TapGrid {
    std::set<std::uint32_t> rows, columns;
};

TapGrid grid_of(const LayerStepShape& shape) {
    TapGrid grid;
    for (std::uint32_t t = shape.first_tap; t < shape.first_tap + shape.taps; ++t) {
        grid.rows.insert(shape.term->taps[t].y - shape.y.min_tap);
        grid.columns.insert(shape.term->taps[t].x - shape.x.min_tap);
    }
    return grid;
}

/// A class that has one tap lies at the tap itself.
bool is_base(std::uint32_t tap, std::uint32_t last, std::uint32_t stride) {
    return tap < stride && last - tap < stride;
}

bool has_base(const std::set<std::uint32_t>& taps, std::uint32_t stride) {
    return std::any_of(
        taps.begin(), taps.end(), [&](auto tap) { return is_base(tap, *taps.rbegin(), stride); });
}

MaximaAxis axis_of(const StepAxis& axis,
                   const std::set<std::uint32_t>& taps,
                   std::uint32_t windows) {
    MaximaAxis made;
    made.stride = axis.stride;
    made.entries = axis.entries(windows);
    made.taps.assign(taps.begin(), taps.end());
    for (const std::uint32_t tap : taps)
        if (is_base(tap, *taps.rbegin(), axis.stride)) made.base = tap;
    return made;
}

std::uint16_t index(std::uint32_t value) { return static_cast<std::uint16_t>(value); }

}  // namespace

bool is_separable(const LayerStepShape& shape) {
    if (!shape.maximum || shape.taps != shape.term->taps.size()) return false;
    if (shape.y.phases != 1 || shape.x.phases != 1) return false;
    const TapGrid grid = grid_of(shape);
    std::set<std::pair<std::uint32_t, std::uint32_t>> places;
    for (const Tap& tap : shape.term->taps) places.insert({tap.y, tap.x});
    return places.size() == grid.rows.size() * grid.columns.size() &&
           has_base(grid.rows, shape.y.stride) && has_base(grid.columns, shape.x.stride);
}

MaximaSize maxima_size(const LayerStepShape& shape,
                       std::uint32_t rows,
                       std::uint32_t columns,
                       std::uint32_t co_blocks) {
    const TapGrid grid = grid_of(shape);
    const std::uint64_t across = grid.columns.size() - 1, down = grid.rows.size() - 1;
    const std::uint64_t classes = std::min(shape.y.stride, shape.y.entries(rows));
    MaximaSize size;
    size.operations =
        std::uint64_t{co_blocks} * columns * (across * shape.y.entries(rows) + down * rows);
    size.kernels = across * classes + down;
    return size;
}

SeparableMaxima::SeparableMaxima(const LayerStepShape& shape,
                                 const LayerTile& tile,
                                 std::uint32_t acc)
    : acc_(acc), co_blocks_(shape.co_of(tile.co_blocks)) {
    const TapGrid grid = grid_of(shape);
    const AxisWindow y = shape.y.window(tile.y, tile.rows);
    const AxisWindow x = shape.x.window(tile.x, tile.columns);
    y_ = axis_of(shape.y, grid.rows, tile.rows);
    x_ = axis_of(shape.x, grid.columns, tile.columns);
    y_.before = y.before, y_.inside = y.inside;
    x_.before = x.before, x_.inside = x.inside;
}

std::uint32_t SeparableMaxima::area(std::uint32_t p, std::uint32_t q) const {
    if (p == y_.base && q == x_.base) return acc_;
    std::uint32_t before = y_.size(y_.base) * x_.size(x_.base);
    for (std::uint32_t i = 0; i < y_.classes(); ++i)
        for (std::uint32_t j = 0; j < x_.classes(); ++j) {
            if (i == p && j == q) return acc_ + co_blocks_ * before;
            if (i != y_.base || j != x_.base) before += y_.size(i) * x_.size(j);
        }
    return acc_ + co_blocks_ * before;
}

std::vector<KernelWork> SeparableMaxima::borders() const {
    std::vector<KernelWork> all;
    for (std::uint32_t p = 0; p < y_.classes(); ++p)
        for (std::uint32_t q = 0; q < x_.classes(); ++q) {
            const std::uint32_t width = x_.size(q), size = y_.size(p) * width;
            const auto fill =
                [&](std::uint32_t row, std::uint32_t end, std::uint32_t column, std::uint32_t to) {
                    if (end == row || to == column) return;
                    const std::uint16_t first = index(area(p, q) + row * width + column);
                    all.push_back({{{co_blocks_, size, size, 0},
                                    {end - row, width, width, 0},
                                    {to - column, 1, 1, 0}},
                                   {{first, first, 0}}});
                };
            const std::uint32_t top = y_.count(p, y_.before);
            const std::uint32_t bottom = y_.count(p, y_.before + y_.inside);
            fill(0, top, 0, width);
            fill(bottom, y_.size(p), 0, width);
            fill(top, bottom, 0, x_.count(q, x_.before));
            fill(top, bottom, x_.count(q, x_.before + x_.inside), width);
        }
    return all;
}

std::vector<SeparableMaxima::Copy> SeparableMaxima::copies(std::uint32_t inp_base,
                                                           std::uint32_t wgt_base) const {
    std::vector<Copy> all;
    for (std::uint32_t p = 0; p < y_.classes(); ++p)
        for (std::uint32_t q = 0; q < x_.classes(); ++q) {
            const std::uint32_t row = y_.count(p, y_.before), column = x_.count(q, x_.before);
            const std::uint32_t rows = y_.count(p, y_.before + y_.inside) - row;
            const std::uint32_t columns = x_.count(q, x_.before + x_.inside) - column;
            if (rows == 0 || columns == 0) continue;
            Copy copy;
            const std::uint32_t width = x_.size(q);
            copy.channel = y_.size(p) * width;
            copy.work.dims.push_back({rows, width, y_.stride * x_.inside, 0});
            copy.work.dims.push_back({columns, 1, x_.stride, 0});
            const std::uint32_t src =
                (row * y_.stride + p - y_.before) * x_.inside + column * x_.stride + q - x_.before;
            copy.work.points.push_back(
                {index(area(p, q) + row * width + column), index(inp_base + src), index(wgt_base)});
            all.push_back(std::move(copy));
        }
    return all;
}

std::vector<KernelWork> SeparableMaxima::comparisons() const {
    std::vector<KernelWork> all;
    const std::uint32_t columns = x_.size(x_.base);
    for (std::uint32_t p = 0; p < y_.classes(); ++p)
        for (const std::uint32_t tap : x_.taps) {
            if (tap == x_.base) continue;
            const std::uint32_t q = tap % x_.stride;
            all.push_back({{{co_blocks_ * y_.size(p), columns, x_.size(q), 0}, {columns, 1, 1, 0}},
                           {{index(area(p, x_.base)), index(area(p, q) + tap / x_.stride), 0}}});
        }
    for (const std::uint32_t tap : y_.taps) {
        if (tap == y_.base) continue;
        const std::uint32_t p = tap % y_.stride, size = y_.size(y_.base) * columns;
        const std::uint32_t first = area(p, x_.base) + tap / y_.stride * columns;
        all.push_back({{{co_blocks_, size, y_.size(p) * columns, 0}, {size, 1, 1, 0}},
                       {{index(acc_), index(first), 0}}});
    }
    return all;
}

}  // namespace vta::workloads
