// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/test_data.h"
#include "tests/workloads/graph_builder.h"
#include "workloads/graph_passes.h"

using namespace vta;
using namespace vta::tests;
using namespace vta::workloads;

namespace {

constexpr double kRounding = 1e-4;  // of sums of some hundred products of numbers below 1
const Activation kRelu{0.0F, std::numeric_limits<float>::infinity()};

Window padded(std::int64_t all) {
    Window window;
    window.padding = {all, all, all, all};
    return window;
}

}  // namespace

TEST_CASE("batch normalisation becomes part of the layer before it") {
    const auto seed = test_seed(1);
    CAPTURE(seed);
    GraphBuilder build(seed);
    const std::string kind = GENERATE(as<std::string>(), "conv", "depthwise", "transposed");
    CAPTURE(kind);
    const TensorId x = build.input({1, 6, 6, 8});
    TensorId y = kNoTensor;
    if (kind == "conv") y = build.add(Conv2D{padded(1), 2, {}}, {x, build.constant({8, 3, 3, 4})});
    if (kind == "depthwise")
        y = build.add(DepthwiseConv2D{padded(1), {}},
                      {x, build.constant({1, 3, 3, 8}), build.constant({8})});
    if (kind == "transposed")
        y = build.add(TransposeConv2D{padded(1), 0, 0, 1, {}}, {x, build.constant({8, 3, 3, 8})});
    y = build.add(BatchNorm{1e-3F},
                  {y,
                   build.constant({8}),
                   build.constant({8}),
                   build.constant({8}),
                   build.constant({8}, 0.5F, 2.0F)});
    y = build.add(Clip{kRelu}, {y});
    const Graph before = build.finish(y);
    Graph after = before;
    fold_channel_arithmetic(after);
    after.validate();
    CHECK(count_of(after, "BatchNorm") == 0);
    CHECK(after.nodes.size() == 2);
    CHECK(largest_difference(before, after, build.random_value({1, 6, 6, 8}, -1, 1)) < kRounding);
}

TEST_CASE("batch normalisation stays where another node reads the layer too") {
    GraphBuilder build(2);
    const TensorId x = build.input({1, 4, 4, 4});
    const TensorId y = build.add(Conv2D{padded(1), 1, {}}, {x, build.constant({4, 3, 3, 4})});
    const TensorId z = build.add(BatchNorm{},
                                 {y,
                                  build.constant({4}),
                                  build.constant({4}),
                                  build.constant({4}),
                                  build.constant({4}, 0.5F, 2.0F)});
    Graph graph = build.finish(build.add(Elementwise{}, {y, z}));
    fold_channel_arithmetic(graph);
    CHECK(count_of(graph, "BatchNorm") == 1);
}

TEST_CASE("a sum with a constant for each channel becomes the bias, a product the weights") {
    const auto kind = GENERATE(ElementwiseKind::kAdd, ElementwiseKind::kSub, ElementwiseKind::kMul);
    GraphBuilder build(3);
    const TensorId x = build.input({2, 5});
    TensorId y = build.add(FullyConnected{}, {x, build.constant({3, 5}), build.constant({3})});
    y = build.add(Elementwise{kind, {}}, {y, build.constant({1, 3})});
    const Graph before = build.finish(y);
    Graph after = before;
    fold_channel_arithmetic(after);
    CHECK(after.nodes.size() == 1);
    CHECK(largest_difference(before, after, build.random_value({2, 5}, -1, 1)) < kRounding);
}

TEST_CASE("a sum with a constant for each pixel stays") {
    GraphBuilder build(4);
    const TensorId x = build.input({1, 3, 3, 3});
    TensorId y = build.add(Conv2D{padded(1), 1, {}}, {x, build.constant({3, 3, 3, 3})});
    y = build.add(Elementwise{}, {y, build.constant({1, 3, 1, 1})});
    Graph graph = build.finish(y);
    fold_channel_arithmetic(graph);
    CHECK(graph.nodes.size() == 2);
}

TEST_CASE("clips become the activation of the operator before them") {
    GraphBuilder build(5);
    const TensorId x = build.input({1, 4, 4, 2});
    TensorId y = build.add(Conv2D{padded(1), 1, {}}, {x, build.constant({2, 3, 3, 2})});
    y = build.add(Clip{kRelu}, {y});
    y = build.add(Clip{{-1.0F, 0.5F}}, {y});
    const Graph before = build.finish(y);
    Graph after = before;
    fuse_activations(after);
    REQUIRE(after.nodes.size() == 1);
    CHECK(std::get<Conv2D>(after.nodes[0].op).activation == Activation{0.0F, 0.5F});
    CHECK(largest_difference(before, after, build.random_value({1, 4, 4, 2}, -1, 1)) == 0.0);
}

TEST_CASE("zero padding becomes that of the convolution, other padding stays") {
    const float value = GENERATE(0.0F, 1.0F);
    GraphBuilder build(6);
    const TensorId x = build.input({1, 5, 6, 2});
    TensorId y = build.add(Pad{{0, 1, 2, 0}, {0, 0, 1, 0}, PadMode::kConstant, value}, {x});
    y = build.add(DepthwiseConv2D{padded(1), {}}, {y, build.constant({1, 3, 3, 2})});
    const Graph before = build.finish(y);
    Graph after = before;
    fuse_padding(after);
    CHECK(after.nodes.size() == (value == 0.0F ? 1 : 2));
    CHECK(largest_difference(before, after, build.random_value({1, 5, 6, 2}, -1, 1)) == 0.0);
}

TEST_CASE("what depends on constants only is computed") {
    GraphBuilder build(7);
    const TensorId x = build.input({2, 3});
    const TensorId sum = build.add(Elementwise{}, {build.constant({3}), build.constant({3})});
    const Graph before = build.finish(build.add(Elementwise{}, {x, sum}));
    Graph after = before;
    fold_constants(after, FoldWeights::kKeepInteger);
    CHECK(after.nodes.size() == 1);
    CHECK(largest_difference(before, after, build.random_value({2, 3}, -1, 1)) == 0.0);
}

TEST_CASE("operators that change nothing are left out") {
    GraphBuilder build(8);
    const TensorId x = build.input({1, 2, 3, 4});
    TensorId y = build.add(Clip{kRelu}, {x});
    y = build.add(Identity{}, {y});
    y = build.add(Reshape{{1, 2, 3, 4}}, {y});
    y = build.add(Transpose{{0, 1, 2, 3}}, {y});
    y = build.add(Slice{{0, 0, 0, 0}, {1, 2, 3, 4}, {1, 1, 1, 1}}, {y});
    y = build.add(Pad{{0, 0, 0, 0}, {0, 0, 0, 0}}, {y});
    y = build.add(Clip{}, {y});
    Graph graph = build.finish(y);
    const std::string name = graph.tensor(graph.outputs[0]).name;
    remove_identities(graph);
    CHECK(graph.nodes.size() == 1);
    CHECK(graph.tensor(graph.outputs[0]).name == name);
}

TEST_CASE("an identity from input to output stays, as a graph has to compute its output") {
    GraphBuilder build(9);
    Graph graph = build.finish(build.add(Identity{}, {build.input({3})}));
    simplify(graph);
    CHECK(graph.nodes.size() == 1);
}

TEST_CASE("transposes around pictures cancel, dense layers take the last one") {
    const auto seed = test_seed(10);
    CAPTURE(seed);
    GraphBuilder build(seed);
    const std::vector<std::size_t> to_nhwc = {0, 2, 3, 1};
    const std::vector<std::size_t> to_nchw = {0, 3, 1, 2};
    const auto conv = [&](TensorId from) {
        TensorId y = build.add(Transpose{to_nhwc}, {from});
        y = build.add(Conv2D{padded(1), 1, {}}, {y, build.constant({4, 3, 3, 4})});
        return build.add(Transpose{to_nchw}, {y});
    };
    const TensorId x = build.input({1, 4, 5, 6});
    TensorId a = build.add(LeakyRelu{0.1F}, {conv(x)});
    a = build.add(Elementwise{}, {a, build.constant({4, 1, 1})});
    a = build.add(Pad{{0, 0, 1, 0}, {0, 0, 0, 2}}, {a});
    a = build.add(Slice{{0, 1, 0, 2}, {1, 3, 5, 3}, {1, 1, 1, 2}}, {a});
    const TensorId joined = build.add(Concat{1, {}}, {a, build.add(Clip{kRelu}, {a})});
    const TensorId mean = build.add(Mean{{2}, true}, {joined});
    const TensorId soft = build.add(Softmax{1, 1.0F}, {mean});
    const TensorId flat = build.add(Reshape{{1, 18}}, {soft});
    const TensorId y = build.add(FullyConnected{}, {flat, build.constant({7, 18})});
    const Graph before = build.finish(y);
    Graph after = before;
    simplify(after);
    // Only that of the graph's input is left.
    CHECK(count_of(after, "Transpose") == 1);
    CHECK(largest_difference(before, after, build.random_value({1, 4, 5, 6}, -1, 1)) < kRounding);
}

TEST_CASE("layers between Dequantize and Quantize become integer layers") {
    const auto seed = test_seed(11);
    CAPTURE(seed);
    GraphBuilder build(seed);
    const TensorId x = build.input({1, 4, 6, 6});
    TensorId y = build.add(Dequantize{}, {build.quantize(x, 0.02F, 3)});
    y = build.add(Transpose{{0, 2, 3, 1}}, {y});
    const TensorId w = build.add(Dequantize{}, {build.codes({2, 3, 3, 4}, {0.01F, 0.02F})});
    y = build.add(Conv2D{padded(1), 1, {}}, {y, w, build.constant({2})});
    y = build.add(Clip{kRelu}, {y});
    y = build.add(Dequantize{}, {build.quantize(y, 0.03F, -128)});
    const TensorId sum = build.add(Elementwise{}, {y, y});
    y = build.add(Dequantize{}, {build.quantize(sum, 0.06F, -128)});
    y = build.add(Reshape{{1, 72}}, {y});
    const TensorId dense = build.add(Dequantize{}, {build.codes({5, 72}, {0.01F})});
    y = build.add(FullyConnected{}, {y, dense});
    y = build.add(Dequantize{}, {build.quantize(y, 0.1F, 0)});
    const Graph before = build.finish(y);
    Graph after = before;
    simplify(after);
    CHECK(count_of(after, "Quantize") == 1);
    CHECK(count_of(after, "Dequantize") == 1);
    for (const Node& node : after.nodes)
        if (std::holds_alternative<Conv2D>(node.op) ||
            std::holds_alternative<FullyConnected>(node.op))
            CHECK(after.output_of(node).type == ElementType::kInt8);
    // A sum in single precision can fall on the other side of a rounding boundary.
    CHECK(largest_difference(before, after, build.random_value({1, 4, 6, 6}, -2, 2)) <= 0.2001);
}
