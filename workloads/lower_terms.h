// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "isa/hardware_config.h"
#include "workloads/layer.h"
#include "workloads/lower_layout.h"

/// Parts of a layer: terms with their weights, and what follows the sums.
namespace vta::workloads {

/// An input of a layer: a picture from channel block `first_block` on.
struct LayerInput {
    Picture picture;
    std::uint32_t first_block = 0;
};

/// Input channels [low, high) that an output channel reads; none for low = high.
struct ChannelRange {
    std::int64_t low = 0;
    std::int64_t high = 0;
};

/// Sets the bands of a term for output channels that read ranges(o).
template <typename Ranges>
void set_bands(const isa::HardwareConfig& config,
               const LayerInput& input,
               std::int64_t out_channels,
               const Ranges& ranges,
               ProductTerm& term) {
    const std::int64_t in = config.block_in();
    const std::int64_t out = config.block_out();
    std::vector<std::int64_t> first;
    std::int64_t largest = 1;
    std::int64_t end = 1;
    for (std::int64_t block = 0; block * out < out_channels; ++block) {
        std::int64_t low = -1;
        std::int64_t high = 0;
        for (std::int64_t o = block * out; o < std::min((block + 1) * out, out_channels); ++o) {
            const ChannelRange range = ranges(o);
            if (range.low >= range.high) continue;
            low = low < 0 ? range.low / in : std::min(low, range.low / in);
            high = std::max(high, (range.high - 1) / in + 1);
        }
        first.push_back(std::max<std::int64_t>(low, 0));
        largest = std::max(largest, high - first.back());
        end = std::max(end, high);
    }
    term.in_blocks = static_cast<std::uint32_t>(largest);
    bool dense = input.first_block == 0;
    for (std::int64_t& each : first) {
        each = std::min(each, end - largest);
        dense = dense && each == 0;
        term.first_in_block.push_back(static_cast<std::uint32_t>(each) + input.first_block);
    }
    if (dense) term.first_in_block.clear();
}

/// Appends the weights of a term whose bands are set: weight(o, i, tap) where ranges(o) holds i.
template <typename Ranges, typename Weight>
void append_weights(const isa::HardwareConfig& config,
                    const LayerInput& input,
                    std::int64_t out_channels,
                    const Ranges& ranges,
                    const Weight& weight,
                    ProductTerm& term,
                    std::vector<std::int8_t>& weights) {
    const std::size_t in = config.block_in();
    const std::size_t out = config.block_out();
    const std::size_t size = in * out;
    const std::size_t taps = term.taps.size();
    term.weights = weights.size() / size;
    weights.resize(weights.size() +
                   blocks_for(out_channels, config.block_out()) * term.in_blocks * taps * size);
    for (std::int64_t o = 0; o < out_channels; ++o) {
        const std::size_t co = static_cast<std::size_t>(o) / out;
        const std::size_t first =
            term.first_in_block.empty() ? 0 : term.first_in_block[co] - input.first_block;
        const ChannelRange range = ranges(o);
        for (std::size_t tap = 0; tap < taps; ++tap)
            for (std::int64_t i = range.low; i < range.high; ++i) {
                const std::size_t ci = static_cast<std::size_t>(i) / in - first;
                const std::size_t tensor = term.weights + (co * term.in_blocks + ci) * taps + tap;
                weights[tensor * size + (static_cast<std::size_t>(o) % out) * in +
                        static_cast<std::size_t>(i) % in] = weight(o, i, tap);
            }
    }
}

/// Which input channel each output channel takes.
struct ChannelMap {
    std::int64_t out_channels = 0;
    std::int64_t in_channels = 0;
    std::int64_t begin = 0;  ///< input channel of output channel 0, may be negative
    std::int64_t step = 1;
    bool identity() const { return begin == 0 && step == 1 && in_channels >= out_channels; }
};

/// A term that brings each channel times `factor` to its place, over the taps that are set already.
/// Blocks share one matrix where they can.
void set_channel_copies(const isa::HardwareConfig& config,
                        const LayerInput& input,
                        const ChannelMap& map,
                        std::int8_t factor,
                        ProductTerm& term,
                        std::vector<std::int8_t>& weights);

/// Largest shift to the left that copies can do, by several taps at one place.
constexpr int kMaxCopyShift = 9;
/// One place of a window, as often as a factor of +-2^shift takes; returns the factor of each.
std::int8_t set_shifted_tap(int shift, bool negative, ProductTerm& term);

/// What the lanes of a constant input hold: products with it make numbers of more than 8 bits.
constexpr std::int8_t constant_lane(std::uint32_t lane) { return lane == 0 ? 1 : 127; }
/// Appends a term that adds numbers[o] from such an input, one for each output channel; false, and
/// nothing, if one of them is too large.
bool append_constants(const isa::HardwareConfig& config,
                      const std::vector<std::int32_t>& numbers,
                      ProductTerm& term,
                      std::vector<std::int8_t>& weights);

/// `bias` (may be empty) and what rounds a shift, for all channels or one each.
std::vector<std::int32_t> rounding_bias(const std::vector<std::int32_t>& bias,
                                        const std::vector<int>& shifts);

/// Operations after the sums, by output channel.
class EpilogueBuilder {
  public:
    EpilogueBuilder(const isa::HardwareConfig& config, std::int64_t channels)
        : config_(config), channels_(static_cast<std::size_t>(channels)) {}

    /// One number for all channels, or one each. Numbers that change nothing are left out.
    void add(const std::vector<std::int32_t>& numbers);
    /// Rounded: adds rounding_bias() before.
    void shift(const std::vector<std::int32_t>& bias, const std::vector<int>& shifts);
    void shift_down(const std::vector<int>& shifts);
    /// Whether add() takes a vector.
    static bool needs_vector(const std::vector<std::int32_t>& numbers);
    void clip(std::int32_t low, std::int32_t high);
    void append(const EpilogueOp& op) { operations_.push_back(op); }

    void finish(LayerSpec& spec, std::vector<std::int32_t>& vectors) const;

  private:
    std::uint32_t vector(const std::vector<std::int32_t>& numbers);

    const isa::HardwareConfig& config_;
    std::size_t channels_;
    std::vector<EpilogueOp> operations_;
    std::vector<std::vector<std::int32_t>> vectors_;
};

/// Whether an immediate of the ALU can hold it.
bool fits_immediate(std::int32_t value);

}  // namespace vta::workloads
