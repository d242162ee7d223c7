// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/test_data.h"
#include "tests/workloads/network_graphs.h"

namespace vta::tests {
namespace {

using namespace workloads;

constexpr float kOne = 1.0F / 128.0F;  // a scale

Window window(std::int64_t stride, std::int64_t dilation, Padding padding) {
    return {stride, stride, dilation, dilation, padding};
}

std::vector<float> channel_scales(std::size_t channels) {
    std::vector<float> scales;
    for (std::size_t i = 0; i < channels; ++i)
        scales.push_back(kOne / static_cast<float>(1U << (i % 4)));
    return scales;
}

Graph conv(unsigned long long seed,
           const Shape& x,
           const Shape& w,
           const Window& where,
           std::int64_t groups,
           bool per_channel) {
    IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
    const TensorId in = builder.input(x, kOne);
    const auto channels = static_cast<std::size_t>(w[0]);
    const TensorId weights =
        builder.weights(w, per_channel ? channel_scales(channels) : std::vector<float>{kOne});
    Conv2D op;
    op.window = where;
    op.groups = groups;
    op.activation.low = 0.0F;
    return builder.finish({builder.add(op, {in, weights, builder.bias(w[0])}, 0.0625F)});
}

TEST_CASE("convolutions on the accelerator equal the reference") {
    const auto seed = test_seed(1);
    const Window same = window(1, 1, {1, 1, 1, 1});
    require_equal_in_all(conv(seed, {1, 9, 7, 20}, {24, 3, 3, 20}, same, 1, false), seed);
    require_equal_in_all(conv(seed, {1, 9, 7, 20}, {24, 3, 3, 20}, same, 1, true), seed);
    require_equal_in_all(
        conv(seed, {1, 11, 12, 16}, {40, 3, 2, 16}, window(2, 1, {0, 1, 1, 0}), 1, false), seed);
    require_equal_in_all(
        conv(seed, {1, 12, 12, 8}, {16, 3, 3, 8}, window(1, 2, {2, 2, 2, 2}), 1, false), seed);
    require_equal_in_all(conv(seed, {1, 8, 8, 32}, {48, 1, 1, 32}, window(2, 1, {}), 1, true),
                         seed);
}

TEST_CASE("grouped convolutions on the accelerator equal the reference") {
    const auto seed = test_seed(2);
    const Window same = window(1, 1, {1, 1, 1, 1});
    require_equal_in_all(conv(seed, {1, 6, 6, 24}, {36, 3, 3, 8}, same, 3, false), seed);
    require_equal_in_all(conv(seed, {1, 6, 6, 64}, {32, 3, 3, 32}, same, 2, true), seed);
    require_equal_in_all(conv(seed, {2, 5, 6, 20}, {20, 3, 3, 1}, same, 20, false), seed);
}

TEST_CASE("first layers with few channels fold their windows into channels") {
    const auto seed = test_seed(3);
    const Graph graph =
        conv(seed, {1, 38, 38, 3}, {32, 7, 7, 3}, window(2, 1, {3, 3, 3, 3}), 1, false);
    require_equal_in_all(graph, seed);
    const auto steps = require_equal_to_reference(graph, isa::HardwareConfig(), seed);
    const auto launch = std::find_if(
        steps.begin(), steps.end(), [](const StepInfo& step) { return step.unit == Unit::kVta; });
    REQUIRE(launch != steps.end());
    const std::uint64_t most = launch->compute_bound_cycles * 16 * 16;
    REQUIRE(launch->macs * 2 >= most);
}

TEST_CASE("depthwise convolutions on the accelerator equal the reference") {
    const auto seed = test_seed(4);
    for (const std::int64_t multiplier : {1, 3}) {
        IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
        const TensorId x = builder.input({1, 8, 9, 20}, kOne);
        const TensorId w =
            builder.weights({1, 3, 3, 20 * multiplier},
                            channel_scales(static_cast<std::size_t>(20 * multiplier)),
                            3);
        DepthwiseConv2D op;
        op.window = window(2, 1, {1, 0, 1, 1});
        op.activation = {0.0F, 6.0F};
        const TensorId y = builder.add(op, {x, w, builder.bias(20 * multiplier)}, 0.0625F);
        require_equal_in_all(builder.finish({y}), seed);
    }
}

TEST_CASE("transposed convolutions on the accelerator equal the reference") {
    const auto seed = test_seed(5);
    const auto run = [&](const Shape& x, const Shape& w, const TransposeConv2D& op) {
        IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
        const TensorId in = builder.input(x, kOne);
        const TensorId weights = builder.weights(w, {kOne});
        const TensorId bias = builder.bias(w[0] * op.groups);
        require_equal_in_all(builder.finish({builder.add(op, {in, weights, bias}, 0.0625F)}), seed);
    };
    TransposeConv2D op;
    op.window = window(2, 1, {1, 1, 1, 1});
    run({1, 5, 6, 20}, {24, 4, 4, 20}, op);
    op.output_padding_h = 1;
    run({1, 5, 6, 16}, {8, 3, 3, 16}, op);
    op = {};
    op.window = window(3, 1, {});
    run({1, 4, 3, 16}, {16, 2, 2, 16}, op);
    op.window = window(1, 2, {0, 1, 1, 0});
    op.groups = 2;
    run({1, 5, 5, 32}, {16, 3, 3, 32}, op);
}

TEST_CASE("dense layers and products with matrices equal the reference") {
    const auto seed = test_seed(6);
    IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
    const TensorId x = builder.input({3, 70}, kOne);
    const TensorId hidden =
        builder.add(FullyConnected{},
                    {x, builder.weights({33, 70}, channel_scales(33)), builder.bias(33)},
                    0.0625F);
    const TensorId y = builder.add(FullyConnected{},
                                   {hidden, builder.weights({10, 33}, {kOne})},
                                   0.0625F * kOne,
                                   ElementType::kInt32);
    require_equal_in_all(builder.finish({y}), seed);

    IntegerGraphBuilder products(seed, IntegerArithmetic::kShift);
    const TensorId a = products.input({2, 5, 24}, kOne);
    const TensorId b = products.weights({24, 18}, {kOne});
    require_equal_in_all(products.finish({products.add(MatMul{}, {a, b}, 0.0625F)}), seed);
}

TEST_CASE("a dense layer over a picture needs no repacking by the host") {
    const auto seed = test_seed(7);
    IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
    const TensorId x = builder.input({1, 6, 6, 16}, kOne);
    Conv2D op;
    const TensorId y = builder.add(op, {x, builder.weights({20, 3, 3, 16}, {kOne})}, 0.0625F);
    const TensorId turned = builder.add(Reshape{{1, 20, 16, 1}}, {y}, 0.0625F);
    const TensorId flat = builder.add(Reshape{{1, 320}}, {turned}, 0.0625F);
    const TensorId out =
        builder.add(FullyConnected{}, {flat, builder.weights({10, 320}, {kOne})}, 0.5F);
    const Graph graph = builder.finish({out});
    require_equal_in_all(graph, seed);
    const auto steps = require_equal_to_reference(graph, isa::HardwareConfig(), seed);
    REQUIRE(steps_on(steps, Unit::kCpu) == std::vector<std::string>{"pack", "unpack"});
}

}  // namespace
}  // namespace vta::tests
