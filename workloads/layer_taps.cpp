// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer_taps.h"

#include <algorithm>
#include <tuple>

namespace vta::workloads {
namespace {

// Of a GEMM, with its micro-ops now and then.
constexpr std::uint64_t kGemmCost = 20;

struct Span {
    std::uint32_t first = 0, count = 0;
};

/// Windows that do not read zeros at the tap.
Span inside(const StepAxis& axis, const AxisWindow& window, std::uint32_t tap, std::uint32_t all) {
    if (window.before + window.after == 0) return {0, all};
    const std::uint32_t stride = axis.step > 1 ? 1 : axis.stride;
    const std::uint32_t offset = tap - axis.min_tap, end = window.before + window.inside;
    if (end <= offset) return {};
    const std::uint32_t first =
        window.before > offset ? (window.before - offset + stride - 1) / stride : 0;
    const std::uint32_t last = std::min(all, (end - offset - 1) / stride + 1);
    return first < last ? Span{first, last - first} : Span{};
}

std::uint32_t windows_of(const StepAxis& axis,
                         const AxisWindow& window,
                         std::uint32_t out,
                         std::uint32_t phase) {
    if (!axis.crop) return axis.windows(out, phase);
    return axis.step > 1 ? window.inside : (window.inside - 1) / axis.stride + 1;
}

}  // namespace

bool operator<(const TapWindows& a, const TapWindows& b) {
    return std::tie(a.first_row, a.rows, a.first_column, a.columns) <
           std::tie(b.first_row, b.rows, b.first_column, b.columns);
}

void list_tap_windows(const LayerStepShape& shape,
                      const AxisWindow& y,
                      const AxisWindow& x,
                      std::uint32_t rows,
                      std::uint32_t columns,
                      std::uint32_t co_blocks,
                      std::vector<TapWindows>& list) {
    const Tap* taps = &shape.term->taps[shape.first_tap];
    list.assign(shape.taps, {});
    for (std::uint32_t t = 0; t < shape.taps; ++t) {
        list[t].rows = windows_of(shape.y, y, rows, taps[t].phase_y);
        list[t].columns = windows_of(shape.x, x, columns, taps[t].phase_x);
    }
    if (shape.y.crop || shape.x.crop || y.before + y.after + x.before + x.after == 0) return;
    std::uint64_t saved = 0, changes = 0;
    std::vector<TapWindows> trimmed(shape.taps);
    for (std::uint32_t t = 0; t < shape.taps; ++t) {
        const Span row = inside(shape.y, y, taps[t].y, list[t].rows);
        const Span column = inside(shape.x, x, taps[t].x, list[t].columns);
        trimmed[t] = {row.first, row.count, column.first, column.count};
        saved += list[t].count() - trimmed[t].count();
        if (t != 0 && !(trimmed[t] == trimmed[t - 1])) ++changes;
    }
    if (saved * co_blocks * shape.ci_blocks > changes * kGemmCost) list.swap(trimmed);
}

}  // namespace vta::workloads
