// SPDX-License-Identifier: Apache-2.0
// Convolutions of the runtime on the cycle model: bytes, and what the schedules promise of time.
#include <catch2/catch.hpp>

#include "models/cycle/simulation.h"
#include "models/functional/dram.h"
#include "tests/support/test_data.h"
#include "workloads/conv2d_programs.h"
#include "workloads/layer_estimate.h"

using namespace vta::workloads;

namespace {

struct CycleRun {
    vta::cycle::LaunchResult result;
    bool right = false;  ///< the expected output lies in DRAM
};

CycleRun run_cycles(const vta::isa::HardwareConfig& config, const vta::isa::Program& program) {
    vta::cycle::Simulation::Options options;
    options.dram_bytes = program.dram_bytes;
    vta::cycle::Simulation simulation(config, options);
    vta::functional::place(program, simulation.dram());
    CycleRun run;
    run.result = simulation.launch(
        program.base, static_cast<std::uint32_t>(program.instructions.size()), {});
    const vta::isa::ExpectedRegion& want = program.expected.at(0);
    std::vector<std::uint8_t> got(want.bytes.size());
    simulation.dram().read(want.address, got.data(), got.size());
    run.right = got == want.bytes;
    return run;
}

Conv2dEpilogue shift_only() {
    Conv2dEpilogue epilogue;
    epilogue.shift = 10;
    return epilogue;
}

}  // namespace

TEST_CASE("ResNet-18 convolutions on the cycle model: right bytes, and the array kept busy") {
    const vta::isa::HardwareConfig config;
    const auto seed = vta::tests::test_seed(3);
    for (const Conv2dShape& shape : resnet18_shapes()) {
        const Conv2dData data = random_conv2d_data(shape, seed);
        const std::vector<std::int8_t> expected = reference_conv2d(shape, shift_only(), data);
        for (const std::uint32_t threads : {1u, 2u}) {
            const Conv2dSchedule schedule =
                choose_conv2d_schedule(config, shape, shift_only(), threads);
            const CycleRun run = run_cycles(
                config,
                build_conv2d_program(config, shape, shift_only(), schedule, data, &expected));
            CAPTURE(seed, shape.name, schedule.to_json(), run.result.cycles);
            CHECK(run.right);
            if (threads == 2 && shape.kernel_h == 3 && shape.stride == 1)
                CHECK(utilisation(config, shape, run.result.cycles) >= 0.9);
            const LayerSpec layer = conv2d_layer(config, shape, shift_only());
            const LayerGeometry geometry(config, layer, schedule);
            LayerPlan plan;
            make_layer_plan(geometry, plan);
            const auto estimate = static_cast<double>(estimate_cycles(geometry, plan));
            CHECK(estimate / static_cast<double>(run.result.cycles) == Approx(1.0).margin(0.1));
        }
    }
}

TEST_CASE("A slower memory costs cycles and changes no byte") {
    Conv2dShape shape = resnet18_shapes()[0];
    shape.height = shape.width = 14;
    vta::cycle::Cycle fast = 0;
    for (const std::uint32_t latency : {18u, 18000u}) {
        vta::isa::HardwareParameters parameters;
        parameters.memory_first_beat_latency = latency;
        const vta::isa::HardwareConfig config(parameters);
        const Conv2dSchedule schedule =
            choose_conv2d_schedule(vta::isa::HardwareConfig{}, shape, shift_only(), 2);
        const CycleRun run =
            run_cycles(config, build_conv2d_program(config, shape, shift_only(), schedule, 4));
        CHECK(run.right);
        CHECK(run.result.cycles > fast);
        fast = run.result.cycles;
    }
}
