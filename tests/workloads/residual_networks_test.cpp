// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/test_data.h"
#include "tests/workloads/graph_builder.h"
#include "workloads/graph_cost.h"
#include "workloads/quantise.h"
#include "workloads/reference_interpreter.h"
#include "workloads/residual_networks.h"

using namespace vta;
using namespace vta::tests;
using namespace vta::workloads;

TEST_CASE("residual networks have the layers and products of their papers") {
    struct Row {
        int depth;
        std::size_t convolutions;
        std::uint64_t million_macs;
        std::uint64_t thousand_parameters;
    };
    // 1.8, 3.7 and 3.9 thousand million products; the published parameters less one for each
    // channel, as normalisations are folded into the bias.
    const auto row =
        GENERATE(Row{18, 20, 1814, 11684}, Row{34, 36, 3663, 21789}, Row{50, 53, 3857, 25530});
    CAPTURE(row.depth);
    const Graph graph = make_resnet(row.depth, 224, 1);
    CHECK(count_of(graph, "Conv2D") == row.convolutions);
    CHECK(macs_of(graph) / 1000000 == row.million_macs);
    CHECK(parameters_of(graph) / 1000 == row.thousand_parameters);
}

TEST_CASE("a residual network is bounded, depends on the seed only, and can be quantised") {
    const Graph graph = make_resnet(18, 32, 7);
    GraphBuilder builder(test_seed(61));
    const TensorValue x = builder.random_value({1, 32, 32, 3}, -1.0F, 1.0F);
    CHECK(largest_difference(graph, make_resnet(18, 32, 7), x) == 0.0);
    CHECK(largest_difference(graph, make_resnet(18, 32, 8), x) > 0.0);
    const TensorValue y = ReferenceInterpreter(graph).run({x})[0];
    double largest = 0.0;
    for (std::int64_t i = 0; i < y.count(); ++i)
        largest = std::max(largest, std::fabs(y.as_double(i)));
    CHECK(largest > 0.1);
    CHECK(largest < 100.0);
    QuantisationReport report;
    const Graph quantised = quantise(graph, {{x}}, {}, &report);
    CHECK(count_of(quantised, "Quantize") == 1);
    CHECK(count_of(quantised, "Dequantize") == 1);
    CHECK(report.output_sqnr_db > 10.0);
}

TEST_CASE("other depths and small pictures are refused") {
    CHECK_THROWS_WITH(make_resnet(20, 224, 1), Catch::Contains("got 20 layers"));
    CHECK_THROWS_WITH(make_resnet(18, 16, 1), Catch::Contains("want at least 32x32"));
}
