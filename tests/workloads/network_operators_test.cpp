// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/test_data.h"
#include "tests/workloads/network_graphs.h"

namespace vta::tests {
namespace {

using namespace workloads;

constexpr float kOne = 1.0F / 128.0F;  // a scale

Graph one_input(unsigned long long seed, const Shape& shape, Operator op, float scale) {
    IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
    const TensorId x = builder.input(shape, kOne);
    return builder.finish({builder.add(std::move(op), {x}, scale)});
}

void require_on_vta(const Graph& graph, unsigned long long seed, const std::string& name) {
    require_equal_in_all(graph, seed);
    const auto steps = require_equal_to_reference(graph, isa::HardwareConfig(), seed);
    REQUIRE(steps_on(steps, Unit::kVta) == std::vector<std::string>{name});
}

TEST_CASE("sums and differences of codes equal the reference") {
    const auto seed = test_seed(11);
    for (const auto kind : {ElementwiseKind::kAdd, ElementwiseKind::kSub})
        for (const float scale : {kOne * 4, kOne / 8, kOne / 256}) {
            IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
            const TensorId a = builder.input({2, 5, 7, 20}, kOne);
            const TensorId b = builder.input({2, 5, 7, 20}, scale);
            Elementwise op;
            op.kind = kind;
            op.activation.low = 0.0F;
            const TensorId y = builder.add(op, {a, b}, kOne * 2);
            require_on_vta(
                builder.finish({y}), seed, kind == ElementwiseKind::kAdd ? "Add" : "Sub");
        }
}

TEST_CASE("clips, slopes and changes of scale equal the reference") {
    const auto seed = test_seed(12);
    const Shape shape{1, 4, 5, 24};
    require_on_vta(one_input(seed, shape, Clip{{0.0F, 0.5F}}, kOne * 2), seed, "Clip");
    require_on_vta(one_input(seed, shape, Quantize{}, kOne / 4), seed, "Quantize");
    require_on_vta(one_input(seed, shape, LeakyRelu{0.125F}, kOne * 2), seed, "LeakyRelu");
    require_on_vta(one_input(seed, shape, LeakyRelu{0.1875F}, kOne), seed, "LeakyRelu");
}

TEST_CASE("pools equal the reference") {
    const auto seed = test_seed(13);
    Pool2D pool;
    pool.kernel_h = 3;
    pool.kernel_w = 2;
    pool.window = {2, 2, 1, 1, {1, 0, 1, 1}};
    require_on_vta(one_input(seed, {1, 9, 8, 40}, pool, kOne), seed, "MaxPool2D");
    pool.kind = PoolKind::kAverage;
    pool.count_padding = true;
    require_on_vta(one_input(seed, {1, 9, 8, 40}, pool, kOne), seed, "AveragePool2D");
    require_on_vta(one_input(seed, {2, 7, 7, 20}, Mean{{1, 2}, false}, kOne / 2), seed, "Mean");
}

TEST_CASE("operators that move codes equal the reference") {
    const auto seed = test_seed(14);
    const Shape shape{1, 5, 6, 20};
    Pad pad;
    pad.before = {0, 1, 2, 8};
    pad.after = {0, 2, 1, 3};
    require_on_vta(one_input(seed, shape, pad, kOne), seed, "Pad");
    Slice slice;
    slice.begin = {0, 1, 0, 2};
    slice.size = {1, 2, 3, 9};
    slice.step = {1, 2, 2, 2};
    require_on_vta(one_input(seed, shape, slice, kOne), seed, "Slice");
    Resize resize;
    resize.height = 10;
    resize.width = 18;
    require_on_vta(one_input(seed, shape, resize, kOne), seed, "Resize");
    require_equal_in_all(one_input(seed, shape, Transpose{{0, 2, 1, 3}}, kOne), seed);
}

Conv2D three_by_three() {
    Conv2D op;
    op.window.padding = {1, 1, 1, 1};
    return op;
}

TEST_CASE("a convolution and what follows it are one launch") {
    const auto seed = test_seed(15);
    const auto run =
        [&](const Operator& next, bool residual_first, const std::vector<std::string>& steps) {
            IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
            const TensorId x = builder.input({1, 6, 7, 32}, kOne);
            const TensorId w = builder.weights({32, 3, 3, 32}, {kOne / 2});
            const TensorId sums = builder.add(
                three_by_three(), {x, w, builder.bias(32)}, kOne / 4, ElementType::kInt32);
            std::vector<TensorId> inputs{sums};
            if (std::holds_alternative<Elementwise>(next))
                inputs.insert(residual_first ? inputs.begin() : inputs.end(), x);
            const Graph graph = builder.finish({builder.add(next, inputs, 0.25F)});
            require_equal_in_all(graph, seed);
            const auto got = require_equal_to_reference(graph, isa::HardwareConfig(), seed);
            REQUIRE(steps_on(got, Unit::kVta) == steps);
        };
    Elementwise sum;
    sum.activation.low = 0.0F;
    run(sum, false, {"Conv2D+Add"});
    run(sum, true, {"Conv2D+Add"});
    sum.kind = ElementwiseKind::kSub;
    run(sum, false, {"Conv2D+Sub"});
    run(sum, true, {"Conv2D"});
    run(LeakyRelu{0.25F}, false, {"Conv2D+LeakyRelu"});
    run(LeakyRelu{0.0F}, false, {"Conv2D+LeakyRelu"});
    run(Clip{{-1.0F, 2.0F}}, false, {"Conv2D+Clip"});
}

TEST_CASE("clips of int32 sums are part of the launch or the host's") {
    const auto seed = test_seed(19);
    for (const float high : {200.0F, 0.5F})  // in and beyond the ALU's immediates
        for (const bool summed : {false, true}) {
            IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
            const TensorId x = builder.input({1, 5, 5, 16}, kOne);
            const TensorId w = builder.weights({16, 3, 3, 16}, {kOne / 2});
            Conv2D op = three_by_three();
            op.activation = {-0.25F, high};
            TensorId y =
                builder.add(op, {x, w, builder.bias(16)}, kOne * kOne / 2, ElementType::kInt32);
            if (summed) y = builder.add(Elementwise{}, {y, x}, kOne);
            require_equal_in_all(builder.finish({y}), seed);
        }
}

TEST_CASE("roundings beyond the ALU's immediates are vectors") {
    const auto seed = test_seed(20);
    require_on_vta(one_input(seed, {1, 3, 3, 24}, Quantize{}, kOne * 131072.0F), seed, "Quantize");
    IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
    const TensorId x = builder.input({1, 4, 4, 16}, kOne);
    const TensorId y = builder.add(
        Conv2D{}, {x, builder.weights({16, 1, 1, 16}, {kOne}), builder.bias(16)}, kOne * 2048.0F);
    require_on_vta(builder.finish({y}), seed, "Conv2D");
}

TEST_CASE("launches write where a Concat joins them") {
    const auto seed = test_seed(16);
    IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
    const TensorId x = builder.input({1, 6, 5, 16}, kOne);
    const TensorId a =
        builder.add(three_by_three(), {x, builder.weights({16, 3, 3, 16}, {kOne})}, 0.0625F);
    const TensorId b =
        builder.add(three_by_three(), {x, builder.weights({32, 3, 3, 16}, {kOne})}, 0.0625F);
    const TensorId first = builder.add(Concat{3, {}}, {a, b}, 0.0625F);
    const TensorId c =
        builder.add(three_by_three(), {b, builder.weights({20, 3, 3, 32}, {kOne})}, 0.0625F);
    const TensorId second = builder.add(Concat{3, {}}, {first, c}, 0.0625F);
    const TensorId third = builder.add(Concat{3, {}}, {b, b}, 0.0625F);
    const TensorId y =
        builder.add(three_by_three(), {second, builder.weights({16, 3, 3, 68}, {kOne})}, 4.0F);
    const Graph graph = builder.finish({y, third});
    require_equal_in_all(graph, seed);
    const auto steps = require_equal_to_reference(graph, isa::HardwareConfig(), seed);
    const std::vector<std::string> expected{
        "Conv2D", "Conv2D", "Concat", "Conv2D", "Concat", "Conv2D"};
    REQUIRE(steps_on(steps, Unit::kVta) == expected);
}

Graph other_scales(unsigned long long seed,
                   IntegerArithmetic arithmetic,
                   ElementType type,
                   std::int32_t x_zero,
                   std::int32_t w_zero) {
    IntegerGraphBuilder builder(seed, arithmetic);
    const TensorId x = builder.input({1, 7, 8, 5}, 0.013F, x_zero, type);
    const TensorId w = builder.weights({20, 3, 3, 5}, {0.007F}, 0, w_zero, type);
    const TensorId y =
        builder.add(three_by_three(), {x, w, builder.bias(20)}, 0.11F, type, x_zero + 3);
    DepthwiseConv2D depthwise;
    depthwise.window = {2, 2, 1, 1, {1, 1, 1, 1}};
    const TensorId v = builder.weights({1, 3, 3, 20}, {0.004F}, 3, w_zero, type);
    const TensorId z = builder.add(depthwise, {y, v}, 0.15F, type, x_zero);
    Pool2D pool;
    pool.kernel_h = pool.kernel_w = 2;
    const TensorId pooled = builder.add(pool, {z}, 0.15F, type, x_zero);
    const TensorId flat = builder.add(Reshape{{1, 180}}, {pooled}, 0.15F, type, x_zero);
    const TensorId u = builder.weights({10, 180}, {0.02F}, 0, w_zero, type);
    const TensorId out = builder.add(FullyConnected{}, {flat, u, builder.bias(10)}, 0.7F, type, 1);
    return builder.finish({out});
}

TEST_CASE("integer models with scales of their own equal the reference") {
    const auto seed = test_seed(17);
    for (const auto arithmetic : {IntegerArithmetic::kFixedPoint, IntegerArithmetic::kFloatScale}) {
        require_equal_in_all(other_scales(seed, arithmetic, ElementType::kInt8, -7, 0), seed);
        require_equal_in_all(other_scales(seed, arithmetic, ElementType::kInt8, 0, 0), seed);
        require_equal_in_all(other_scales(seed, arithmetic, ElementType::kUint8, 131, 119), seed);
        require_equal_in_all(other_scales(seed, arithmetic, ElementType::kUint8, 0, 0), seed);
    }
}

TEST_CASE("schedules of a network can be given again") {
    const auto seed = test_seed(18);
    const Graph graph =
        other_scales(seed, IntegerArithmetic::kFloatScale, ElementType::kInt8, 0, 0);
    const isa::HardwareConfig config;
    const Network first(graph, config, {});
    NetworkOptions options;
    options.schedules_json = first.schedules_json();
    const Network second(graph, config, options);
    REQUIRE(second.schedules_json() == first.schedules_json());
    options.schedules_json = "{\"" + first.steps()[1].name +
                             "\": {\"tile_h\": 1000, \"tile_w\": 1000, \"tile_co\": 1, "
                             "\"tile_ci\": 1}}";
    REQUIRE_THROWS_AS(Network(graph, config, options), ConfigError);
}

}  // namespace
}  // namespace vta::tests
