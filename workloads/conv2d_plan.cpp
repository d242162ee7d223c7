// SPDX-License-Identifier: Apache-2.0
#include "workloads/conv2d_plan.h"

#include <array>
#include <optional>
#include <tuple>

namespace vta::workloads {
namespace {

constexpr std::size_t kMaxThreads = 2;

void add_tile(const Conv2dGeometry& g,
              std::uint32_t batch,
              std::uint32_t y,
              std::uint32_t x,
              std::uint32_t co,
              std::vector<Conv2dTile>& tiles) {
    Conv2dTile tile;
    tile.batch = batch;
    tile.y = y;
    tile.x = x;
    tile.co = co;
    tile.rows = std::min(g.schedule.tile_h, g.out_h - y);
    tile.columns = std::min(g.schedule.tile_w, g.out_w - x);
    tile.co_blocks = std::min(g.schedule.tile_co, g.out_blocks - co);
    tile.thread = static_cast<std::uint32_t>(tiles.size()) % g.schedule.virtual_threads;
    tiles.push_back(tile);
}

void list_tiles(const Conv2dGeometry& g, std::vector<Conv2dTile>& tiles) {
    const Conv2dSchedule& s = g.schedule;
    tiles.clear();
    if (s.channels_innermost) {
        for (std::uint32_t batch = 0; batch < g.batch_blocks; ++batch)
            for (std::uint32_t y = 0; y < g.out_h; y += s.tile_h)
                for (std::uint32_t x = 0; x < g.out_w; x += s.tile_w)
                    for (std::uint32_t co = 0; co < g.out_blocks; co += s.tile_co)
                        add_tile(g, batch, y, x, co, tiles);
        return;
    }
    for (std::uint32_t co = 0; co < g.out_blocks; co += s.tile_co)
        for (std::uint32_t batch = 0; batch < g.batch_blocks; ++batch)
            for (std::uint32_t y = 0; y < g.out_h; y += s.tile_h)
                for (std::uint32_t x = 0; x < g.out_w; x += s.tile_w)
                    add_tile(g, batch, y, x, co, tiles);
}

void add_tile_tokens(const Conv2dGeometry& g, bool with_bias, std::vector<Conv2dTile>& tiles) {
    const std::size_t threads = g.schedule.virtual_threads;
    std::array<std::optional<std::uint32_t>, kMaxThreads> bias_held;
    for (std::size_t t = 0; t < tiles.size(); ++t) {
        Conv2dTile& tile = tiles[t];
        tile.waits_for_store = t >= threads;
        tile.store_pushes = t + threads < tiles.size();
        tile.load_bias = with_bias && bias_held[tile.thread] != tile.co;
        if (with_bias) bias_held[tile.thread] = tile.co;
    }
}

/// What a virtual thread's input and weight buffers hold.
struct Held {
    using Input = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>;
    using Weights = std::tuple<std::uint32_t, std::uint32_t>;
    std::optional<Input> input;
    std::optional<Weights> weights;
};

void add_steps_of(const Conv2dGeometry& g,
                  std::uint32_t first_tile,
                  std::uint32_t tiles_together,
                  std::array<Held, kMaxThreads>& held,
                  Conv2dPlan& plan) {
    for (std::uint32_t ci = 0; ci < g.in_blocks; ci += g.schedule.tile_ci)
        for (std::uint32_t t = first_tile; t < first_tile + tiles_together; ++t) {
            const Conv2dTile& tile = plan.tiles[t];
            Conv2dStep step;
            step.tile = t;
            step.ci = ci;
            step.ci_blocks = std::min(g.schedule.tile_ci, g.in_blocks - ci);
            step.first = ci == 0;
            step.last = ci + step.ci_blocks == g.in_blocks;
            Held& mine = held[tile.thread];
            const Held::Input input{tile.batch, tile.y, tile.x, ci};
            const Held::Weights weights{tile.co, ci};
            step.load_input = mine.input != input;
            step.load_weights = mine.weights != weights;
            mine.input = input;
            mine.weights = weights;
            plan.steps.push_back(step);
        }
}

void add_step_tokens(Conv2dPlan& plan) {
    std::array<std::optional<std::uint32_t>, kMaxThreads> last_gemm;
    std::uint32_t taken = 0;
    for (std::uint32_t k = 0; k < plan.steps.size(); ++k) {
        Conv2dStep& step = plan.steps[k];
        std::optional<std::uint32_t>& last = last_gemm[plan.tiles[step.tile].thread];
        // The n-th token a load takes is that of the n-th GEMM.
        if (last && (step.load_input || step.load_weights) && *last + 1 > taken) {
            step.compute_tokens = *last + 1 - taken;
            taken = *last + 1;
        }
        last = k;
    }
    for (std::uint32_t k = 0; k < taken; ++k) plan.steps[k].frees_buffers = true;
}

}  // namespace

void make_conv2d_plan(const Conv2dGeometry& g, bool with_bias, Conv2dPlan& plan) {
    list_tiles(g, plan.tiles);
    add_tile_tokens(g, with_bias, plan.tiles);
    plan.steps.clear();
    std::array<Held, kMaxThreads> held;
    const auto count = static_cast<std::uint32_t>(plan.tiles.size());
    for (std::uint32_t t = 0; t < count; t += g.schedule.virtual_threads)
        add_steps_of(g, t, std::min(g.schedule.virtual_threads, count - t), held, plan);
    add_step_tokens(plan);
}

}  // namespace vta::workloads
