// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "workloads/layer_estimate.h"
#include "workloads/layer_maxima.h"

namespace vta::workloads {
namespace {

using isa::MemoryType;

constexpr std::uint64_t kPipelineCycles = 7;  // start to start of a GEMM or ALU beyond its work
constexpr std::uint64_t kLoadCycles = 5;      // likewise of a LOAD, beyond latency and beats

}  // namespace

std::uint64_t LayerCosts::beats(std::uint64_t tensors, MemoryType memory) const {
    const std::uint64_t bus = config_.bus_bytes();
    return (tensors * config_.elem_bytes(memory) + bus - 1) / bus;
}

std::uint64_t LayerCosts::loads(std::uint64_t count, std::uint64_t beats) const {
    const auto& parameters = config_.parameters();
    return count * (kLoadCycles + parameters.memory_first_beat_latency) +
           beats * parameters.memory_cycles_per_beat;
}

std::uint64_t LayerCosts::uop_load(std::uint64_t uops) const {
    return loads(1, beats(uops, MemoryType::kUop));
}

std::uint64_t LayerCosts::store_rows(std::uint64_t rows, std::uint64_t columns) const {
    const std::uint64_t bus = config_.bus_bytes();
    const std::uint64_t tensor = config_.elem_bytes(MemoryType::kOut);
    const std::uint64_t row_beats = beats(columns, MemoryType::kOut);
    const std::uint64_t most = config_.max_burst_beats();
    const std::uint64_t bursts = (row_beats + most - 1) / most;
    if (tensor <= bus) return rows * (row_beats + 4 * bursts);
    const std::uint64_t per_tensor = tensor / bus;  // beats; a bubble follows each tensor
    return rows * ((per_tensor + 1) * row_beats / per_tensor + 3 * bursts);
}

std::uint64_t LayerCosts::input(const LayerGeometry& g,
                                const LayerStepShape& shape,
                                const AxisWindow& y,
                                const AxisWindow& x,
                                std::uint64_t blocks) const {
    const std::uint64_t inside = std::uint64_t{y.inside} * x.inside;
    if (shape.gather) return loads(blocks * y.inside, blocks * inside * beats(1, MemoryType::kInp));
    const std::uint64_t all = shape.maximum ? inside : std::uint64_t{y.entries()} * x.entries();
    const bool whole_rows = x.inside == g.spec.inputs[shape.term->input].width && shape.y.step == 1;
    if (all == inside && (whole_rows || (y.inside == 1 && shape.x.step == 1)))
        return loads(1, blocks * beats(inside, MemoryType::kInp));
    const std::uint64_t moved = loads(1, y.inside * beats(x.inside, MemoryType::kInp));
    return blocks * std::max(moved, all - inside + kLoadCycles);
}

std::uint64_t LayerCosts::weights(const LayerStepShape& shape, std::uint32_t co_blocks) const {
    return loads(1, beats(shape.weight_tensors(co_blocks), MemoryType::kWgt));
}

std::uint64_t LayerCosts::store(const LayerGeometry& g,
                                std::uint32_t rows,
                                std::uint32_t columns,
                                std::uint32_t co_blocks) const {
    if (columns == g.spec.output.width || rows == 1)
        return store_rows(co_blocks, std::uint64_t{rows} * columns);
    return store_rows(std::uint64_t{co_blocks} * rows, columns);
}

std::uint64_t LayerCosts::operation(const EpilogueOp& op,
                                    std::uint32_t pixels,
                                    std::uint32_t co_blocks) const {
    const std::uint64_t tensors = std::uint64_t{pixels} * co_blocks;
    switch (op.kind) {
        case EpilogueKind::kAddVector:
        case EpilogueKind::kShrVector:
            return 2 * tensors + kPipelineCycles;
        case EpilogueKind::kTerm:
            return 0;
        case EpilogueKind::kLeaky: {
            std::uint64_t passes = 6;  // clear, copy (2), shift, maximum (2)
            for (std::int32_t value = op.value; value > 1; value /= 2)
                passes += value % 2 != 0 ? 3 : 1;
            return passes * tensors + 5 * co_blocks * kPipelineCycles;
        }
        default:
            return tensors + kPipelineCycles;
    }
}

std::uint64_t LayerCosts::maxima(const LayerStepShape& shape,
                                 std::uint32_t rows,
                                 std::uint32_t columns,
                                 std::uint32_t co_blocks) const {
    std::uint64_t cycles = 0;
    if (shape.first_of_taps)
        cycles += std::uint64_t{shape.y.entries(rows)} * shape.x.entries(columns) * co_blocks +
                  kPipelineCycles;
    if (!shape.last_of_taps) return cycles;
    MaximaSize size{std::uint64_t{shape.taps} * rows * columns * co_blocks, shape.taps};
    if (shape.separable) size = maxima_size(shape, rows, columns, co_blocks);
    return cycles + 2 * size.operations + size.kernels * kPipelineCycles;
}

GemmSize gemm_size(const LayerStepShape& shape,
                   std::uint32_t rows,
                   std::uint32_t columns,
                   std::uint32_t co_blocks) {
    GemmSize size;
    std::uint64_t taps = shape.taps, height = rows, width = columns;
    if (shape.maximum) {
        taps = 1;
        height = shape.y.entries(rows);
        width = shape.x.entries(columns);
    }
    if (shape.y.phases == 1 && shape.x.phases == 1) {
        size.operations = taps * height * width;
    } else {
        for (std::uint32_t t = shape.first_tap; t < shape.first_tap + shape.taps; ++t)
            size.operations += std::uint64_t{shape.y.windows(rows, shape.term->taps[t].phase_y)} *
                               shape.x.windows(columns, shape.term->taps[t].phase_x);
        height = shape.y.windows(rows, 0);
        width = shape.x.windows(columns, 0);
    }
    size.operations *= std::uint64_t{co_blocks} * shape.ci_blocks;
    // Rows that follow one another are one loop; the two longest of the others are the loops.
    const bool together = shape.x.max_tap == shape.x.min_tap && shape.x.phases == 1 &&
                          shape.y.max_tap == shape.y.min_tap && shape.y.phases == 1 &&
                          (shape.x.step > 1 || shape.x.stride <= 1);
    std::array<std::uint64_t, 4> dims{height, width, co_blocks, shape.ci_blocks};
    if (together) dims = {height * width, 1, co_blocks, shape.ci_blocks};
    std::sort(dims.begin(), dims.end());
    size.uops = std::max<std::uint64_t>(1, taps * dims[0] * dims[1]);
    return size;
}

GemmSize gemm_size(const LayerStepShape& shape,
                   const LayerTile& tile,
                   const AxisWindow& y,
                   const AxisWindow& x,
                   std::vector<TapWindows>& scratch) {
    const std::uint32_t co_blocks = shape.co_of(tile.co_blocks);
    GemmSize size = gemm_size(shape, tile.rows, tile.columns, co_blocks);
    if (shape.maximum || y.before + y.after + x.before + x.after == 0) return size;
    list_tap_windows(shape, y, x, tile.rows, tile.columns, co_blocks, scratch);
    size.operations = scratch[0].count();
    for (std::size_t t = 1; t < scratch.size(); ++t) {
        size.operations += scratch[t].count();
        if (!(scratch[t] == scratch[t - 1])) ++size.gemms;
    }
    size.operations *= std::uint64_t{co_blocks} * shape.ci_blocks;
    return size;
}

}  // namespace vta::workloads
