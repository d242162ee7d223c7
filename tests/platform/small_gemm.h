// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/runtime.h"

namespace vta::tests {

/// One GEMM of four rows by a block, shifted right by 4; returns the first lane of each row.
inline std::vector<int> small_gemm(runtime::Runtime& runtime) {
    const runtime::Buffer* in = runtime.allocate(64);
    const runtime::Buffer* weights = runtime.allocate(256);
    const runtime::Buffer* out = runtime.allocate(64);
    std::vector<std::int8_t> a(64), w(256, 2), o(64);
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<std::int8_t>(i / 16 + 1);
    runtime.write(in, 0, a.data(), a.size());
    runtime.write(weights, 0, w.data(), w.size());
    const auto gemm = [](bool reset) {
        return [reset](runtime::KernelRecorder& r) {
            r.loop_begin({4, 1, reset ? 0u : 1u, 0});
            r.gemm(reset, 0, 0, 0);
            r.loop_end();
        };
    };
    runtime.push_gemm({1, ""}, gemm(true));
    runtime::Load2D load;
    load.buffer = in;
    load.x_size = load.x_stride = 4;
    runtime.load(load);
    load.buffer = weights;
    load.x_size = load.x_stride = 1;
    load.memory = isa::MemoryType::kWgt;
    runtime.load(load);
    runtime.dep_push(isa::Module::kLoad, isa::Module::kCompute);
    runtime.dep_pop(isa::Module::kLoad, isa::Module::kCompute);
    runtime.push_gemm({2, ""}, gemm(false));
    runtime.push_alu({3, ""}, [](runtime::KernelRecorder& r) {
        r.loop_begin({4, 1, 1, 0});
        r.alu(isa::AluOpcode::kShr, true, 4, 0, 0);
        r.loop_end();
    });
    runtime.dep_push(isa::Module::kCompute, isa::Module::kStore);
    runtime.dep_pop(isa::Module::kCompute, isa::Module::kStore);
    runtime.store({0, out, 0, 4, 1, 4});
    runtime.synchronize();
    runtime.read(o.data(), out, 0, o.size());
    return {o[0], o[16], o[32], o[48 + 15]};
}

}  // namespace vta::tests
