// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "workloads/graph.h"

/// Steps of quantise(): which power of two represents numbers best.
namespace vta::workloads {

/// How often numbers of which size occurred. Sizes above the range double it.
class Histogram {
  public:
    void add(const float* numbers, std::int64_t count);
    void add(const Histogram& other);
    /// The exponent whose int8 codes have the smallest mean squared error.
    int best_exponent() const;

  private:
    static constexpr int kLogBins = 12;
    static constexpr std::size_t kBins = std::size_t{1} << kLogBins;
    void cover(float size);
    double error(int exponent) const;

    std::array<std::vector<double>, 2> counts_;  // of positive and of negative numbers
    int range_ = 0;                              // bins cover 0 to 2^range
    bool empty_ = true;
};

/// Mean of each channel (last axis) over many values.
class ChannelMeans {
  public:
    void add(const TensorValue& value, double scale = 1.0);
    bool empty() const { return pixels_ == 0.0; }
    std::vector<double> means() const;

  private:
    std::vector<double> sums_;
    double pixels_ = 0.0;
};

}  // namespace vta::workloads
