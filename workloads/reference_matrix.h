// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace vta::workloads {

/// A matrix [columns][depth] of weights, laid out so that rows are multiplied with it fast.
/// Every result is summed in the order of depth.
class FloatMatrix {
  public:
    using Number = float;
    using Sum = float;
    /// `weights` is [columns][depth].
    FloatMatrix(const float* weights, std::int64_t columns, std::int64_t depth);
    /// sums[r][c] = a[r] . weights[c]; a is [rows][depth].
    void multiply(const float* a, std::int64_t rows, float* sums) const;

  private:
    std::int64_t columns_;
    std::int64_t depth_;
    std::vector<float> transposed_;  // [depth][columns]
};

/// The same for differences of 8-bit codes; sums wrap around in 32 bits.
class IntegerMatrix {
  public:
    using Number = std::int16_t;
    using Sum = std::int32_t;
    IntegerMatrix(const std::int16_t* weights, std::int64_t columns, std::int64_t depth);
    void multiply(const std::int16_t* a, std::int64_t rows, std::int32_t* sums) const;

  private:
    std::int64_t columns_;
    std::int64_t depth_;
    std::vector<std::int16_t> weights_;
};

}  // namespace vta::workloads
