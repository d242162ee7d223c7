// SPDX-License-Identifier: Apache-2.0
#include "workloads/quantise_ranges.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace vta::workloads {

namespace {

constexpr int kMinExponent = -40;
constexpr int kMaxExponent = 40;
constexpr double kLargestCode = 127.0;
constexpr int kCandidates = 5;  // halvings of the scale with which nothing saturates

}  // namespace

void Histogram::cover(float size) {
    int exponent = 0;
    std::frexp(size, &exponent);
    exponent = std::clamp(exponent, kMinExponent, kMaxExponent);
    if (empty_) {
        for (auto& each : counts_) each.assign(kBins, 0.0);
        range_ = exponent;
        empty_ = false;
    }
    for (; range_ < exponent; ++range_) {
        for (auto& each : counts_) {
            for (std::size_t i = 0; i < kBins / 2; ++i) each[i] = each[2 * i] + each[2 * i + 1];
            std::fill(each.begin() + kBins / 2, each.end(), 0.0);
        }
    }
}

void Histogram::add(const float* numbers, std::int64_t count) {
    float largest = 0.0F;
    for (std::int64_t i = 0; i < count; ++i)
        if (std::isfinite(numbers[i])) largest = std::max(largest, std::fabs(numbers[i]));
    if (largest == 0.0F) return;
    cover(largest);
    const float bins = std::ldexp(static_cast<float>(kBins), -range_);
    for (std::int64_t i = 0; i < count; ++i) {
        // Zero is exact with any scale.
        if (numbers[i] == 0.0F || !std::isfinite(numbers[i])) continue;
        const float place = std::fabs(numbers[i]) * bins;
        const auto bin = static_cast<std::size_t>(std::min(place, static_cast<float>(kBins - 1)));
        counts_[numbers[i] < 0.0F ? 1 : 0][bin] += 1.0;
    }
}

void Histogram::add(const Histogram& other) {
    if (other.empty_) return;
    Histogram scaled = other;
    cover(std::ldexp(0.75F, scaled.range_));
    scaled.cover(std::ldexp(0.75F, range_));
    for (std::size_t sign = 0; sign < counts_.size(); ++sign)
        for (std::size_t i = 0; i < kBins; ++i) counts_[sign][i] += scaled.counts_[sign][i];
}

double Histogram::error(int exponent) const {
    const double step = std::ldexp(1.0, exponent);
    const double bin = std::ldexp(1.0, range_) / static_cast<double>(kBins);
    // A step is 2^shift bins, so that rounding the middle of a bin to a code is a shift without
    // ties.
    const int shift = exponent - (range_ - kLogBins);
    VTA_CHECK(shift >= 1, "a code spans at least two bins");
    const std::size_t half = std::size_t{1} << (shift - 1);
    double sum = 0.0;
    for (std::size_t sign = 0; sign < counts_.size(); ++sign) {
        const double last = kLargestCode + (sign == 1 ? 1.0 : 0.0);
        for (std::size_t i = 0; i < kBins; ++i) {
            if (counts_[sign][i] == 0.0) continue;
            const double size = (static_cast<double>(i) + 0.5) * bin;
            const double code = std::min(static_cast<double>((i + half) >> shift), last);
            sum += counts_[sign][i] * (size - code * step) * (size - code * step);
        }
    }
    return sum;
}

int Histogram::best_exponent() const {
    if (empty_) return 0;
    int best = range_ - 7;
    double least = error(best);
    for (int exponent = best - 1; exponent > range_ - 7 - kCandidates; --exponent) {
        const double sum = error(exponent);
        if (sum >= least) continue;
        least = sum;
        best = exponent;
    }
    return best;
}

void ChannelMeans::add(const TensorValue& value, double scale) {
    const std::int64_t channels = value.shape.empty() ? 1 : value.shape.back();
    const std::int64_t count = value.count();
    sums_.resize(static_cast<std::size_t>(channels), 0.0);
    for (std::int64_t first = 0; first < count; first += channels)
        for (std::int64_t i = 0; i < channels; ++i)
            sums_[static_cast<std::size_t>(i)] += value.as_double(first + i) * scale;
    pixels_ += static_cast<double>(count) / static_cast<double>(channels);
}

std::vector<double> ChannelMeans::means() const {
    std::vector<double> result = sums_;
    for (double& each : result) each /= std::max(pixels_, 1.0);
    return result;
}

}  // namespace vta::workloads
