// SPDX-License-Identifier: Apache-2.0
#include "workloads/lower_terms.h"

#include <limits>

#include "workloads/shift_arithmetic.h"

namespace vta::workloads {

namespace {

constexpr int kLargestWeightShift = 6;

bool all_equal(const std::vector<std::int32_t>& numbers) {
    return std::all_of(
        numbers.begin(), numbers.end(), [&](std::int32_t each) { return each == numbers[0]; });
}

}  // namespace

void set_channel_copies(const isa::HardwareConfig& config,
                        const LayerInput& input,
                        const ChannelMap& map,
                        std::int8_t factor,
                        ProductTerm& term,
                        std::vector<std::int8_t>& weights) {
    const auto ranges = [&](std::int64_t o) {
        const std::int64_t i = map.begin + o * map.step;
        const bool inside = i >= 0 && i < map.in_channels;
        return inside ? ChannelRange{i, i + 1} : ChannelRange{};
    };
    const std::size_t in = config.block_in();
    const std::size_t out = config.block_out();
    if (!map.identity() || out < in) {
        set_bands(config, input, map.out_channels, ranges, term);
        const auto weight = [&](std::int64_t, std::int64_t, std::size_t) { return factor; };
        append_weights(config, input, map.out_channels, ranges, weight, term, weights);
        return;
    }
    term.shared_weights = true;
    term.in_blocks = static_cast<std::uint32_t>(out / in);
    for (std::uint32_t co = 0; co < blocks_for(map.out_channels, config.block_out()); ++co)
        term.first_in_block.push_back(input.first_block + co * term.in_blocks);
    term.weights = weights.size() / (in * out);
    const std::size_t begin = weights.size();
    weights.resize(begin + out * out);
    for (std::size_t o = 0; o < out; ++o)
        weights[begin + (o / in * out + o) * in + o % in] = factor;
}

std::int8_t set_shifted_tap(int shift, bool negative, ProductTerm& term) {
    const int weight_shift = std::min(shift, kLargestWeightShift);
    term.taps.assign(std::size_t{1} << (shift - weight_shift), Tap{});
    const int weight = 1 << weight_shift;
    return static_cast<std::int8_t>(negative ? -weight : weight);
}

bool append_constants(const isa::HardwareConfig& config,
                      const std::vector<std::int32_t>& numbers,
                      ProductTerm& term,
                      std::vector<std::int8_t>& weights) {
    constexpr std::int64_t kLargest = std::numeric_limits<std::int8_t>::max();
    const std::size_t in = config.block_in();
    const std::size_t out = config.block_out();
    std::vector<std::int8_t> made(
        std::size_t{blocks_for(static_cast<std::int64_t>(numbers.size()), config.block_out())} *
        in * out);
    for (std::size_t o = 0; o < numbers.size(); ++o) {
        std::int8_t* lanes = &made[o * in];
        const std::int64_t large = constant_lane(1);
        const std::int64_t up = numbers[o] < 0 ? -(large / 2) : large / 2;
        std::int64_t rest = in > 1 ? (numbers[o] + up) / large : 0;
        const std::int64_t ones = numbers[o] - rest * large;
        if (ones < -kLargest || ones > kLargest) return false;
        lanes[0] = static_cast<std::int8_t>(ones);
        for (std::size_t lane = 1; lane < in; ++lane) {
            const std::int64_t part = std::clamp(rest, -kLargest, kLargest);
            lanes[lane] = static_cast<std::int8_t>(part);
            rest -= part;
        }
        if (rest != 0) return false;
    }
    term.stride_h = term.stride_w = 0;
    term.taps.assign(1, Tap{});
    term.weights = weights.size() / (in * out);
    weights.insert(weights.end(), made.begin(), made.end());
    return true;
}

bool fits_immediate(std::int32_t value) {
    return value >= std::numeric_limits<std::int16_t>::min() &&
           value <= std::numeric_limits<std::int16_t>::max();
}

std::uint32_t EpilogueBuilder::vector(const std::vector<std::int32_t>& numbers) {
    vectors_.emplace_back(channels_, numbers[0]);
    if (numbers.size() > 1) vectors_.back() = numbers;
    return static_cast<std::uint32_t>(vectors_.size() - 1);
}

bool EpilogueBuilder::needs_vector(const std::vector<std::int32_t>& numbers) {
    return !all_equal(numbers) || !fits_immediate(numbers[0]);
}

void EpilogueBuilder::add(const std::vector<std::int32_t>& numbers) {
    const bool equal = all_equal(numbers);
    if (numbers.empty() || (equal && numbers[0] == 0)) return;
    EpilogueOp op;
    if (!needs_vector(numbers)) {
        op.kind = EpilogueKind::kAdd;
        op.value = numbers[0];
    } else {
        op.kind = EpilogueKind::kAddVector;
        op.index = vector(numbers);
    }
    operations_.push_back(op);
}

std::vector<std::int32_t> rounding_bias(const std::vector<std::int32_t>& bias,
                                        const std::vector<int>& shifts) {
    std::vector<std::int32_t> sum = bias;
    if (sum.empty()) sum.assign(1, 0);
    if (shifts.size() > sum.size()) sum.resize(shifts.size(), sum[0]);
    for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] = static_cast<std::int32_t>(
            static_cast<std::uint32_t>(sum[i]) +
            static_cast<std::uint32_t>(half(shifts[shifts.size() > 1 ? i : 0])));
    return sum;
}

void EpilogueBuilder::shift(const std::vector<std::int32_t>& bias, const std::vector<int>& shifts) {
    add(rounding_bias(bias, shifts));
    shift_down(shifts);
}

void EpilogueBuilder::shift_down(const std::vector<int>& shifts) {
    const std::vector<std::int32_t> numbers(shifts.begin(), shifts.end());
    const bool equal = all_equal(numbers);
    if (equal && numbers[0] == 0) return;
    EpilogueOp op;
    op.kind = equal ? EpilogueKind::kShr : EpilogueKind::kShrVector;
    if (equal) op.value = numbers[0];
    if (!equal) op.index = vector(numbers);
    operations_.push_back(op);
}

void EpilogueBuilder::clip(std::int32_t low, std::int32_t high) {
    EpilogueOp op;
    // As std::clamp(x, low, max(low, high)): the lower bound wins.
    op.kind = EpilogueKind::kMin;
    op.value = std::max(low, high);
    if (op.value != std::numeric_limits<std::int32_t>::max()) operations_.push_back(op);
    op.kind = EpilogueKind::kMax;
    op.value = low;
    if (op.value != std::numeric_limits<std::int32_t>::min()) operations_.push_back(op);
}

void EpilogueBuilder::finish(LayerSpec& spec, std::vector<std::int32_t>& vectors) const {
    spec.epilogue = operations_;
    const std::size_t batch = config_.batch();
    const std::size_t block = config_.block_out();
    const std::size_t stride = std::size_t{spec.out_blocks} * batch * block;
    vectors.assign(vectors_.size() * stride, 0);
    for (std::size_t v = 0; v < vectors_.size(); ++v)
        for (std::size_t o = 0; o < channels_; ++o)
            for (std::size_t n = 0; n < batch; ++n)
                vectors[v * stride + (o / block * batch + n) * block + o % block] = vectors_[v][o];
}

}  // namespace vta::workloads
