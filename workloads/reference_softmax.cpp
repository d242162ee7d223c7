// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "workloads/reference_fixed_point.h"
#include "workloads/reference_kernels.h"

// Softmax on 8-bit codes with TensorFlow Lite's fixed-point arithmetic. Numbers are int32 that
// stand for multiples of 2^-f; "Qi" means i integer bits, f = 31 - i.
namespace vta::workloads {

namespace {

constexpr int kDifferenceBits = 5;    // integer bits of x - max
constexpr int kAccumulatorBits = 12;  // integer bits of the sum of powers
constexpr std::int32_t kOne = 2147483647;

std::int32_t saturating_left_shift(std::int32_t x, int bits) {
    const std::int64_t wide = std::int64_t{x} * (std::int64_t{1} << bits);
    return static_cast<std::int32_t>(
        std::clamp<std::int64_t>(wide, -std::int64_t{2147483648}, 2147483647));
}

// e^a for a in [-1/4, 0), Q0: the Taylor polynomial of degree 4 around -1/8.
std::int32_t exp_near_eighth(std::int32_t a) {
    constexpr std::int32_t kExpOfMinusEighth = 1895147668;  // e^(-1/8) in Q0
    constexpr std::int32_t kThird = 715827883;              // 1/3 in Q0
    const std::int32_t x = a + (1 << 28);
    const std::int32_t x2 = doubling_high_product(x, x);
    const std::int32_t x3 = doubling_high_product(x2, x);
    const std::int32_t x4 = doubling_high_product(x2, x2);
    const std::int32_t x4_over_4 = rounding_shift(x4, 2);
    const std::int32_t tail = rounding_shift(doubling_high_product(x4_over_4 + x3, kThird) + x2, 1);
    const std::int64_t sum =
        std::int64_t{kExpOfMinusEighth} + doubling_high_product(kExpOfMinusEighth, x + tail);
    return static_cast<std::int32_t>(std::min<std::int64_t>(sum, kOne));
}

// e^a for a <= 0 in Q5; the result is Q0.
std::int32_t exp_of_negative(std::int32_t a) {
    constexpr int kFractionBits = 31 - kDifferenceBits;
    constexpr std::int32_t kQuarter = 1 << (kFractionBits - 2);
    struct Step {
        int exponent;             // a holds -2^exponent
        std::int32_t multiplier;  // e^(-2^exponent) in Q0
    };
    constexpr Step kSteps[] = {{-2, 1672461947},
                               {-1, 1302514674},
                               {0, 790015084},
                               {1, 290630308},
                               {2, 39332535},
                               {3, 720401},
                               {4, 242}};
    if (a == 0) return kOne;
    const std::int32_t low = (a & (kQuarter - 1)) - kQuarter;
    std::int32_t result = exp_near_eighth(saturating_left_shift(low, kDifferenceBits));
    const std::int32_t rest = low - a;
    for (const Step& step : kSteps)
        if ((rest & (1 << (kFractionBits + step.exponent))) != 0)
            result = doubling_high_product(result, step.multiplier);
    return result;
}

// 1 / (1 + a) for a in [0, 1), Q0: three steps of Newton's method on (1 + a) / 2.
std::int32_t reciprocal_of_one_plus(std::int32_t a) {
    constexpr std::int32_t k48Over17 = 1515870810;        // Q2
    constexpr std::int32_t kMinus32Over17 = -1010580540;  // Q2
    constexpr std::int32_t kOneInQ2 = 1 << 29;
    const std::int64_t sum = std::int64_t{a} + kOne;
    const auto half = static_cast<std::int32_t>((sum + (sum >= 0 ? 1 : -1)) / 2);
    std::int32_t x = k48Over17 + doubling_high_product(half, kMinus32Over17);
    for (int i = 0; i < 3; ++i) {
        const std::int32_t rest = kOneInQ2 - doubling_high_product(half, x);
        x += saturating_left_shift(doubling_high_product(x, rest), 2);
    }
    return saturating_left_shift(x, 1);
}

int leading_zeros(std::uint32_t x) {
    int count = 0;
    for (std::uint32_t bit = 1U << 31; bit != 0 && (x & bit) == 0; bit >>= 1) ++count;
    return count;
}

class Line {
  public:
    Line(const NodeRun& run, const Softmax& op) : run_(run), range_(code_range(run.out().type)) {
        const double scale = static_cast<double>(op.beta) *
                             static_cast<double>(run.tensor(0).quantisation->scale(0));
        const double units = scale * static_cast<double>(1 << (31 - kDifferenceBits));
        scale_ = fixed_point_scale(std::min(units, 2147483647.0));
        // Smaller differences would leave Q5; their powers are zero.
        const double radius = static_cast<double>((1 << kDifferenceBits) - 1) *
                              static_cast<double>(std::int64_t{1} << (31 - kDifferenceBits)) /
                              std::ldexp(1.0, scale_.shift);
        smallest_ = -static_cast<std::int64_t>(std::floor(std::min(radius, 2147483647.0)));
    }

    void run(std::int64_t start,
             std::int64_t size,
             std::int64_t stride,
             TensorValue& result) const {
        const auto x = [&](std::int64_t k) { return run_.in(0).as_integer(start + k * stride); };
        std::int64_t largest = x(0);
        for (std::int64_t k = 1; k < size; ++k) largest = std::max(largest, x(k));
        std::int32_t sum = 0;
        for (std::int64_t k = 0; k < size; ++k)
            if (x(k) - largest >= smallest_)
                sum += rounding_shift(power(x(k) - largest), kAccumulatorBits);
        const int zeros = leading_zeros(static_cast<std::uint32_t>(sum));
        const auto fraction =
            static_cast<std::int32_t>((static_cast<std::uint32_t>(sum) << zeros) - (1U << 31));
        const std::int32_t inverse = reciprocal_of_one_plus(fraction);
        const int bits_over_unit = kAccumulatorBits - zeros;
        for (std::int64_t k = 0; k < size; ++k) {
            std::int64_t code = range_.first;
            if (x(k) - largest >= smallest_)
                code += rounding_shift(doubling_high_product(inverse, power(x(k) - largest)),
                                       std::min(bits_over_unit + 31 - 8, 31));
            result.bytes[static_cast<std::size_t>(start + k * stride)] = static_cast<std::uint8_t>(
                std::clamp<std::int64_t>(code, range_.first, range_.second));
        }
    }

  private:
    std::int32_t power(std::int64_t difference) const {
        return exp_of_negative(multiply(static_cast<std::int32_t>(difference), scale_));
    }

    const NodeRun& run_;
    std::pair<std::int32_t, std::int32_t> range_;
    FixedPointScale scale_;
    std::int64_t smallest_ = 0;
};

}  // namespace

TensorValue run_integer_softmax(const NodeRun& run, const Softmax& op) {
    TensorValue result = run.make_output();
    const Shape& shape = result.shape;
    std::int64_t stride = 1;
    for (std::size_t i = op.axis + 1; i < shape.size(); ++i) stride *= shape[i];
    if (result.count() == 0) return result;
    const Line line(run, op);
    const std::int64_t block = shape[op.axis] * stride;
    for (std::int64_t outer = 0; outer < result.count(); outer += block)
        for (std::int64_t inner = 0; inner < stride; ++inner)
            line.run(outer + inner, shape[op.axis], stride, result);
    return result;
}

}  // namespace vta::workloads
