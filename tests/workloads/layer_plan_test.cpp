// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer_plan.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "tests/support/test_data.h"
#include "tests/workloads/layer_configs.h"
#include "tests/workloads/random_layer.h"
#include "workloads/conv2d_schedule.h"

using namespace vta::workloads;

namespace {

void check_store_tokens(const LayerPlan& plan) {
    std::size_t pushes = 0, waits = 0;
    for (const LayerTile& tile : plan.tiles) {
        waits += tile.waits_for_store ? 1 : 0;
        for (std::size_t plane = 0; plane < 4; ++plane) {
            pushes += tile.store_pushes[plane] ? 1 : 0;
            waits += tile.plane_waits[plane] ? 1 : 0;
        }
    }
    CHECK(pushes == waits);
}

/// Where a plan's walk is: the GEMMs that pushed a token, how many tokens loads took, and by tensor
/// of inp and wgt the last GEMM that read it.
struct PlanWalk {
    std::vector<std::size_t> tokens;
    std::size_t taken = 0;
    std::map<std::uint32_t, std::size_t> read_by[2];

    void read(int memory, std::uint32_t begin, std::uint32_t size, bool loads, std::size_t gemm) {
        for (std::uint32_t i = begin; i < begin + size; ++i) {
            const auto last = read_by[memory].find(i);
            if (loads && last != read_by[memory].end()) {
                REQUIRE(taken > 0);
                REQUIRE(tokens[taken - 1] >= last->second);
            }
            read_by[memory][i] = gemm;
        }
    }
};

/// Walks a plan and checks, independently of how it was made, that a load into places that GEMMs
/// read waits for the last of them, and that no token is left over.
void check_plan(const LayerGeometry& g, const LayerPlan& plan) {
    PlanWalk walk;
    for (std::size_t k = 0; k < plan.steps.size(); ++k) {
        const LayerStep& step = plan.steps[k];
        const LayerStepShape& shape = g.steps[step.shape];
        if (step.waits_for_compute) ++walk.taken;
        REQUIRE(walk.taken <= walk.tokens.size());
        REQUIRE(walk.tokens.size() - walk.taken < 250);
        if (!step.empty) {
            walk.read(0, step.inp_base, shape.inp_size, step.load_input, k);
            walk.read(1, step.wgt_base, shape.wgt_size, step.load_weights, k);
        }
        if (step.frees_buffers) walk.tokens.push_back(k);
    }
    CHECK(walk.taken == walk.tokens.size());
    check_store_tokens(plan);
}

}  // namespace

TEST_CASE("Plans of random layers and schedules are free of races and leave no token") {
    const auto seed = vta::tests::test_seed(11);
    std::mt19937_64 random(seed);
    using vta::tests::LayerKind;
    for (int round = 0; round < 300; ++round) {
        const auto kind = static_cast<LayerKind>(random() % 6);
        const LayerSpec spec = vta::tests::random_layer(kind, random);
        const LayerSchedule schedule = vta::tests::random_layer_schedule(spec, random);
        const auto configs = vta::tests::layer_configs();
        const vta::isa::HardwareConfig& config = configs[random() % configs.size()];
        CAPTURE(seed, round, config.name(), schedule.to_json());
        if (!why_not(config, spec, schedule).empty()) continue;
        LayerPlan plan;
        const LayerGeometry geometry(config, spec, schedule);
        make_layer_plan(geometry, plan);
        check_plan(geometry, plan);
    }
}

TEST_CASE("Weights that the scratchpad holds are not loaded again") {
    const vta::isa::HardwareConfig config;
    const LayerSpec spec = conv2d_layer(config, resnet18_shapes()[0], {});
    LayerSchedule schedule;
    schedule.tile_h = schedule.tile_w = 14;
    schedule.tile_co = 4;
    for (const std::uint32_t ci : {1u, 4u}) {
        schedule.tile_ci = ci;
        LayerPlan plan;
        make_layer_plan(LayerGeometry(config, spec, schedule), plan);
        std::size_t weight_loads = 0;
        for (const LayerStep& step : plan.steps) weight_loads += step.load_weights ? 1 : 0;
        CHECK(plan.steps.size() == 16 * 4 / ci);
        CHECK(weight_loads == 4 / ci);
    }
}

TEST_CASE("Windows lie inside the picture, padding around them") {
    const vta::isa::HardwareConfig config;
    const LayerSpec spec = conv2d_layer(config, resnet18_shapes()[0], {});
    const LayerGeometry g(config, spec, {});
    const AxisWindow rows = g.steps[0].y.window(0, 14);
    CHECK(rows.entries() == 16);
    CHECK(rows.before == 1);
    CHECK(rows.after == 0);
    CHECK(rows.first == 0);
    const AxisWindow columns = g.steps[0].x.window(42, 14);
    CHECK(columns.first == 41);
    CHECK(columns.after == 1);
    CHECK(columns.inside == 15);
    // A 1x1 kernel with stride 2 loads only the rows it uses.
    const LayerSpec strided = conv2d_layer(config, resnet18_shapes()[2], {});
    LayerSchedule schedule;
    schedule.tile_h = 14;
    const LayerGeometry h(config, strided, schedule);
    CHECK(h.steps[0].y.window(14, 14).entries() == 14);
    CHECK(h.steps[0].y.window(14, 14).first == 28);
    CHECK(h.steps[0].y.step == 2);
}

TEST_CASE("Taps far outside of the picture are computed by themselves") {
    const vta::isa::HardwareConfig config;
    LayerSpec spec;
    spec.inputs = {{1, 1, 30, 30}};
    spec.output = {1, 1, 30, 30};
    ProductTerm term;
    term.pad_top = term.pad_left = 24;
    for (const std::uint32_t y : {0u, 24u, 48u})
        for (const std::uint32_t x : {0u, 24u, 48u}) term.taps.push_back({y, x, 0, 0});
    spec.terms = {term};
    LayerSchedule schedule;
    schedule.tile_h = schedule.tile_w = 30;
    const LayerGeometry g(config, spec, schedule);
    CHECK(g.steps.size() == 9);
    CHECK(g.steps[0].y.window(0, 30).first_window == 24);
    CHECK(g.steps[0].y.window(0, 30).inside == 6);
    CHECK(g.steps[0].y.window(0, 12).empty());
}
