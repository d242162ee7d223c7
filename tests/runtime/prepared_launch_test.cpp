// SPDX-License-Identifier: Apache-2.0
#include "runtime/prepared_launch.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "runtime/capture.h"
#include "runtime/memory_device.h"
#include "runtime/runtime.h"

using namespace vta::runtime;
using vta::isa::MemoryType;

namespace {

constexpr std::uint64_t kDramBytes = 1u << 26;

Runtime::Options small_buffers(std::uint64_t instruction_bytes) {
    Runtime::Options options;
    options.uop_buffer_bytes = 1u << 16;
    options.instruction_buffer_bytes = instruction_bytes;
    return options;
}

struct Bench {
    explicit Bench(std::uint64_t instruction_bytes = 1u << 16)
        : memory(vta::isa::HardwareConfig(), kDramBytes),
          device(memory, false),
          runtime(device, small_buffers(instruction_bytes)),
          input(runtime.allocate(4096)),
          output(runtime.allocate(4096)) {}

    void append(std::uint32_t tensors) {
        Load2D load;
        load.buffer = input;
        load.x_size = load.x_stride = tensors;
        runtime.load(load);
        runtime.push_gemm({tensors, ""}, [&](KernelRecorder& recorder) {
            for (std::uint32_t i = 0; i < tensors; ++i) recorder.gemm(true, i, i, 0);
        });
        runtime.store({0, output, 0, tensors, 1, tensors});
    }
    const std::vector<std::uint8_t>& uops(std::size_t launch) const {
        return device.programs()[launch].segments[0].bytes;
    }

    MemoryDevice memory;
    CapturingDevice device;
    Runtime runtime;
    const Buffer* input;
    const Buffer* output;
};

}  // namespace

TEST_CASE("a prepared launch runs again as it was, whatever was launched in between") {
    Bench bench;
    bench.append(4);
    const auto first = bench.runtime.prepare();
    CHECK(bench.runtime.pending_instructions() == 0);
    bench.append(8);
    const auto second = bench.runtime.prepare();
    bench.append(2);
    bench.runtime.synchronize();
    first->launch();
    second->launch();
    first->launch();
    const auto& programs = bench.device.programs();
    REQUIRE(programs.size() == 4);
    CHECK(programs[1].instructions == programs[3].instructions);
    CHECK(programs[1].base == programs[3].base);
    CHECK(bench.uops(1) == bench.uops(3));
    CHECK(bench.uops(1).size() == 4 * vta::isa::kUopBytes);
    CHECK(bench.uops(2).size() == 8 * vta::isa::kUopBytes);
    CHECK(programs[1].base[0] != programs[2].base[0]);
}

TEST_CASE("a prepared launch has the instructions that synchronize launches") {
    Bench bench;
    bench.append(4);
    bench.runtime.synchronize();
    bench.append(4);
    bench.runtime.prepare()->launch();
    const auto& programs = bench.device.programs();
    REQUIRE(programs.size() == 2);
    CHECK(programs[0].instructions.size() == programs[1].instructions.size());
    CHECK(bench.uops(0) == bench.uops(1));
}

TEST_CASE("a prepared launch counts the bytes of its transfers") {
    Bench bench;
    bench.append(4);
    const auto launch = bench.runtime.prepare();
    const vta::isa::HardwareConfig& config = bench.runtime.config();
    CHECK(launch->bytes_read() ==
          4 * (config.elem_bytes(MemoryType::kInp) + config.elem_bytes(MemoryType::kUop)));
    CHECK(launch->bytes_written() == 4 * config.elem_bytes(MemoryType::kOut));
}

TEST_CASE("a queue that was launched in parts cannot be prepared") {
    Bench bench(512);
    for (std::uint32_t i = 0; i < 40; ++i) bench.append(1);
    CHECK_THROWS_AS(bench.runtime.prepare(), vta::UserError);
    CHECK(bench.runtime.pending_instructions() == 0);
    bench.append(1);
    CHECK_NOTHROW(bench.runtime.prepare());
}
