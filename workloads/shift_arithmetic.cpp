// SPDX-License-Identifier: Apache-2.0
#include "workloads/shift_arithmetic.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "workloads/reference_fixed_point.h"

namespace vta::workloads {

namespace {

constexpr std::int32_t kMaxMultiplier = 127;  // what an int8 weight can be

}  // namespace

std::optional<int> exponent_of(float scale) {
    int exponent = 0;
    if (!(scale > 0.0F) || std::frexp(scale, &exponent) != 0.5F) return std::nullopt;
    return exponent - 1;
}

int exponent_of(const Tensor& tensor) {
    return exponent_of(tensor.quantisation->scale(0)).value_or(0);
}

float power_of_two(int exponent) { return std::ldexp(1.0F, exponent); }

std::vector<int> sum_exponents(const Graph& graph, const Node& node) {
    const int x = exponent_of(graph.input_of(node, 0));
    std::vector<int> exponents;
    for (const float scale : graph.input_of(node, 1).quantisation->scales)
        exponents.push_back(x + exponent_of(scale).value_or(0));
    return exponents;
}

std::vector<int> layer_shifts(const Graph& graph, const Node& node) {
    std::vector<int> shifts = sum_exponents(graph, node);
    for (int& each : shifts) each = exponent_of(graph.output_of(node)) - each;
    return shifts;
}

std::pair<std::int32_t, std::int32_t> shift_range(const Tensor& tensor,
                                                  const Activation& activation) {
    return code_range(tensor, activation, IntegerArithmetic::kShift);
}

SumShifts sum_shifts(const std::vector<int>& input_exponents, int output_exponent) {
    int unit = output_exponent;
    for (const int each : input_exponents) unit = std::min(unit, each);
    SumShifts shifts;
    for (const int each : input_exponents) shifts.left.push_back(each - unit);
    shifts.right = output_exponent - unit;
    return shifts;
}

SumShifts sum_shifts(const Graph& graph, const Node& node) {
    std::vector<int> exponents;
    for (std::size_t i = 0; i < node.inputs.size(); ++i)
        exponents.push_back(exponent_of(graph.input_of(node, i)));
    return sum_shifts(exponents, exponent_of(graph.output_of(node)));
}

std::optional<ShiftFactor> average_factor(double ratio) {
    if (!(ratio > 0.0)) return std::nullopt;
    for (int shift = kMaxShift; shift >= 0; --shift) {
        const double multiplier = std::round(std::ldexp(ratio, shift));
        if (multiplier <= kMaxMultiplier)
            return ShiftFactor{static_cast<std::int32_t>(multiplier), shift};
    }
    return std::nullopt;
}

double averaged_elements(const Graph& graph, const Node& node) {
    if (const auto* pool = std::get_if<Pool2D>(&node.op))
        return static_cast<double>(pool->kernel_h * pool->kernel_w);
    std::int64_t count = 1;
    for (const std::size_t axis : std::get<Mean>(node.op).axes)
        count *= graph.input_of(node, 0).shape[axis];
    return static_cast<double>(count);
}

std::optional<ShiftFactor> average_factor(const Graph& graph, const Node& node) {
    const double x = static_cast<double>(graph.input_of(node, 0).quantisation->scale(0));
    const double y = static_cast<double>(graph.output_of(node).quantisation->scale(0));
    return average_factor(x / (averaged_elements(graph, node) * y));
}

std::optional<ShiftFactor> exact_slope(float alpha) {
    if (alpha == 0.0F) return ShiftFactor{};
    for (int shift = 0; shift <= kMaxShift && alpha > 0.0F; ++shift) {
        const float multiplier = std::ldexp(alpha, shift);
        if (multiplier > static_cast<float>(kMaxMultiplier)) break;
        if (multiplier == std::floor(multiplier))
            return ShiftFactor{static_cast<std::int32_t>(multiplier), shift};
    }
    return std::nullopt;
}

}  // namespace vta::workloads
