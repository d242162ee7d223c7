// SPDX-License-Identifier: Apache-2.0
#include "platform/rtl_device.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "isa/registers.h"
#include "platform/cycle_device.h"
#include "runtime/runtime.h"
#include "tests/cosim/rtl_support.h"
#include "tests/platform/small_gemm.h"

using vta::isa::Module;
using vta::isa::RegisterMap;
using vta::platform::CycleDevice;
using vta::platform::RtlDevice;
using vta::runtime::Runtime;
using vta::tests::small_gemm;

namespace {

vta::cosim::RtlSimulation::Options device_options() {
    vta::cosim::RtlSimulation::Options options;
    options.library = vta::tests::de10nano_library();
    options.dram_bytes = std::uint64_t{1} << 30;
    return options;
}

}  // namespace

TEST_CASE("The RTL as a device computes the same bytes in the cycles of the model") {
    std::uint32_t cycles = 0;
    {
        CycleDevice model{vta::isa::HardwareConfig{}};
        Runtime runtime(model);
        small_gemm(runtime);
        cycles = model.read_register(RegisterMap::kCycles);
    }
    RtlDevice device(vta::isa::HardwareConfig{}, device_options());
    Runtime runtime(device);
    for (int launch = 0; launch < 2; ++launch) {
        CHECK(small_gemm(runtime) == std::vector<int>{2, 4, 6, 8});
        CHECK(device.read_register(RegisterMap::kCycles) == cycles);
        CHECK(device.read_register(RegisterMap::kControl) == RegisterMap::kFinish);
    }
}

TEST_CASE("A cycle limit ends a launch of the RTL with a limit error") {
    RtlDevice device(vta::isa::HardwareConfig{}, device_options());
    Runtime runtime(device);
    for (int i = 0; i < 10; ++i)
        runtime.push_gemm({1, ""}, [](vta::runtime::KernelRecorder& r) {
            r.loop_begin({10000, 0, 0, 0});
            r.gemm(true, 0, 0, 0);
            r.loop_end();
        });
    CHECK_THROWS_AS(runtime.synchronize(5000), vta::LimitError);
}

TEST_CASE("A missing token is reported by the RTL as a device") {
    RtlDevice device(vta::isa::HardwareConfig{}, device_options());
    Runtime runtime(device);
    runtime.dep_pop(Module::kCompute, Module::kLoad);
    CHECK_THROWS_AS(runtime.synchronize(), vta::DeadlockError);
}
