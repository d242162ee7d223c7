// SPDX-License-Identifier: Apache-2.0
#include "runtime/capture.h"

#include <catch2/catch.hpp>

#include "runtime/memory_device.h"
#include "runtime/runtime.h"

using namespace vta::runtime;

TEST_CASE("A captured program holds exactly the DRAM that its LOADs read") {
    MemoryDevice memory{vta::isa::HardwareConfig{}};
    CapturingDevice device(memory, true);
    Runtime::Options options;
    options.uop_buffer_bytes = options.instruction_buffer_bytes = 4096;
    Runtime runtime(device, options);
    const Buffer* in = runtime.allocate(16 * 64);
    const Buffer* out = runtime.allocate(16 * 64);
    std::vector<std::uint8_t> bytes(16 * 64);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i / 16 + 1);
    runtime.write(in, 0, bytes.data(), bytes.size());
    Load2D load;
    load.buffer = in;
    load.offset = 2;
    load.x_size = 3;
    load.y_size = 2;
    load.x_stride = 8;
    runtime.load(load);
    load.offset = 5;  // touches the first row
    load.y_size = 1;
    load.x_size = 1;
    runtime.load(load);
    runtime.store({0, out, 4, 2, 3, 4});
    runtime.synchronize();

    REQUIRE(device.programs().size() == 1);
    const vta::isa::Program& program = device.programs()[0];
    REQUIRE(program.segments.size() == 2);
    CHECK(program.segments[0].name == "inp");
    CHECK(program.segments[0].address == in->address() + 2 * 16);
    CHECK(program.segments[0].bytes ==
          std::vector<std::uint8_t>(bytes.begin() + 2 * 16, bytes.begin() + 6 * 16));
    CHECK(program.segments[1].address == in->address() + 10 * 16);
    CHECK(program.segments[1].bytes.size() == 3 * 16);
    REQUIRE(program.expected.size() == 3);
    CHECK(program.expected[2].address == out->address() + (4 + 2 * 4) * 16);
    CHECK(program.expected[2].bytes == std::vector<std::uint8_t>(2 * 16));
    CHECK(program.dram_bytes == out->address() + 4096);
}

TEST_CASE("64-bit addresses take two registers each") {
    vta::isa::HardwareParameters parameters;
    parameters.memory_address_bits = 64;
    MemoryDevice memory{vta::isa::HardwareConfig{parameters}};
    CapturingDevice device(memory, false);
    Runtime runtime(device);
    runtime.synchronize();
    REQUIRE(device.programs().size() == 1);
    CHECK(device.programs()[0].base[0] == 0x2001000);
    CHECK(device.programs()[0].instructions.size() == 4);
}
