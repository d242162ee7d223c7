// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference_fixed_point.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"

namespace vta::workloads {

namespace {

constexpr std::int32_t kMin32 = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMax32 = std::numeric_limits<std::int32_t>::max();

double product_scale(const Graph& graph, const Node& node, std::size_t channel) {
    const Tensor& x = graph.input_of(node, 0);
    const Tensor& w = graph.input_of(node, 1);
    const Tensor& y = graph.output_of(node);
    const float x_scale = x.quantisation->scale(0);
    const float w_scale = w.quantisation->scale(channel);
    const float y_scale = y.quantisation->scale(0);
    // TFLite multiplies the scales of dense layers and of uint8 models in single precision.
    const bool single =
        std::holds_alternative<FullyConnected>(node.op) || x.type == ElementType::kUint8;
    if (single && !w.quantisation->per_channel())
        return static_cast<double>(x_scale * w_scale) / static_cast<double>(y_scale);
    return static_cast<double>(x_scale) * static_cast<double>(w_scale) /
           static_cast<double>(y_scale);
}

float product_scale_float(const Graph& graph, const Node& node, std::size_t channel) {
    const float x_scale = graph.input_of(node, 0).quantisation->scale(0);
    const float w_scale = graph.input_of(node, 1).quantisation->scale(channel);
    return x_scale * w_scale / graph.output_of(node).quantisation->scale(0);
}

// Infinite and huge numbers saturate before they become integers.
std::int32_t saturated(double value) {
    if (std::isnan(value)) return 0;
    return static_cast<std::int32_t>(
        std::clamp(value, static_cast<double>(kMin32), static_cast<double>(kMax32)));
}

double rounded(double value, IntegerArithmetic arithmetic) {
    return arithmetic == IntegerArithmetic::kFixedPoint ? std::round(value) : std::nearbyint(value);
}

}  // namespace

FixedPointScale fixed_point_scale(double real) {
    constexpr int kFractionBits = 31;
    FixedPointScale scale;
    if (real == 0.0) return scale;
    const double fraction = std::frexp(real, &scale.shift);
    auto multiplier = static_cast<std::int64_t>(
        std::round(fraction * static_cast<double>(std::int64_t{1} << 31)));
    if (multiplier == std::int64_t{1} << kFractionBits) {
        multiplier /= 2;
        ++scale.shift;
    }
    if (scale.shift < -kFractionBits) return {};
    if (scale.shift > kFractionBits - 1) return {kMax32, kFractionBits - 1};
    scale.multiplier = static_cast<std::int32_t>(multiplier);
    return scale;
}

std::int32_t doubling_high_product(std::int32_t a, std::int32_t b) {
    if (a == kMin32 && b == kMin32) return kMax32;
    const std::int64_t product = std::int64_t{a} * b;
    const std::int64_t half = std::int64_t{1} << 30;
    const std::int64_t nudge = product >= 0 ? half : 1 - half;
    return static_cast<std::int32_t>((product + nudge) / (std::int64_t{1} << 31));
}

std::int32_t rounding_shift(std::int32_t x, int exponent) {
    const std::int64_t mask = (std::int64_t{1} << exponent) - 1;
    const std::int64_t rest = x & mask;
    const std::int64_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
    const std::int64_t shifted = std::int64_t{x} >> exponent;
    return static_cast<std::int32_t>(shifted + (rest > threshold ? 1 : 0));
}

std::int32_t multiply(std::int32_t x, FixedPointScale scale) {
    const int left = std::max(scale.shift, 0);
    const int right = std::max(-scale.shift, 0);
    const auto shifted = static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << left);
    return rounding_shift(doubling_high_product(shifted, scale.multiplier), right);
}

std::pair<std::int32_t, std::int32_t> code_range(ElementType type) {
    switch (type) {
        case ElementType::kInt8:
            return {-128, 127};
        case ElementType::kUint8:
            return {0, 255};
        case ElementType::kInt16:
            return {-32768, 32767};
        default:
            return {kMin32, kMax32};
    }
}

std::pair<std::int32_t, std::int32_t> code_range(const Tensor& tensor,
                                                 const Activation& activation,
                                                 IntegerArithmetic arithmetic) {
    std::pair<std::int32_t, std::int32_t> range = code_range(tensor.type);
    const float scale = tensor.quantisation->scale(0);
    const std::int32_t zero = tensor.quantisation->zero_point(0);
    const auto code = [&](float real) {
        return quantise(real, scale, zero, tensor.type, arithmetic);
    };
    if (std::isfinite(activation.low)) range.first = std::max(range.first, code(activation.low));
    if (std::isfinite(activation.high))
        range.second = std::min(range.second, code(activation.high));
    return range;
}

Requantiser::Requantiser(const Graph& graph, const Node& node, const Activation& activation)
    : arithmetic_(graph.arithmetic),
      zero_point_(graph.output_of(node).quantisation->zero_point(0)),
      range_(code_range(graph.output_of(node), activation, graph.arithmetic)) {
    const std::size_t count = graph.input_of(node, 1).quantisation->scales.size();
    for (std::size_t i = 0; i < count; ++i)
        scales_.push_back({fixed_point_scale(product_scale(graph, node, i)),
                           product_scale_float(graph, node, i)});
}

std::int32_t Requantiser::code(std::int32_t accumulator, std::size_t channel) const {
    const Scale& scale = scales_[scales_.size() > 1 ? channel : 0];
    std::int64_t value = 0;
    if (arithmetic_ == IntegerArithmetic::kFixedPoint) {
        value = multiply(accumulator, scale.fixed);
    } else {
        const float real = static_cast<float>(accumulator) * scale.real;
        value = saturated(std::nearbyint(static_cast<double>(real)));
    }
    value += zero_point_;
    return static_cast<std::int32_t>(
        std::clamp<std::int64_t>(value, range_.first, std::max(range_.first, range_.second)));
}

std::int32_t quantise(float real,
                      float scale,
                      std::int32_t zero_point,
                      ElementType type,
                      IntegerArithmetic arithmetic) {
    const auto range = code_range(type);
    const double steps = rounded(static_cast<double>(real / scale), arithmetic);
    const std::int64_t code = std::int64_t{saturated(steps)} + zero_point;
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(code, range.first, range.second));
}

}  // namespace vta::workloads
