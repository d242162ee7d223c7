// SPDX-License-Identifier: Apache-2.0
#include "platform/functional_device.h"

#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "base/error.h"
#include "runtime/c_api.h"
#include "runtime/runtime.h"
#include "tests/platform/small_gemm.h"

using namespace vta::runtime;
using vta::isa::AluOpcode;
using vta::isa::MemoryType;
using vta::isa::Module;
using vta::platform::FunctionalDevice;
using vta::tests::small_gemm;

namespace {

vta::isa::HardwareConfig config_with(std::uint32_t uop_depth) {
    vta::isa::HardwareParameters parameters;
    parameters.uop_depth = uop_depth;
    return vta::isa::HardwareConfig(parameters);
}

/// Adds `imm` to accumulators first, first + 1, ..., wrapping after `range`, `count` times.
void push_adds(Runtime& runtime,
               std::uint64_t site,
               std::uint32_t count,
               std::uint32_t first,
               std::uint32_t range,
               int imm) {
    runtime.push_alu({site, ""}, [=](KernelRecorder& r) {
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint32_t index = first + i % range;
            r.alu(AluOpcode::kAdd, true, imm, index, index);
        }
    });
}

/// All accumulators of the default configuration, through OUT, as the device's DRAM has them.
std::vector<std::int8_t> stored_out(Runtime& runtime, const Buffer* out) {
    runtime.dep_push(Module::kCompute, Module::kStore);
    runtime.dep_pop(Module::kCompute, Module::kStore);
    runtime.store({0, out, 0, 2048, 1, 2048});
    runtime.synchronize();
    std::vector<std::int8_t> bytes(2048 * 16);
    runtime.read(bytes.data(), out, 0, bytes.size());
    return bytes;
}

}  // namespace

TEST_CASE("The functional device computes what the runtime asked for") {
    FunctionalDevice device(config_with(2048));
    Runtime runtime(device);
    CHECK(small_gemm(runtime) == std::vector<int>{2, 4, 6, 8});
    CHECK(device.last_result().gemm_operations == 4);
    CHECK(device.read_register(vta::isa::RegisterMap::kControl) == 2);
}

TEST_CASE("Kernels evicted within a submission still compute the right values") {
    FunctionalDevice device(config_with(8192));
    Runtime runtime(device);
    const Buffer* out = runtime.allocate(2048 * 16);
    runtime.push_alu({0, ""}, [](KernelRecorder& r) {  // all accumulators to 0
        r.loop_begin({2048, 1, 1, 0});
        r.alu(AluOpcode::kMul, true, 0, 0, 0);
        r.loop_end();
    });
    push_adds(runtime, 1, 5000, 0, 1000, 1);    // 5 each
    push_adds(runtime, 2, 3000, 500, 1000, 2);  // 6 each
    push_adds(runtime, 3, 400, 1000, 200, 7);   // 14 each; evicts the first
    push_adds(runtime, 1, 5000, 0, 1000, 1);    // loaded again
    const std::vector<std::int8_t> got = stored_out(runtime, out);
    for (std::size_t i = 0; i < 2048; ++i) {
        const int want =
            (i < 1000 ? 10 : 0) + (i >= 500 && i < 1500 ? 6 : 0) + (i >= 1000 && i < 1200 ? 14 : 0);
        CAPTURE(i);
        REQUIRE(got[i * 16] == want);
        REQUIRE(got[i * 16 + 15] == want);
    }
}

TEST_CASE("Force-serial mode gives the same bytes without any token of the caller") {
    FunctionalDevice device(config_with(2048));
    Runtime runtime(device);
    Runtime::Debug debug;
    debug.force_serial = true;
    runtime.set_debug(debug);
    CHECK(small_gemm(runtime) == std::vector<int>{2, 4, 6, 8});
}

TEST_CASE("A submission split by a full instruction buffer gives the same bytes") {
    FunctionalDevice device(config_with(2048));
    Runtime::Options options;
    options.instruction_buffer_bytes = 16 * 10;
    Runtime runtime(device, options);
    CHECK(small_gemm(runtime) == std::vector<int>{2, 4, 6, 8});
}

TEST_CASE("A missing token is reported and the device can be used again") {
    FunctionalDevice device(config_with(2048));
    Runtime runtime(device);
    runtime.dep_pop(Module::kCompute, Module::kLoad);
    CHECK_THROWS_AS(runtime.synchronize(), vta::DeadlockError);
}

TEST_CASE("A stop request ends a launch with a limit error") {
    FunctionalDevice::Options options;
    options.stop = [] { return true; };
    FunctionalDevice device(config_with(2048), options);
    Runtime runtime(device);
    for (int i = 0; i < 20000; ++i)
        runtime.push_gemm({1, ""}, [](KernelRecorder& r) {
            r.loop_begin({1000, 0, 0, 0});
            r.gemm(true, 0, 0, 0);
            r.loop_end();
        });
    CHECK_THROWS_AS(runtime.synchronize(), vta::LimitError);
}

TEST_CASE("Two threads with runtimes and devices of their own do not disturb each other") {
    std::vector<std::vector<int>> results(2);
    std::vector<std::thread> threads;
    for (auto& result : results)
        threads.emplace_back([&result] {
            for (int i = 0; i < 20; ++i) {
                FunctionalDevice device(config_with(2048));
                Runtime runtime(device);
                result = small_gemm(runtime);
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(results[0] == std::vector<int>{2, 4, 6, 8});
    CHECK(results[1] == results[0]);
}

TEST_CASE("Old callers of the C API run on the functional device") {
    set_default_device_factory(vta::platform::functional_device_factory(config_with(2048)));
    VTACommandHandle cmd = VTATLSCommandHandle();
    void* in = VTABufferAlloc(64);
    void* out = VTABufferAlloc(16);
    auto* values = static_cast<std::int32_t*>(VTABufferCPUPtr(cmd, in));
    for (int i = 0; i < 16; ++i) values[i] = 10 * i;
    VTALoadBuffer2D(cmd, in, 0, 1, 1, 1, 0, 0, 0, 0, 0, 3);
    void* kernel = nullptr;
    VTAPushALUOp(
        &kernel,
        [](void*) {
            VTAUopPush(1, 0, 0, 0, 0, 0, 1, 100);
            return 0;
        },
        nullptr,
        0);
    VTADepPush(cmd, 2, 3);
    VTADepPop(cmd, 2, 3);
    VTAStoreBuffer2D(cmd, 0, 4, out, 0, 1, 1, 1);
    VTASynchronize(cmd, 1u << 31);
    const auto* stored = static_cast<const std::int8_t*>(VTABufferCPUPtr(cmd, out));
    for (int i = 0; i < 16; ++i) CHECK(stored[i] == std::min(10 * i, 100));
    VTARuntimeShutdown();
}
