// SPDX-License-Identifier: Apache-2.0
#include "workloads/conv2d_plan.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "tests/support/test_data.h"

using namespace vta::workloads;

namespace {

/// Walks a plan and checks, independently of how it was made, that tokens order every reuse of a
/// thread's buffers and that none is left over.
void check_plan(const Conv2dPlan& plan) {
    std::uint32_t pushed = 0, taken = 0;
    std::vector<std::uint32_t> gemm_of_token;
    std::map<std::uint32_t, std::uint32_t> last_gemm;  // by thread
    for (std::uint32_t k = 0; k < plan.steps.size(); ++k) {
        const Conv2dStep& step = plan.steps[k];
        const std::uint32_t thread = plan.tiles[step.tile].thread;
        REQUIRE((step.load_input || step.load_weights));
        taken += step.compute_tokens;
        REQUIRE(taken <= pushed);
        if (last_gemm.count(thread) != 0) {
            // The GEMM that read these buffers last must be among those whose tokens were taken.
            REQUIRE(taken > 0);
            REQUIRE(gemm_of_token[taken - 1] >= last_gemm[thread]);
        }
        last_gemm[thread] = k;
        if (step.frees_buffers) {
            ++pushed;
            gemm_of_token.push_back(k);
        }
    }
    CHECK(pushed == taken);
    std::uint32_t stores = 0, waits = 0;
    for (const Conv2dTile& tile : plan.tiles) {
        stores += tile.store_pushes ? 1 : 0;
        waits += tile.waits_for_store ? 1 : 0;
    }
    CHECK(stores == waits);
}

}  // namespace

TEST_CASE("Plans of random shapes and schedules are free of races and leave no token") {
    const auto seed = vta::tests::test_seed(11);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto pick = [&](std::uint32_t high) {
        return static_cast<std::uint32_t>(random() % high) + 1;
    };
    const vta::isa::HardwareConfig config;
    for (int round = 0; round < 300; ++round) {
        Conv2dShape shape;
        shape.batch = pick(2);
        shape.height = 2 + pick(10);
        shape.width = 2 + pick(10);
        shape.in_channels = pick(100);
        shape.out_channels = pick(100);
        shape.kernel_h = shape.kernel_w = pick(3);
        shape.pad = shape.kernel_h / 2;
        shape.stride = pick(2);
        Conv2dSchedule schedule;
        schedule.tile_h = pick(shape.out_height());
        schedule.tile_w = pick(shape.out_width());
        schedule.tile_co = pick(blocks_of(shape.out_channels, 16));
        schedule.tile_ci = pick(blocks_of(shape.in_channels, 16));
        schedule.virtual_threads = pick(2);
        schedule.channels_innermost = random() % 2 != 0;
        CAPTURE(shape.text(), schedule.to_json());
        Conv2dPlan plan;
        make_conv2d_plan(Conv2dGeometry(config, shape, schedule), false, plan);
        check_plan(plan);
    }
}

TEST_CASE("Weights that a virtual thread holds are not loaded again") {
    const vta::isa::HardwareConfig config;
    const Conv2dShape shape = resnet18_shapes()[0];
    Conv2dSchedule schedule;
    schedule.tile_h = schedule.tile_w = 14;
    schedule.tile_co = schedule.tile_ci = 4;
    Conv2dPlan plan;
    make_conv2d_plan(Conv2dGeometry(config, shape, schedule), false, plan);
    std::size_t weight_loads = 0;
    for (const Conv2dStep& step : plan.steps) weight_loads += step.load_weights ? 1 : 0;
    CHECK(plan.steps.size() == 16);
    CHECK(weight_loads == 2);
}

TEST_CASE("Windows lie inside the image, padding around them") {
    const vta::isa::HardwareConfig config;
    Conv2dShape shape = resnet18_shapes()[0];
    Conv2dSchedule schedule;
    const Conv2dGeometry g(config, shape, schedule);
    const InputWindow corner = g.window(0, 14, 42, 14);
    CHECK(corner.rows == 16);
    CHECK(corner.pad_top == 1);
    CHECK(corner.pad_bottom == 0);
    CHECK(corner.first_row == 0);
    CHECK(corner.first_column == 41);
    CHECK(corner.pad_right == 1);
    CHECK(corner.columns_inside() == 15);
    // A 1x1 kernel with stride 2 loads only the rows it uses.
    const Conv2dGeometry strided(config, resnet18_shapes()[2], schedule);
    const InputWindow rows = strided.window(14, 14, 0, 28);
    CHECK(rows.rows == 14);
    CHECK(rows.first_row == 28);
    CHECK(rows.columns == 55);
    CHECK(strided.window_row_stride() == 1);
}
