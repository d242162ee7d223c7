// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/workloads/graph_builder.h"
#include "workloads/graph_cost.h"
#include "workloads/graph_placement.h"
#include "workloads/graph_shapes.h"

using namespace vta;
using namespace vta::tests;
using namespace vta::workloads;
using Catch::Matchers::Contains;

TEST_CASE("shapes follow from operators") {
    GraphBuilder build(1);
    const TensorId x = build.input({2, 9, 8, 6});
    Window window;
    window.stride_h = 2;
    window.dilation_w = 2;
    window.padding = {1, 0, 0, 1};
    const TensorId conv = build.add(Conv2D{window, 3, {}}, {x, build.constant({12, 3, 3, 2})});
    Window twice;
    twice.stride_h = twice.stride_w = 2;
    twice.padding = {1, 1, 0, 0};
    const TensorId up =
        build.add(TransposeConv2D{twice, 1, 0, 1, {}}, {conv, build.constant({5, 4, 4, 12})});
    const Graph graph = build.finish(up);
    CHECK(graph.tensor(conv).shape == Shape{2, 4, 5, 12});
    CHECK(graph.tensor(up).shape == Shape{2, 10, 11, 5});
    CHECK(macs_of(graph, graph.nodes[0]) == 2u * 4 * 5 * 12 * 3 * 3 * 2);
    CHECK(macs_of(graph, graph.nodes[1]) == 2u * 4 * 5 * 12 * 5 * 4 * 4);
    CHECK(parameters_of(graph) == 12u * 3 * 3 * 2 + 5u * 4 * 4 * 12);
}

TEST_CASE("shapes that do not fit are errors that name the node") {
    GraphBuilder build(2);
    const TensorId x = build.input({1, 4, 4, 3});
    CHECK_THROWS_WITH(build.add(Conv2D{}, {x, build.constant({8, 3, 3, 4})}),
                      Contains("node2 (Conv2D)") && Contains("8x3x3x4"));
    CHECK_THROWS_WITH(build.add(Conv2D{}, {x, build.constant({8, 5, 5, 3})}),
                      Contains("5x5 kernel does not fit into 1x4x4x3"));
    CHECK_THROWS_WITH(build.add(Elementwise{}, {x, build.constant({2})}),
                      Contains("cannot broadcast"));
    CHECK_THROWS_WITH(build.add(Reshape{{-1, 48}}, {x}), Contains("negative size"));
    CHECK_THROWS_WITH(build.add(Transpose{{0, 1, 1, 2}}, {x}), Contains("twice"));
    CHECK_THROWS_WITH(build.add(Slice{{0, 0, 0, 2}, {1, 4, 4, 2}, {1, 1, 1, 1}}, {x}),
                      Contains("outside"));
}

TEST_CASE("types that do not fit are errors") {
    GraphBuilder build(3);
    const TensorId x = build.input({1, 4});
    const TensorId y = build.add(FullyConnected{}, {x, build.codes({2, 4}, {0.5F})});
    CHECK_THROWS_WITH(build.finish(y), Contains("input is int8, want float32"));
}

TEST_CASE("broadcasting follows NumPy") {
    CHECK(*broadcast({4, 1, 3}, {5, 1}) == Shape{4, 5, 3});
    CHECK(*broadcast({}, {2}) == Shape{2});
    CHECK_FALSE(broadcast({2, 3}, {2, 4}));
}

TEST_CASE("layers go to VTA, what needs exp to the CPU") {
    const isa::HardwareConfig config;
    GraphBuilder build(4);
    const TensorId x = build.input({1, 8, 8, 16});
    TensorId y = build.add(Conv2D{}, {x, build.constant({16, 1, 1, 16})});
    y = build.add(Elementwise{}, {y, x});
    y = build.add(LeakyRelu{0.125F}, {y});
    y = build.add(LeakyRelu{0.1F}, {y});  // quantise() rounds the slope
    y = build.add(Unary{UnaryKind::kTanh}, {y});
    y = build.add(Softmax{3, 1.0F}, {y});
    const Graph graph = build.finish(y);
    std::vector<Unit> units;
    for (const Node& node : graph.nodes) units.push_back(place(graph, node, config).unit);
    const Unit v = Unit::kVta;
    const Unit c = Unit::kCpu;
    CHECK(units == std::vector<Unit>{v, v, v, v, c, c});
}
