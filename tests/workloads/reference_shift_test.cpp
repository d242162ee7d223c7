// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "tests/support/test_data.h"
#include "workloads/reference_interpreter.h"
#include "workloads/shift_arithmetic.h"

using namespace vta;
using namespace vta::workloads;

namespace {

/// A graph of one node on codes, with plain indexing into its tensors.
class OneNode {
  public:
    OneNode() { graph_.arithmetic = IntegerArithmetic::kShift; }

    TensorId input(ElementType type, const Shape& shape, int exponent) {
        Tensor tensor;
        tensor.name = "x" + std::to_string(graph_.inputs.size());
        tensor.type = type;
        tensor.shape = shape;
        tensor.quantisation = Quantisation{{power_of_two(exponent)}, {0}, 0};
        graph_.inputs.push_back(graph_.add_tensor(tensor));
        return graph_.inputs.back();
    }
    TensorId constant(TensorValue value, const std::vector<int>& exponents = {}) {
        const TensorId id = graph_.add_constant("c", std::move(value));
        if (exponents.empty()) return id;
        Quantisation quantisation;
        for (const int each : exponents) quantisation.scales.push_back(power_of_two(each));
        quantisation.zero_points.assign(exponents.size(), 0);
        graph_.tensor(id).quantisation = quantisation;
        return id;
    }
    Graph& finish(Operator op, std::vector<TensorId> inputs, ElementType type, int exponent) {
        const TensorId y = graph_.add_node(
            Node{"node", "", std::move(op), std::move(inputs), kNoTensor}, type, "y");
        graph_.tensor(y).quantisation = Quantisation{{power_of_two(exponent)}, {0}, 0};
        graph_.outputs = {y};
        return graph_;
    }

  private:
    Graph graph_;
};

TensorValue random_codes(std::mt19937_64& random, ElementType type, const Shape& shape, int most) {
    std::uniform_int_distribution<int> numbers(-most - 1, most);
    TensorValue value(type, shape);
    for (std::int64_t i = 0; i < value.count(); ++i) {
        if (type == ElementType::kInt8) {
            value.data<std::int8_t>()[i] = static_cast<std::int8_t>(numbers(random));
        } else {
            value.data<std::int32_t>()[i] = numbers(random);
        }
    }
    return value;
}

/// floor(sum / 2^shift + 1/2), as a real number, and saturated.
std::int64_t rounded(std::int64_t sum, int shift, std::int64_t low, std::int64_t high) {
    const long double steps =
        std::floor(std::ldexp(static_cast<long double>(sum), -shift) + (shift > 0 ? 0.5L : 0.0L));
    return std::min(std::max(static_cast<std::int64_t>(steps), low), high);
}

std::string problem_of(const Graph& graph) {
    try {
        graph.validate();
    } catch (const ModelError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a convolution with powers of two is shifted by channel") {
    const auto seed = tests::test_seed(41);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const std::vector<int> weights = {-6, -9, -3};
    OneNode one;
    const TensorId x = one.input(ElementType::kInt8, {1, 5, 4, 2}, -4);
    const TensorValue w = random_codes(random, ElementType::kInt8, {3, 3, 3, 2}, 127);
    const TensorValue b = random_codes(random, ElementType::kInt32, {3}, 4000);
    Conv2D conv;
    conv.window.padding = {1, 1, 1, 1};
    conv.activation = {-0.3F, 6.0F};
    const Graph& graph =
        one.finish(conv, {x, one.constant(w, weights), one.constant(b)}, ElementType::kInt8, -3);
    graph.validate();
    const TensorValue in = random_codes(random, ElementType::kInt8, {1, 5, 4, 2}, 127);
    const TensorValue out = ReferenceInterpreter(graph).run({in})[0];
    for (std::int64_t y = 0; y < 5; ++y)
        for (std::int64_t column = 0; column < 4; ++column)
            for (std::int64_t o = 0; o < 3; ++o) {
                std::int64_t sum = b.as_integer(o);
                for (std::int64_t k = 0; k < 18; ++k) {
                    const std::int64_t row = y + k / 6 - 1;
                    const std::int64_t at = column + k / 2 % 3 - 1;
                    if (row < 0 || row > 4 || at < 0 || at > 3) continue;
                    sum += in.as_integer((row * 4 + at) * 2 + k % 2) * w.as_integer(o * 18 + k);
                }
                const int shift = -3 - (-4 + weights[static_cast<std::size_t>(o)]);
                // -0.3 is -2.4 steps of 1/8, 6 is 48.
                CHECK(out.as_integer((y * 4 + column) * 3 + o) == rounded(sum, shift, -2, 48));
            }
}

TEST_CASE("a layer with an int32 output keeps its sums") {
    std::mt19937_64 random(tests::test_seed(42));
    OneNode one;
    const TensorId x = one.input(ElementType::kInt8, {2, 6}, -2);
    const TensorValue w = random_codes(random, ElementType::kInt8, {4, 6}, 127);
    const Graph& graph =
        one.finish(FullyConnected{}, {x, one.constant(w, {-5})}, ElementType::kInt32, -7);
    graph.validate();
    const TensorValue in = random_codes(random, ElementType::kInt8, {2, 6}, 127);
    const TensorValue out = ReferenceInterpreter(graph).run({in})[0];
    for (std::int64_t i = 0; i < 8; ++i) {
        std::int64_t sum = 0;
        for (std::int64_t k = 0; k < 6; ++k)
            sum += in.as_integer(i / 4 * 6 + k) * w.as_integer(i % 4 * 6 + k);
        CHECK(out.as_integer(i) == sum);
    }
}

TEST_CASE("sums and differences are rounded once, at the finest of the three scales") {
    const int a_exponent = GENERATE(-6, -3, -1);
    const int b_exponent = GENERATE(-8, -3);
    const bool subtract = GENERATE(false, true);
    CAPTURE(a_exponent, b_exponent, subtract);
    std::mt19937_64 random(tests::test_seed(43));
    OneNode one;
    const TensorId a = one.input(ElementType::kInt32, {1, 300}, a_exponent);
    const TensorId b = one.input(ElementType::kInt8, {1, 300}, b_exponent);
    Elementwise op;
    op.kind = subtract ? ElementwiseKind::kSub : ElementwiseKind::kAdd;
    const Graph& graph = one.finish(op, {a, b}, ElementType::kInt8, -4);
    graph.validate();
    const TensorValue x = random_codes(random, ElementType::kInt32, {1, 300}, 200);
    const TensorValue y = random_codes(random, ElementType::kInt8, {1, 300}, 127);
    const TensorValue out = ReferenceInterpreter(graph).run({x, y})[0];
    for (std::int64_t i = 0; i < 300; ++i) {
        // In units of 2^-8.
        const std::int64_t left = x.as_integer(i) << (a_exponent + 8);
        const std::int64_t right = y.as_integer(i) * (std::int64_t{1} << (b_exponent + 8));
        CHECK(out.as_integer(i) == rounded(subtract ? left - right : left + right, 4, -128, 127));
    }
}

TEST_CASE("a leaky ramp multiplies before it shifts") {
    OneNode one;
    const TensorId x = one.input(ElementType::kInt32, {1, 5}, -6);
    const Graph& graph = one.finish(LeakyRelu{3.0F / 32.0F}, {x}, ElementType::kInt8, -5);
    graph.validate();
    const TensorValue in = make_value<std::int32_t>({1, 5}, {-1000, -11, 0, 11, 1000});
    const TensorValue out = ReferenceInterpreter(graph).run({in})[0];
    // -3000 >> 5 = -94, halved and rounded: -47; -33 >> 5 = -2: -1.
    const std::vector<std::int64_t> want = {-47, -1, 0, 6, 127};
    for (std::int64_t i = 0; i < 5; ++i)
        CHECK(out.as_integer(i) == want[static_cast<std::size_t>(i)]);
}

TEST_CASE("averages are a product and a shift") {
    std::mt19937_64 random(tests::test_seed(44));
    const TensorValue in = random_codes(random, ElementType::kInt8, {2, 3, 3, 4}, 127);
    const bool mean = GENERATE(false, true);
    OneNode one;
    const TensorId x = one.input(ElementType::kInt8, {2, 3, 3, 4}, -4);
    Pool2D pool;
    pool.kind = PoolKind::kAverage;
    pool.kernel_h = pool.kernel_w = 3;
    const Operator op = mean ? Operator(Mean{{1, 2}, true}) : Operator(pool);
    const Graph& graph = one.finish(op, {x}, ElementType::kInt8, -5);
    graph.validate();
    const TensorValue out = ReferenceInterpreter(graph).run({in})[0];
    for (std::int64_t i = 0; i < 8; ++i) {
        std::int64_t sum = 0;
        for (std::int64_t k = 0; k < 9; ++k) sum += in.as_integer((i / 4 * 9 + k) * 4 + i % 4);
        CHECK(out.as_integer(i) == rounded(sum * 114, 9, -128, 127));  // 2/9 = 113.8/512
    }
}

TEST_CASE("the factor of an average is the finest that is a weight") {
    const auto factor_of = [](double ratio) {
        const auto factor = average_factor(ratio);
        return factor ? std::to_string(factor->multiplier) + ">>" + std::to_string(factor->shift)
                      : "none";
    };
    CHECK(factor_of(1.0 / 64.0) == "64>>12");
    CHECK(factor_of(1.0 / 49.0) == "84>>12");
    CHECK(factor_of(127.0) == "127>>0");
    CHECK(factor_of(128.0) == "none");
    CHECK(factor_of(0.0) == "none");
    CHECK(factor_of(1e-12) == "0>>31");
    for (int n = 1; n < 400; ++n) {
        const ShiftFactor factor = *average_factor(1.0 / n);
        CAPTURE(n);
        CHECK(std::fabs(std::ldexp(factor.multiplier * n, -factor.shift) - 1.0) < 1.0 / 126.0);
    }
}

TEST_CASE("what no shift can do is refused with a reason") {
    const auto conv = [](int x_exponent, int w_exponent, int y_exponent) {
        OneNode one;
        const TensorId x = one.input(ElementType::kInt8, {1, 2}, x_exponent);
        const TensorId w = one.constant(TensorValue(ElementType::kInt8, {3, 2}), {w_exponent});
        return one.finish(FullyConnected{}, {x, w}, ElementType::kInt8, y_exponent);
    };
    CHECK(problem_of(conv(-4, -6, -10)).empty());
    CHECK_THAT(problem_of(conv(-4, -6, -11)), Catch::Contains("by -1, want 0 to 31"));
    CHECK(problem_of(conv(-4, -6, 21)).empty());
    CHECK_THAT(problem_of(conv(-4, -6, 22)), Catch::Contains("by 32, want 0 to 31"));
    Graph graph = conv(-4, -6, -3);
    graph.tensor(graph.outputs[0]).quantisation->scales[0] = 0.1F;
    CHECK_THAT(problem_of(graph), Catch::Contains("the scale 0.1, want a power of two"));
    graph = conv(-4, -6, -3);
    graph.tensor(graph.inputs[0]).quantisation->zero_points[0] = 3;
    CHECK_THAT(problem_of(graph), Catch::Contains("the zero point 3, want 0"));
    OneNode leaky;
    const TensorId x = leaky.input(ElementType::kInt8, {1, 2}, 0);
    CHECK_THAT(problem_of(leaky.finish(LeakyRelu{0.1F}, {x}, ElementType::kInt8, 0)),
               Catch::Contains("the slope 0.1"));
}
