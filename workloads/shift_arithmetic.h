// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "workloads/graph.h"

/// The numbers of IntegerArithmetic::kShift: shifts, factors and ranges of a node, as interpreter,
/// quantiser and lowering share them. Unless said otherwise the graph passes Graph::validate().
namespace vta::workloads {

constexpr int kMaxShift = 31;

/// What is added before a shift to the right by `shift`, so that it rounds (half upwards).
constexpr std::int32_t half(int shift) { return shift > 0 ? std::int32_t{1} << (shift - 1) : 0; }

/// n if the scale is 2^n.
std::optional<int> exponent_of(float scale);
/// Of a tensor with one scale.
int exponent_of(const Tensor& tensor);
/// 2^exponent.
float power_of_two(int exponent);

/// Exponent of the unit of a layer's sums, by output channel, or one for all: that of the input
/// plus that of the weights.
std::vector<int> sum_exponents(const Graph& graph, const Node& node);
/// By how much the sums of a layer are shifted to the right, by output channel, or one for all.
std::vector<int> layer_shifts(const Graph& graph, const Node& node);

/// Codes that remain: those of the type, and of them those that the activation lets pass, rounded
/// half to even. An int32 tensor is clipped where the activation is finite only.
std::pair<std::int32_t, std::int32_t> shift_range(const Tensor& tensor,
                                                  const Activation& activation);

/// Terms are shifted to the left each, their sum to the right.
struct SumShifts {
    std::vector<int> left;
    int right = 0;
};
/// Of Add, Sub (two terms), and of Clip, LeakyRelu and Quantize (one).
SumShifts sum_shifts(const std::vector<int>& input_exponents, int output_exponent);
SumShifts sum_shifts(const Graph& graph, const Node& node);

/// multiplier / 2^shift.
struct ShiftFactor {
    std::int32_t multiplier = 0;
    int shift = 0;
};
/// The nearest to `ratio` with the largest shift whose multiplier is at most 127. Nothing for
/// ratios that are not positive, or above 127.
std::optional<ShiftFactor> average_factor(double ratio);
/// How many elements an average pooling over whole windows or a Mean averages.
double averaged_elements(const Graph& graph, const Node& node);
/// The factor of an average pooling or a Mean over rows and columns: scale of the input by number
/// of elements and scale of the output.
std::optional<ShiftFactor> average_factor(const Graph& graph, const Node& node);

/// A slope that is exactly k / 2^m, with the smallest k; k is at most 127.
std::optional<ShiftFactor> exact_slope(float alpha);

}  // namespace vta::workloads
