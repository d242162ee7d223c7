// SPDX-License-Identifier: Apache-2.0
// Random layers with random schedules as programs: legal, free of races, and the functional model
// gives what the definitions of LayerSpec say.
#include <catch2/catch.hpp>
#include <string>

#include "base/error.h"
#include "cosim/legality.h"
#include "models/functional/dram.h"
#include "models/functional/simulator.h"
#include "tests/support/test_data.h"
#include "tests/workloads/layer_configs.h"
#include "tests/workloads/random_layer.h"
#include "workloads/layer_programs.h"

using namespace vta::workloads;
using vta::tests::LayerKind;

namespace {

/// Names the first expected region that the functional model gives differently; empty: none.
std::string difference(const vta::isa::HardwareConfig& config, const vta::isa::Program& program) {
    vta::functional::Dram dram(program.dram_bytes);
    vta::functional::place(program, dram);
    vta::functional::Simulator simulator(config);
    simulator.run(program.base, static_cast<std::uint32_t>(program.instructions.size()), dram);
    for (const vta::isa::ExpectedRegion& want : program.expected) {
        std::vector<std::uint8_t> got(want.bytes.size());
        dram.read(want.address, got.data(), got.size());
        const auto miss = std::mismatch(got.begin(), got.end(), want.bytes.begin());
        if (miss.first != got.end())
            return want.name + " at byte " + std::to_string(miss.first - got.begin());
    }
    return {};
}

void check_kind(LayerKind kind, std::uint64_t test_number) {
    const auto seed = vta::tests::test_seed(test_number);
    std::mt19937_64 random(seed);
    int ran = 0;
    for (int round = 0; round < 150; ++round) {
        const std::vector<vta::isa::HardwareConfig> configs = vta::tests::layer_configs();
        const vta::isa::HardwareConfig& config = configs[random() % configs.size()];
        const LayerSpec spec = vta::tests::random_layer(kind, random);
        const LayerData data = vta::tests::random_layer_data(config, spec, random);
        LayerSchedule schedule = vta::tests::random_layer_schedule(spec, random);
        for (int again = 0; again < 20 && !why_not(config, spec, schedule).empty(); ++again)
            schedule = vta::tests::random_layer_schedule(spec, random);
        if (!why_not(config, spec, schedule).empty()) continue;
        ++ran;
        CAPTURE(seed, round, config.name(), config.config_string(), schedule.to_json());
        const vta::isa::Program program = build_layer_program(config, spec, schedule, data);
        REQUIRE(vta::cosim::check_legality(config, program).to_string() == "");
        REQUIRE(difference(config, program) == "");
    }
    CHECK(ran > 75);
}

}  // namespace

TEST_CASE("Random convolution layers are race-free and bit-equal") {
    check_kind(LayerKind::kConvolution, 31);
}

TEST_CASE("Random banded layers are race-free and bit-equal") {
    check_kind(LayerKind::kBanded, 32);
}

TEST_CASE("Random layers with phases are race-free and bit-equal") {
    check_kind(LayerKind::kPhases, 33);
}

TEST_CASE("Random maxima are race-free and bit-equal") { check_kind(LayerKind::kMaximum, 34); }

TEST_CASE("Random layers of several terms are race-free and bit-equal") {
    check_kind(LayerKind::kMixed, 35);
}

TEST_CASE("Random layers of one pixel are race-free and bit-equal") {
    check_kind(LayerKind::kDense, 36);
}
