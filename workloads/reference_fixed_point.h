// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "workloads/graph.h"

namespace vta::workloads {

/// A positive real number as multiplier * 2^(shift - 31), the multiplier within [2^30, 2^31).
struct FixedPointScale {
    std::int32_t multiplier = 0;
    int shift = 0;
};
/// The nearest one; 0 for scales below 2^-32.
FixedPointScale fixed_point_scale(double real);

/// The upper half of 2*a*b, rounded to nearest, half away from zero; saturates at (-2^31)^2.
std::int32_t doubling_high_product(std::int32_t a, std::int32_t b);
/// x / 2^exponent rounded to nearest, half away from zero; exponent 0 to 31.
std::int32_t rounding_shift(std::int32_t x, int exponent);
/// x times the scale: the TFLite rule that rounds twice, in doubling_high_product and
/// rounding_shift.
std::int32_t multiply(std::int32_t x, FixedPointScale scale);

/// Codes that an 8-bit tensor can hold, and those that the activation leaves of them.
std::pair<std::int32_t, std::int32_t> code_range(ElementType type);
std::pair<std::int32_t, std::int32_t> code_range(const Tensor& tensor,
                                                 const Activation& activation,
                                                 IntegerArithmetic arithmetic);

/// Brings int32 accumulators to the codes of an output tensor.
class Requantiser {
  public:
    /// For a node with weights or two factors; its output is int8 or uint8.
    Requantiser(const Graph& graph, const Node& node, const Activation& activation);
    std::int32_t code(std::int32_t accumulator, std::size_t channel) const;

  private:
    struct Scale {
        FixedPointScale fixed;
        float real = 0.0F;
    };
    IntegerArithmetic arithmetic_;
    std::vector<Scale> scales_;  // one, or one a channel
    std::int32_t zero_point_;
    std::pair<std::int32_t, std::int32_t> range_;
};

/// The code of a real number, rounded as the arithmetic says: half away from zero (kFixedPoint) or
/// to even (kFloatScale); saturated.
std::int32_t quantise(float real,
                      float scale,
                      std::int32_t zero_point,
                      ElementType type,
                      IntegerArithmetic arithmetic);

}  // namespace vta::workloads
