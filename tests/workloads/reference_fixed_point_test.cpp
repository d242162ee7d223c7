// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "tests/support/test_data.h"
#include "tests/workloads/graph_builder.h"
#include "workloads/reference_fixed_point.h"
#include "workloads/reference_interpreter.h"

using namespace vta;
using namespace vta::tests;
using namespace vta::workloads;

TEST_CASE("a scale becomes a multiplier of 31 bits and a shift") {
    CHECK(fixed_point_scale(1.0).multiplier == 1 << 30);
    CHECK(fixed_point_scale(1.0).shift == 1);
    CHECK(fixed_point_scale(0.25).multiplier == 1 << 30);
    CHECK(fixed_point_scale(0.25).shift == -1);
    CHECK(fixed_point_scale(0.0).multiplier == 0);
    CHECK(fixed_point_scale(1e-12).multiplier == 0);
    // The fraction rounds up to one.
    CHECK(fixed_point_scale(1.0 - 1e-12).multiplier == 1 << 30);
}

TEST_CASE("high products and shifts round half away from zero") {
    CHECK(doubling_high_product(1 << 30, 3) == 2);
    CHECK(doubling_high_product(1 << 30, -3) == -1);
    const std::int32_t least = std::numeric_limits<std::int32_t>::min();
    CHECK(doubling_high_product(least, least) == std::numeric_limits<std::int32_t>::max());
    CHECK(rounding_shift(5, 1) == 3);
    CHECK(rounding_shift(-5, 1) == -3);
    CHECK(rounding_shift(-6, 2) == -2);
    CHECK(rounding_shift(7, 0) == 7);
}

TEST_CASE("scaling is within one unit of the real product") {
    const auto seed = test_seed(1);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> exponents(-12.0, 0.0);
    for (int i = 0; i < 1000; ++i) {
        const double scale = std::exp2(exponents(random));
        const auto x = static_cast<std::int32_t>(random() % 2000001) - 1000000;
        CAPTURE(scale, x);
        CHECK(std::fabs(multiply(x, fixed_point_scale(scale)) - x * scale) <= 1.0);
    }
}

TEST_CASE("integer softmax is within one code of the real one") {
    const auto seed = test_seed(2);
    CAPTURE(seed);
    GraphBuilder build(seed);
    const TensorId x = build.input({4, 10});
    const TensorId codes = build.quantize(x, 0.1F, 5);
    Graph real = build.finish(build.add(Softmax{1, 1.0F}, {build.add(Dequantize{}, {codes})}));
    Graph integer = real;
    integer.nodes.back().inputs = {codes};
    Tensor& y = integer.tensor(integer.outputs[0]);
    y.type = ElementType::kInt8;
    y.quantisation = Quantisation{{1.0F / 256.0F}, {-128}, 0};
    integer.arithmetic = IntegerArithmetic::kFixedPoint;
    integer.validate();
    const TensorValue input = build.random_value({4, 10}, -12, 12);
    const TensorValue want = ReferenceInterpreter(real).run({input})[0];
    const TensorValue got = ReferenceInterpreter(integer).run({input})[0];
    for (std::int64_t i = 0; i < want.count(); ++i) {
        const double code = std::fmin(want.as_double(i) * 256.0 - 128.0, 127.0);
        CAPTURE(i, code);
        CHECK(std::fabs(got.as_double(i) - code) <= 1.0);
    }
}

TEST_CASE("the interpreter says which input is wrong") {
    GraphBuilder build(3);
    const Graph graph = build.finish(build.add(Clip{}, {build.input({2, 3})}));
    CHECK_THROWS_WITH(ReferenceInterpreter(graph).run({TensorValue(ElementType::kInt8, {2, 3})}),
                      Catch::Contains("input input: got 2x3 int8, want 2x3 float32"));
    CHECK_THROWS_WITH(ReferenceInterpreter(graph).run({}), Catch::Contains("got 0 inputs, want 1"));
}
