// SPDX-License-Identifier: Apache-2.0
#include "workloads/conv2d_estimate.h"

#include <algorithm>
#include <array>
#include <vector>

namespace vta::workloads {
namespace {

constexpr std::uint64_t kPipelineCycles = 7;  // start to start of a GEMM or ALU beyond its work
constexpr std::uint64_t kLoadCycles = 5;      // likewise of a LOAD, beyond latency and beats
constexpr std::uint64_t kFetchCycles = 6;     // an instruction, in long programs

}  // namespace

Conv2dEstimator::Conv2dEstimator(const isa::HardwareConfig& config, const Conv2dEpilogue& epilogue)
    : config_(config), epilogue_(epilogue) {}

std::uint64_t Conv2dEstimator::load_cycles(std::uint64_t rows,
                                           std::uint64_t columns,
                                           isa::MemoryType memory) const {
    const std::uint64_t bus = config_.bus_bytes();
    const std::uint64_t beats = (columns * config_.elem_bytes(memory) + bus - 1) / bus;
    const auto& parameters = config_.parameters();
    return kLoadCycles + parameters.memory_first_beat_latency +
           rows * beats * parameters.memory_cycles_per_beat;
}

std::uint64_t Conv2dEstimator::input_cycles(const Conv2dGeometry& g,
                                            const Conv2dTile& tile,
                                            std::uint32_t ci_blocks) const {
    const InputWindow w = g.window(tile.y, tile.rows, tile.x, tile.columns);
    const std::uint64_t memory =
        load_cycles(w.rows_inside(), w.columns_inside(), isa::MemoryType::kInp);
    const std::uint64_t zeros =
        std::uint64_t{w.rows} * w.columns - std::uint64_t{w.rows_inside()} * w.columns_inside();
    return ci_blocks * std::max(memory, zeros + kLoadCycles);
}

std::uint64_t Conv2dEstimator::weight_cycles(const Conv2dGeometry& g,
                                             const Conv2dTile& tile,
                                             std::uint32_t ci_blocks) const {
    return load_cycles(tile.co_blocks, std::uint64_t{ci_blocks} * g.taps, isa::MemoryType::kWgt);
}

std::uint64_t Conv2dEstimator::epilogue_cycles(const Conv2dTile& tile) const {
    const std::uint64_t tensors = std::uint64_t{tile.co_blocks} * tile.rows * tile.columns;
    const std::uint64_t immediate =
        (epilogue_.round ? 1 : 0) + (epilogue_.shift != 0 ? 1 : 0) + (epilogue_.clip ? 2 : 0);
    const std::uint64_t bias = epilogue_.bias ? 2 * tensors + kPipelineCycles : 0;
    return immediate * (tensors + kPipelineCycles) + bias;
}

std::uint64_t Conv2dEstimator::store_cycles(const Conv2dGeometry& g, const Conv2dTile& tile) const {
    const std::uint64_t bus = config_.bus_bytes();
    const std::uint64_t tensor = config_.elem_bytes(isa::MemoryType::kOut);
    const bool contiguous = tile.columns == g.out_w;
    const std::uint64_t rows = tile.co_blocks * (contiguous ? 1 : tile.rows);
    const std::uint64_t columns = std::uint64_t{tile.columns} * (contiguous ? tile.rows : 1);
    const std::uint64_t beats = (columns * tensor + bus - 1) / bus;
    const std::uint64_t bursts =
        (beats + config_.max_burst_beats() - 1) / config_.max_burst_beats();
    if (tensor <= bus) return rows * (beats + 4 * bursts);
    const std::uint64_t per_tensor = tensor / bus;  // beats; a bubble follows each tensor
    return rows * ((per_tensor + 1) * beats / per_tensor + 3 * bursts);
}

std::uint64_t Conv2dEstimator::cycles(const Conv2dGeometry& g, const Conv2dPlan& plan) const {
    std::uint64_t load = 0, compute = 0, store = 0, instructions = 0;
    std::array<std::uint64_t, 2> buffers_free{}, tile_stored{};
    for (const Conv2dStep& step : plan.steps) {
        const Conv2dTile& tile = plan.tiles[step.tile];
        std::uint64_t work = 0;
        if (step.load_input) work += input_cycles(g, tile, step.ci_blocks);
        if (step.load_weights) work += weight_cycles(g, tile, step.ci_blocks);
        instructions += step.ci_blocks + 2;
        load = std::max({load, buffers_free[tile.thread], kFetchCycles * instructions}) + work;
        const std::uint64_t tensors = std::uint64_t{tile.co_blocks} * tile.rows * tile.columns;
        if (step.first) {
            compute = std::max(compute, tile_stored[tile.thread]) + tensors + kPipelineCycles;
            if (tile.load_bias) compute += load_cycles(1, tile.co_blocks, isa::MemoryType::kAcc);
        }
        compute = std::max(compute, load) + tensors * step.ci_blocks * g.taps + kPipelineCycles;
        buffers_free[tile.thread] = compute;
        if (!step.last) continue;
        instructions += 6;
        compute += epilogue_cycles(tile);
        store = std::max(store, compute) + store_cycles(g, tile);
        tile_stored[tile.thread] = store;
    }
    return store;
}

}  // namespace vta::workloads
