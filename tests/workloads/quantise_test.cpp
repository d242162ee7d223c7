// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "tests/support/test_data.h"
#include "tests/workloads/graph_builder.h"
#include "workloads/graph_passes.h"
#include "workloads/quantise.h"
#include "workloads/quantise_build.h"
#include "workloads/quantise_equalise.h"
#include "workloads/reference_interpreter.h"
#include "workloads/shift_arithmetic.h"

using namespace vta;
using namespace vta::tests;
using namespace vta::workloads;

namespace {

const Activation kRamp{0.0F, std::numeric_limits<float>::infinity()};

Conv2D same_conv(const Activation& activation = {}) {
    Conv2D conv;
    conv.window.padding = {1, 1, 1, 1};
    conv.activation = activation;
    return conv;
}

std::vector<std::vector<TensorValue>> inputs_for(GraphBuilder& builder, const Shape& shape) {
    std::vector<std::vector<TensorValue>> inputs;
    inputs.reserve(8);
    for (int i = 0; i < 8; ++i) inputs.push_back({builder.random_value(shape, -1.0F, 1.0F)});
    return inputs;
}

const Node& node_of(const Graph& graph, const std::string& name) {
    for (const Node& node : graph.nodes)
        if (node.name == name) return node;
    FAIL("no node " + name);
    return graph.nodes[0];
}

}  // namespace

TEST_CASE("a residual block is quantised to sums that are rounded once") {
    const auto seed = test_seed(51);
    CAPTURE(seed);
    GraphBuilder builder(seed);
    const Shape shape = {1, 6, 6, 8};
    const TensorId x = builder.input(shape);
    const TensorId w1 = builder.constant({8, 3, 3, 8});
    const TensorId w2 = builder.constant({8, 3, 3, 8});
    const TensorId first = builder.add(same_conv(kRamp), {x, w1, builder.constant({8})});
    const TensorId second = builder.add(same_conv(), {first, w2, builder.constant({8})});
    Elementwise add;
    add.activation = kRamp;
    const TensorId sum = builder.add(add, {second, first});
    const TensorId flat = builder.add(Mean{{1, 2}, false}, {sum});
    const Graph real =
        builder.finish(builder.add(FullyConnected{}, {flat, builder.constant({5, 8})}));
    const auto inputs = inputs_for(builder, shape);
    QuantiseOptions options;
    options.per_channel = GENERATE(false, true);
    QuantisationReport report;
    const Graph quantised = quantise(real, inputs, options, &report);
    CHECK(quantised.arithmetic == IntegerArithmetic::kShift);
    CHECK(count_of(quantised, "Quantize") == 1);    // of the input
    CHECK(count_of(quantised, "Dequantize") == 1);  // of the output
    const Node& plus = quantised.nodes[3];
    REQUIRE(std::holds_alternative<Elementwise>(plus.op));
    const Tensor& wide = quantised.input_of(plus, 0);
    const Tensor& codes = quantised.input_of(plus, 1);
    CHECK(wide.type == ElementType::kInt32);
    CHECK(codes.type == ElementType::kInt8);
    CHECK(exponent_of(wide) ==
          std::min(exponent_of(codes), exponent_of(quantised.output_of(plus))));
    CHECK(quantised.output_of(quantised.nodes[quantised.nodes.size() - 2]).type ==
          ElementType::kInt32);
    CHECK(report.images == inputs.size());
    CHECK(report.tensors.size() == real.nodes.size());
    CHECK(report.output_sqnr_db > 25.0);
    // The same once more.
    const Graph again = quantise(real, inputs, options);
    CHECK(largest_difference(quantised, again, inputs[0][0]) == 0.0);
}

TEST_CASE("real operators stand between Dequantize and Quantize") {
    GraphBuilder builder(test_seed(52));
    const Shape shape = {1, 5, 5, 4};
    const TensorId x = builder.input(shape);
    const TensorId first = builder.add(same_conv(), {x, builder.constant({4, 3, 3, 4})});
    const TensorId tanh = builder.add(Unary{UnaryKind::kTanh}, {first});
    const TensorId second = builder.add(same_conv(), {tanh, builder.constant({4, 3, 3, 4})});
    const Graph real = builder.finish(second);
    QuantisationReport report;
    const Graph quantised = quantise(real, inputs_for(builder, shape), {}, &report);
    std::string order;
    for (const Node& node : quantised.nodes) order += std::string(name_of(node.op)) + " ";
    CHECK(order == "Quantize Conv2D Dequantize Tanh Quantize Conv2D Dequantize ");
    CHECK(quantised.output_of(quantised.nodes[1]).type == ElementType::kInt32);
    CHECK(report.output_sqnr_db > 25.0);
}

TEST_CASE("joined tensors get one scale, and movement at the end none") {
    GraphBuilder builder(test_seed(53));
    const Shape shape = {1, 4, 4, 4};
    const TensorId x = builder.input(shape);
    const TensorId a = builder.add(same_conv(), {x, builder.constant({4, 3, 3, 4}, -4.0F, 4.0F)});
    const TensorId b = builder.add(same_conv(), {x, builder.constant({4, 3, 3, 4})});
    const TensorId joined = builder.add(Concat{3, {}}, {a, b});
    const TensorId last = builder.add(same_conv(), {joined, builder.constant({4, 3, 3, 8})});
    const Graph real = builder.finish(builder.add(Reshape{{1, 64}}, {last}));
    const Graph quantised = quantise(real, inputs_for(builder, shape), {});
    const Node& concat = quantised.nodes[3];
    REQUIRE(std::holds_alternative<Concat>(concat.op));
    CHECK(quantised.input_of(concat, 0).quantisation == quantised.input_of(concat, 1).quantisation);
    CHECK(quantised.output_of(quantised.nodes.back()).type == ElementType::kFloat32);
    CHECK(std::holds_alternative<Reshape>(quantised.nodes.back().op));
}

TEST_CASE("slopes are rounded to few binary places") {
    CHECK(rounded_slope(0.1F) == 13.0F / 128.0F);
    CHECK(rounded_slope(0.2F) == 13.0F / 64.0F);
    CHECK(rounded_slope(0.25F) == 0.25F);
    CHECK(rounded_slope(0.01F) == 5.0F / 512.0F);
    CHECK(rounded_slope(0.0F) == 0.0F);
    CHECK(rounded_slope(1.0F) == 1.0F);
}

TEST_CASE("the scale is chosen for the least mean squared error") {
    std::vector<float> numbers(10000);
    std::mt19937_64 random(test_seed(54));
    std::normal_distribution<float> normal(0.0F, 1.0F);
    for (float& each : numbers) each = normal(random);
    const auto best = [&](float outlier) {
        Histogram histogram;
        histogram.add(numbers.data(), static_cast<std::int64_t>(numbers.size()));
        histogram.add(&outlier, 1);
        return histogram.best_exponent();
    };
    CHECK(best(0.0F) == -5);  // 4 standard deviations
    CHECK(best(9.0F) == -4);  // worth to be represented
    CHECK(best(4.5F) == -5);  // not worth a factor of two
    CHECK(Histogram().best_exponent() == 0);
    Histogram parts[2];
    parts[0].add(numbers.data(), 5000);
    parts[1].add(numbers.data() + 5000, 5000);
    parts[0].add(parts[1]);
    CHECK(parts[0].best_exponent() == -5);
}

TEST_CASE("balancing channels changes no output") {
    GraphBuilder builder(test_seed(55));
    const Shape shape = {1, 6, 6, 4};
    const TensorId x = builder.input(shape);
    const TensorId first =
        builder.add(same_conv(kRamp), {x, builder.constant({8, 3, 3, 4}), builder.constant({8})});
    Pool2D pool;
    pool.kernel_h = pool.kernel_w = 2;
    pool.window.stride_h = pool.window.stride_w = 2;
    const TensorId pooled = builder.add(pool, {first});
    DepthwiseConv2D depthwise;
    depthwise.activation = kRamp;
    const TensorId second =
        builder.add(depthwise, {pooled, builder.constant({1, 3, 3, 16}), builder.constant({16})});
    const TensorId third = builder.add(Conv2D{}, {second, builder.constant({4, 1, 1, 16})});
    const Graph real = builder.finish(third);
    Graph balanced = real;
    std::vector<std::vector<float>> sizes(real.tensors.size());
    for (std::size_t n = 0; n < real.nodes.size(); ++n)
        for (std::int64_t c = 0; c < real.output_of(real.nodes[n]).shape.back(); ++c)
            sizes[real.nodes[n].output].push_back(0.5F + static_cast<float>(c * c));
    equalise(balanced, sizes);
    CHECK(balanced.tensor(real.nodes[0].inputs[1]).bytes !=
          real.tensor(real.nodes[0].inputs[1]).bytes);
    CHECK(largest_difference(real, balanced, builder.random_value(shape, -1.0F, 1.0F)) < 1e-4);
}

TEST_CASE("what an instance norm makes, and the weights before it, fill the range of their codes") {
    const auto seed = test_seed(58);
    CAPTURE(seed);
    GraphBuilder builder(seed);
    const Shape shape = {1, 8, 8, 4};
    const TensorId x = builder.input(shape);
    const TensorId first = builder.add(same_conv(), {x, builder.constant({6, 3, 3, 4})});
    const TensorId norm = builder.add(
        InstanceNorm{}, {first, builder.constant({6}, 0.1F, 5.0F), builder.constant({6})});
    const TensorId ramp = builder.add(Clip{kRamp}, {norm});
    const Graph real =
        builder.finish(builder.add(same_conv(), {ramp, builder.constant({3, 3, 3, 6})}));
    Graph balanced = real;
    std::vector<std::vector<float>> sizes(real.tensors.size());
    sizes[ramp] = {9.0F, 1.0F, 0.3F, 2.0F, 5.0F, 0.0F};
    equalise(balanced, sizes);

    // The norm's channels were multiplied; the largest size now is 127/128 of a power of two.
    const TensorValue before = real.input_of(real.nodes[1], 1).value();
    const TensorValue after = balanced.input_of(balanced.nodes[1], 1).value();
    float largest = 0.0F;
    for (int c = 0; c < 6; ++c)
        largest = std::max(largest,
                           sizes[ramp][static_cast<std::size_t>(c)] * after.data<float>()[c] /
                               before.data<float>()[c]);
    int exponent = 0;
    CHECK(std::frexp(largest, &exponent) == Approx(127.0 / 128.0));
    const TensorValue weights = balanced.input_of(balanced.nodes[0], 1).value();
    for (int c = 0; c < 6; ++c) {
        float size = 0.0F;
        for (int i = 0; i < 36; ++i)
            size = std::max(size, std::fabs(weights.data<float>()[c * 36 + i]));
        CAPTURE(c);
        CHECK(std::frexp(size, &exponent) >= Approx(127.0 / 128.0));
    }
    CHECK(largest_difference(real, balanced, builder.random_value(shape, -1.0F, 1.0F)) < 1e-3);
}

TEST_CASE("quantising needs a float graph and an input") {
    GraphBuilder builder(test_seed(56));
    const TensorId x = builder.input({1, 4});
    const Graph real = builder.finish(builder.add(FullyConnected{}, {x, builder.constant({3, 4})}));
    CHECK_THROWS_WITH(quantise(real, {}, {}), Catch::Contains("at least one calibration input"));
    const auto inputs = inputs_for(builder, {1, 4});
    const Graph quantised = quantise(real, inputs, {});
    CHECK_THROWS_WITH(quantise(quantised, inputs, {}), Catch::Contains("is quantised already"));
}

TEST_CASE("the real graph of a quantised one computes nearly the same") {
    GraphBuilder builder(test_seed(57));
    const Shape shape = {1, 5, 5, 4};
    const TensorId x = builder.input(shape);
    const TensorId first =
        builder.add(same_conv(kRamp), {x, builder.constant({4, 3, 3, 4}), builder.constant({4})});
    const Graph real =
        builder.finish(builder.add(same_conv(), {first, builder.constant({4, 3, 3, 4})}));
    const auto inputs = inputs_for(builder, shape);
    const Graph quantised = quantise(real, inputs, {});
    const Graph back = dequantised_graph(quantised);
    for (const Tensor& tensor : back.tensors) CHECK(!tensor.quantisation);
    CHECK(back.nodes.size() == real.nodes.size());
    CHECK(largest_difference(back, real, inputs[0][0]) < 0.15);
    CHECK(node_of(back, real.nodes[0].name).inputs.size() == 3);
}
