// SPDX-License-Identifier: Apache-2.0
// Random layers on the cycle model, with the schedules that are chosen for them: modules overlap,
// so that a race would show as a wrong byte.
#include <catch2/catch.hpp>

#include "models/cycle/simulation.h"
#include "models/functional/dram.h"
#include "tests/support/test_data.h"
#include "tests/workloads/layer_configs.h"
#include "tests/workloads/random_layer.h"
#include "workloads/layer_programs.h"

using namespace vta::workloads;
using vta::tests::LayerKind;

namespace {

bool runs_right(const vta::isa::HardwareConfig& config, const vta::isa::Program& program) {
    vta::cycle::Simulation::Options options;
    options.dram_bytes = program.dram_bytes;
    vta::cycle::Simulation simulation(config, options);
    vta::functional::place(program, simulation.dram());
    const auto count = static_cast<std::uint32_t>(program.instructions.size());
    if (!simulation.launch(program.base, count, {}).finished) return false;
    for (const vta::isa::ExpectedRegion& want : program.expected) {
        std::vector<std::uint8_t> got(want.bytes.size());
        simulation.dram().read(want.address, got.data(), got.size());
        if (got != want.bytes) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("Layers with chosen schedules are right on the cycle model") {
    const auto seed = vta::tests::test_seed(41);
    std::mt19937_64 random(seed);
    const std::vector<vta::isa::HardwareConfig> configs = vta::tests::layer_configs();
    for (int round = 0; round < 120; ++round) {
        const auto kind = static_cast<LayerKind>(round % 6);
        const vta::isa::HardwareConfig& config = configs[random() % configs.size()];
        const LayerSpec spec = vta::tests::random_layer(kind, random);
        const LayerData data = vta::tests::random_layer_data(config, spec, random);
        const LayerSchedule schedule =
            choose_layer_schedule(config, spec, 1 + static_cast<std::uint32_t>(random() % 2));
        CAPTURE(seed, round, config.name(), schedule.to_json());
        REQUIRE(why_not(config, spec, schedule) == "");
        CHECK(runs_right(config, build_layer_program(config, spec, schedule, data)));
    }
}

TEST_CASE("A late term, a leaky rectifier and byte planes are right on the cycle model") {
    const auto seed = vta::tests::test_seed(42);
    std::mt19937_64 random(seed);
    const vta::isa::HardwareConfig config;
    LayerSpec spec;
    spec.name = "residual";
    spec.inputs = {{1, 4, 28, 28}, {1, 4, 28, 28}};
    spec.output = {1, 4, 28, 28};
    spec.out_blocks = 4;
    ProductTerm convolution;
    convolution.pad_top = convolution.pad_left = 1;
    convolution.in_blocks = 4;
    for (std::uint32_t y = 0; y < 3; ++y)
        for (std::uint32_t x = 0; x < 3; ++x) convolution.taps.push_back({y, x, 0, 0});
    ProductTerm residual;
    residual.input = 1;
    residual.first_in_block = {0, 1, 2, 3};
    residual.taps = {{}, {}};
    residual.weights = 4 * 4 * 9;
    residual.shared_weights = true;
    spec.terms = {convolution};
    spec.late_terms = {residual};
    spec.epilogue = {{EpilogueKind::kAddVector, 0, 0, 0},
                     {EpilogueKind::kShrVector, 0, 0, 1},
                     {EpilogueKind::kTerm, 0, 0, 0},
                     {EpilogueKind::kLeaky, 3, 5, 0}};
    for (const OutputForm form : {OutputForm::kBytes, OutputForm::kInt32Planes}) {
        spec.form = form;
        const LayerData data = vta::tests::random_layer_data(config, spec, random);
        const LayerSchedule schedule = choose_layer_schedule(config, spec, 2);
        CAPTURE(seed, schedule.to_json());
        CHECK(runs_right(config, build_layer_program(config, spec, schedule, data)));
    }
}
