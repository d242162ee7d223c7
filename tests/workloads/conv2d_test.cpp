// SPDX-License-Identifier: Apache-2.0
// Convolutions through the runtime on the functional model, against the plain convolution.
#include <catch2/catch.hpp>
#include <random>

#include "base/error.h"
#include "cosim/legality.h"
#include "models/functional/dram.h"
#include "models/functional/simulator.h"
#include "platform/functional_device.h"
#include "tests/support/test_data.h"
#include "workloads/conv2d.h"
#include "workloads/conv2d_programs.h"
#include "workloads/packed_layout.h"

using namespace vta::workloads;

namespace {

/// First byte of the expected region that the functional model gives differently; -1: none.
std::ptrdiff_t first_difference(const vta::isa::HardwareConfig& config,
                                const vta::isa::Program& program) {
    vta::functional::Dram dram(program.dram_bytes);
    vta::functional::place(program, dram);
    vta::functional::Simulator simulator(config);
    simulator.run(program.base, static_cast<std::uint32_t>(program.instructions.size()), dram);
    const vta::isa::ExpectedRegion& want = program.expected.at(0);
    std::vector<std::uint8_t> got(want.bytes.size());
    dram.read(want.address, got.data(), got.size());
    const auto miss = std::mismatch(got.begin(), got.end(), want.bytes.begin());
    return miss.first == got.end() ? -1 : miss.first - got.begin();
}

Conv2dEpilogue int8_epilogue() {
    Conv2dEpilogue epilogue;
    epilogue.shift = 10;
    epilogue.clip = true;
    return epilogue;
}

vta::isa::HardwareConfig config_of(std::uint32_t batch,
                                   std::uint32_t block_in,
                                   std::uint32_t block_out,
                                   std::uint32_t bus_bits) {
    vta::isa::HardwareParameters parameters;
    parameters.batch = batch;
    parameters.block_in = block_in;
    parameters.block_out = block_out;
    parameters.memory_data_bits = bus_bits;
    parameters.inp_depth = 512;
    parameters.wgt_depth = 256;
    parameters.acc_depth = 512;
    return vta::isa::HardwareConfig(parameters);
}

}  // namespace

TEST_CASE("ResNet-18 convolutions are legal, race-free and bit-equal to the plain convolution") {
    const vta::isa::HardwareConfig config;
    const auto seed = vta::tests::test_seed(1);
    for (const Conv2dShape& shape : resnet18_shapes()) {
        const Conv2dData data = random_conv2d_data(shape, seed);
        const std::vector<std::int8_t> expected = reference_conv2d(shape, int8_epilogue(), data);
        for (const std::uint32_t threads : {1u, 2u}) {
            CAPTURE(seed, shape.name, threads);
            const Conv2dSchedule schedule =
                choose_conv2d_schedule(config, shape, int8_epilogue(), threads);
            const vta::isa::Program program =
                build_conv2d_program(config, shape, int8_epilogue(), schedule, data, &expected);
            CHECK(vta::cosim::check_legality(config, program).to_string() == "");
            CHECK(first_difference(config, program) == -1);
        }
    }
}

TEST_CASE("Random convolutions, schedules and configurations are race-free and bit-equal") {
    const auto seed = vta::tests::test_seed(5);
    std::mt19937_64 random(seed);
    const auto pick = [&](std::uint32_t high) {
        return static_cast<std::uint32_t>(random() % high) + 1;
    };
    const std::vector<vta::isa::HardwareConfig> configs = {config_of(1, 16, 16, 64),
                                                           config_of(1, 8, 8, 64),
                                                           config_of(1, 8, 16, 128),
                                                           config_of(2, 16, 8, 64),
                                                           config_of(4, 8, 8, 256),
                                                           config_of(1, 32, 32, 64)};
    for (int round = 0; round < 120; ++round) {
        Conv2dShape shape;
        shape.batch = pick(5);
        shape.height = 3 + pick(12);
        shape.width = 3 + pick(12);
        shape.in_channels = pick(70);
        shape.out_channels = pick(70);
        shape.kernel_h = pick(4);
        shape.kernel_w = pick(4);
        shape.pad = pick(std::min(shape.kernel_h, shape.kernel_w)) - 1;
        shape.stride = pick(3);
        Conv2dEpilogue epilogue;
        epilogue.bias = random() % 2 != 0;
        epilogue.shift = pick(15) - 1;
        epilogue.round = epilogue.shift != 0 && random() % 2 != 0;
        epilogue.clip = random() % 2 != 0;
        epilogue.clip_min = static_cast<std::int16_t>(pick(100) - 60);
        epilogue.clip_max = static_cast<std::int16_t>(epilogue.clip_min + pick(100));
        const vta::isa::HardwareConfig& config = configs[random() % configs.size()];
        const std::uint32_t threads = pick(2);
        Conv2dSchedule schedule = choose_conv2d_schedule(config, shape, epilogue, threads);
        // Any smaller tile runs too, uneven ones included.
        schedule.tile_h = pick(schedule.tile_h);
        schedule.tile_w = pick(schedule.tile_w);
        schedule.tile_co = pick(schedule.tile_co);
        schedule.tile_ci = pick(schedule.tile_ci);
        CAPTURE(seed, round, shape.text(), schedule.to_json(), config.config_string());
        const vta::isa::Program program =
            build_conv2d_program(config, shape, epilogue, schedule, random());
        REQUIRE(vta::cosim::check_legality(config, program).to_string() == "");
        REQUIRE(first_difference(config, program) == -1);
    }
}

TEST_CASE("A runtime runs convolution after convolution, each waiting for the one before") {
    const vta::isa::HardwareConfig config;
    Conv2dShape shape = resnet18_shapes()[9];
    shape.in_channels = shape.out_channels = 32;
    const Conv2dEpilogue epilogue = int8_epilogue();
    const Conv2dData first = random_conv2d_data(shape, 1);
    Conv2dData second = random_conv2d_data(shape, 2);
    second.input = reference_conv2d(shape, epilogue, first);
    const std::vector<std::int8_t> expected = reference_conv2d(shape, epilogue, second);

    vta::platform::FunctionalDevice device(config);
    vta::runtime::Runtime runtime(device);
    const auto pack = [&](const std::vector<std::int8_t>& plain) {
        return pack_activations(plain, 1, 32, 7, 7, 1, 16);
    };
    const auto upload = [&](const std::vector<std::int8_t>& bytes) {
        const vta::runtime::Buffer* buffer = runtime.allocate(bytes.size());
        runtime.write(buffer, 0, bytes.data(), bytes.size());
        return buffer;
    };
    Conv2dBuffers a, b;
    a.input = upload(pack(first.input));
    a.weights = upload(pack_weights(first.weights, shape, config));
    a.output = b.input = runtime.allocate(2 * 49 * 16);
    b.weights = upload(pack_weights(second.weights, shape, config));
    b.output = runtime.allocate(2 * 49 * 16);
    const Conv2dSchedule schedule = choose_conv2d_schedule(config, shape, epilogue, 2);
    append_conv2d(runtime, shape, epilogue, schedule, a);
    runtime.synchronize();
    append_conv2d(runtime, shape, epilogue, schedule, b);
    runtime.synchronize();
    std::vector<std::int8_t> got(2 * 49 * 16);
    runtime.read(got.data(), b.output, 0, got.size());
    CHECK(got == pack(expected));
}

TEST_CASE("Configurations and schedules that cannot run a convolution are refused") {
    vta::isa::HardwareParameters parameters;
    parameters.inp_bits = 16;
    parameters.inp_depth = 1024;
    const vta::isa::HardwareConfig wide(parameters);
    const Conv2dShape shape = resnet18_shapes()[9];
    Conv2dSchedule schedule;
    CHECK_THROWS_WITH(build_conv2d_program(wide, shape, {}, schedule, 1),
                      Catch::Contains("layers need 8-bit inp"));
    schedule.tile_h = 8;
    CHECK_THROWS_WITH(build_conv2d_program(vta::isa::HardwareConfig{}, shape, {}, schedule, 1),
                      Catch::Contains("C11") && Catch::Contains("tile_h: got 8, want 1 to 7"));
}
