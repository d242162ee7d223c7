// SPDX-License-Identifier: Apache-2.0
#include "platform/cycle_device.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "isa/registers.h"
#include "runtime/runtime.h"
#include "tests/platform/small_gemm.h"

using vta::isa::Module;
using vta::platform::CycleDevice;
using vta::runtime::Runtime;
using vta::tests::small_gemm;

TEST_CASE("The cycle device computes the same bytes, and counts the same cycles every time") {
    CycleDevice device{vta::isa::HardwareConfig{}};
    Runtime runtime(device);
    CHECK(small_gemm(runtime) == std::vector<int>{2, 4, 6, 8});
    const auto first = device.last_result();
    CHECK(first.gemm_operations == 4);
    CHECK(first.cycles > 0);
    CHECK(device.read_register(vta::isa::RegisterMap::kCycles) == first.cycles);
    CHECK(device.read_register(vta::isa::RegisterMap::kControl) == 2);
    CHECK(small_gemm(runtime) == std::vector<int>{2, 4, 6, 8});
    CHECK(device.last_result().cycles == first.cycles);
}

TEST_CASE("A missing token is reported by the cycle device") {
    CycleDevice device{vta::isa::HardwareConfig{}};
    Runtime runtime(device);
    runtime.dep_pop(Module::kCompute, Module::kLoad);
    CHECK_THROWS_AS(runtime.synchronize(), vta::DeadlockError);
}
TEST_CASE("A cycle limit ends a launch of the cycle device with a limit error") {
    CycleDevice device{vta::isa::HardwareConfig{}};
    Runtime runtime(device);
    for (int i = 0; i < 10; ++i)
        runtime.push_gemm({1, ""}, [](vta::runtime::KernelRecorder& r) {
            r.loop_begin({10000, 0, 0, 0});
            r.gemm(true, 0, 0, 0);
            r.loop_end();
        });
    CHECK_THROWS_AS(runtime.synchronize(5000), vta::LimitError);
}
