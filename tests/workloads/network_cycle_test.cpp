// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "platform/cycle_device.h"
#include "platform/functional_device.h"
#include "tests/support/test_data.h"
#include "tests/workloads/network_graphs.h"
#include "tests/workloads/network_random.h"
#include "workloads/reference_interpreter.h"

namespace vta::tests {
namespace {

using namespace workloads;

constexpr float kOne = 1.0F / 128.0F;  // a scale

/// Convolution, sum with what came before, depthwise convolution, pool, dense layer.
Graph small_network(unsigned long long seed) {
    IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
    const TensorId x = builder.input({1, 16, 16, 3}, kOne);
    Conv2D conv;
    conv.window.padding = {1, 1, 1, 1};
    conv.activation.low = 0.0F;
    const TensorId first =
        builder.add(conv, {x, builder.weights({32, 3, 3, 3}, {kOne}), builder.bias(32)}, 0.0625F);
    conv.activation = {};
    const TensorId sums = builder.add(conv,
                                      {first, builder.weights({32, 3, 3, 32}, {kOne})},
                                      0.0625F * kOne,
                                      ElementType::kInt32);
    const TensorId sum = builder.add(Elementwise{}, {sums, first}, 1.0F);
    DepthwiseConv2D depthwise;
    depthwise.window = {2, 2, 1, 1, {1, 1, 1, 1}};
    const TensorId d =
        builder.add(depthwise, {sum, builder.weights({1, 3, 3, 32}, {kOne}, 3)}, 2.0F);
    Pool2D pool;
    pool.kernel_h = pool.kernel_w = 2;
    pool.window.stride_h = pool.window.stride_w = 2;
    const TensorId p = builder.add(pool, {d}, 2.0F);
    const TensorId flat = builder.add(Reshape{{1, 512}}, {p}, 2.0F);
    return builder.finish({builder.add(FullyConnected{},
                                       {flat, builder.weights({10, 512}, {kOne})},
                                       2.0F * kOne,
                                       ElementType::kInt32)});
}

TEST_CASE("the cycle model computes a network as the functional model, within its bounds") {
    const auto seed = test_seed(51);
    CAPTURE(seed);
    const Graph graph = small_network(seed);
    const isa::HardwareConfig config;
    const Network network(graph, config, {});
    const auto inputs = random_inputs(graph, seed);

    platform::FunctionalDevice functional(config);
    NetworkExecutor untimed(network, functional);
    const auto want =
        untimed.run(inputs, [](const StepResult& result) { CHECK(result.cycles == 0); });

    platform::CycleDevice device(config);
    NetworkExecutor executor(network, device);
    std::uint64_t first_total = 0;
    const auto got = executor.run(inputs, [&](const StepResult& result) {
        const StepInfo& step = network.steps()[result.step];
        INFO(step.name << " " << step.operators);
        first_total += result.cycles;
        if (step.unit != Unit::kVta) {
            CHECK(result.cycles == 0);
            return;
        }
        CHECK(result.cycles > step.compute_bound_cycles);
        CHECK(result.cycles > step.memory_bound_cycles);
        CHECK(result.bytes_read / config.bus_bytes() <= result.cycles);
        CHECK(result.bytes_written > 0);
    });
    const bool equal = got[0].bytes == want[0].bytes;
    CHECK(equal);

    std::uint64_t second_total = 0;
    executor.run(inputs, [&](const StepResult& result) { second_total += result.cycles; });
    CHECK(first_total == second_total);
}

TEST_CASE("random networks in the cycle model equal the reference") {
    constexpr unsigned kNetworks = 6;
    const auto first = test_seed(2000);
    for (const isa::HardwareConfig& config : network_configs()) {
        CAPTURE(config.name());
        platform::CycleDevice device(config);
        for (unsigned i = 0; i < kNetworks; ++i) {
            CAPTURE(first + i);
            const Graph graph = random_network(first + i, 6);
            const Network network(graph, config, {});
            const auto inputs = random_inputs(graph, first + i);
            const auto want = ReferenceInterpreter(graph).run(inputs);
            const auto got = NetworkExecutor(network, device).run(inputs);
            const bool equal = std::equal(
                got.begin(), got.end(), want.begin(), want.end(), [](const auto& a, const auto& b) {
                    return a.bytes == b.bytes;
                });
            REQUIRE(equal);
        }
    }
}

}  // namespace
}  // namespace vta::tests
