// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/test_data.h"
#include "tests/workloads/graph_builder.h"
#include "workloads/reference_onednn.h"
#include "workloads/reference_products.h"

using namespace vta;
using namespace vta::tests;
using namespace vta::workloads;

namespace {

// Largest difference of the two kinds of sums, by the largest sum; below 0 where oneDNN does none.
double difference(const Operator& op, const Shape& x_shape, const Shape& w_shape) {
    GraphBuilder builder(test_seed(71));
    const TensorId x = builder.input(x_shape);
    const Graph graph = builder.finish(builder.add(op, {x, builder.constant(w_shape)}));
    const TensorValue in = builder.random_value(x_shape, -1.0F, 1.0F);
    const TensorValue w = graph.input_of(graph.nodes[0], 1).value();
    const NodeRun run{graph, graph.nodes[0], {&in, &w}};
    const auto fast = onednn_sums(run);
    if (!fast) return -1.0;
    const std::vector<float> plain = float_sums(run);
    REQUIRE(fast->size() == plain.size());
    CHECK(*onednn_sums(run) == *fast);
    double largest = 0.0;
    double sum = 0.0;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        largest = std::max(largest, std::fabs(static_cast<double>((*fast)[i] - plain[i])));
        sum = std::max(sum, std::fabs(static_cast<double>(plain[i])));
    }
    return largest / sum;
}

// Machines without AVX2 have the plain sums only.
bool absent() {
    static const bool result = difference(Conv2D{}, {1, 20, 20, 64}, {64, 1, 1, 64}) < 0.0;
    if (result) WARN("no AVX2: nothing compared");
    return result;
}

bool alike(const Operator& op, const Shape& x_shape, const Shape& w_shape) {
    const double found = difference(op, x_shape, w_shape);
    CAPTURE(found);
    CHECK(found < 1e-5);
    return found >= 0.0;
}

}  // namespace

TEST_CASE("oneDNN's convolutions are the plain ones but for rounding") {
    if (absent()) return;
    Conv2D conv;
    CHECK(alike(conv, {1, 20, 20, 64}, {64, 1, 1, 64}));
    conv.window.padding = {1, 2, 0, 1};
    CHECK(alike(conv, {2, 20, 24, 3}, {40, 5, 3, 3}));
    conv.window.stride_h = 2;
    conv.window.stride_w = 3;
    CHECK(alike(conv, {1, 41, 50, 20}, {33, 3, 3, 20}));
    conv.window.dilation_h = 2;
    conv.window.dilation_w = 3;
    CHECK(alike(conv, {1, 61, 50, 20}, {40, 3, 3, 20}));
    conv.groups = 4;
    CHECK(alike(conv, {1, 91, 70, 40}, {64, 3, 3, 10}));
}

TEST_CASE("oneDNN's depthwise and transposed convolutions are the plain ones but for rounding") {
    if (absent()) return;
    DepthwiseConv2D depthwise;
    depthwise.window.padding = {1, 1, 1, 1};
    CHECK(alike(depthwise, {1, 50, 60, 64}, {1, 3, 3, 64}));
    CHECK(alike(depthwise, {1, 50, 60, 32}, {1, 3, 3, 64}));
    TransposeConv2D transposed;
    transposed.window.stride_h = transposed.window.stride_w = 2;
    transposed.window.padding = {1, 1, 1, 1};
    CHECK(alike(transposed, {1, 20, 24, 32}, {24, 3, 3, 32}));
    transposed.output_padding_h = transposed.output_padding_w = 1;
    CHECK(alike(transposed, {1, 20, 24, 32}, {24, 3, 3, 32}));
    transposed.groups = 2;
    CHECK(alike(transposed, {1, 30, 34, 32}, {12, 4, 4, 32}));
}

TEST_CASE("small convolutions and other layers stay plain") {
    CHECK(difference(Conv2D{}, {1, 4, 4, 8}, {8, 1, 1, 8}) < 0.0);
    CHECK(difference(FullyConnected{}, {1, 2000}, {1000, 2000}) < 0.0);
}
