// SPDX-License-Identifier: Apache-2.0
#include "workloads/packed_layout.h"

namespace vta::workloads {
namespace {

/// Calls visit(plain index, packed index) for every scalar of a plain activation tensor.
template <typename Visit>
void for_each_activation(std::uint32_t batch,
                         std::uint32_t channels,
                         std::uint32_t height,
                         std::uint32_t width,
                         std::uint32_t batch_block,
                         std::uint32_t block,
                         Visit visit) {
    const std::size_t pixels = std::size_t{height} * width;
    const std::size_t channel_blocks = blocks_of(channels, block);
    for (std::size_t n = 0; n < batch; ++n)
        for (std::size_t c = 0; c < channels; ++c) {
            const std::size_t outer = (n / batch_block) * channel_blocks + c / block;
            const std::size_t lane = (n % batch_block) * block + c % block;
            for (std::size_t p = 0; p < pixels; ++p)
                visit((n * channels + c) * pixels + p,
                      (outer * pixels + p) * batch_block * block + lane);
        }
}

std::size_t packed_size(std::uint32_t batch,
                        std::uint32_t channels,
                        std::uint32_t height,
                        std::uint32_t width,
                        std::uint32_t batch_block,
                        std::uint32_t block) {
    return std::size_t{blocks_of(batch, batch_block)} * batch_block * blocks_of(channels, block) *
           block * height * width;
}

}  // namespace

std::vector<std::int8_t> pack_activations(const std::vector<std::int8_t>& plain,
                                          std::uint32_t batch,
                                          std::uint32_t channels,
                                          std::uint32_t height,
                                          std::uint32_t width,
                                          std::uint32_t batch_block,
                                          std::uint32_t block) {
    std::vector<std::int8_t> packed(
        packed_size(batch, channels, height, width, batch_block, block));
    for_each_activation(
        batch, channels, height, width, batch_block, block, [&](std::size_t from, std::size_t to) {
            packed[to] = plain[from];
        });
    return packed;
}

std::vector<std::int8_t> unpack_activations(const std::vector<std::int8_t>& packed,
                                            std::uint32_t batch,
                                            std::uint32_t channels,
                                            std::uint32_t height,
                                            std::uint32_t width,
                                            std::uint32_t batch_block,
                                            std::uint32_t block) {
    std::vector<std::int8_t> plain(std::size_t{batch} * channels * height * width);
    for_each_activation(
        batch, channels, height, width, batch_block, block, [&](std::size_t to, std::size_t from) {
            plain[to] = packed[from];
        });
    return plain;
}

std::vector<std::int8_t> pack_weights(const std::vector<std::int8_t>& plain,
                                      const Conv2dShape& shape,
                                      const isa::HardwareConfig& config) {
    const std::size_t taps = std::size_t{shape.kernel_h} * shape.kernel_w;
    const std::size_t in_block = config.block_in();
    const std::size_t out_block = config.block_out();
    const std::size_t in_blocks = blocks_of(shape.in_channels, config.block_in());
    const std::size_t out_blocks = blocks_of(shape.out_channels, config.block_out());
    std::vector<std::int8_t> packed(out_blocks * in_blocks * taps * out_block * in_block);
    for (std::size_t o = 0; o < shape.out_channels; ++o)
        for (std::size_t i = 0; i < shape.in_channels; ++i)
            for (std::size_t tap = 0; tap < taps; ++tap) {
                const std::size_t tensor =
                    ((o / out_block) * in_blocks + i / in_block) * taps + tap;
                packed[(tensor * out_block + o % out_block) * in_block + i % in_block] =
                    plain[(o * shape.in_channels + i) * taps + tap];
            }
    return packed;
}

std::vector<std::int32_t> pack_bias(const std::vector<std::int32_t>& plain,
                                    const isa::HardwareConfig& config) {
    const std::size_t block = config.block_out();
    const std::size_t blocks = (plain.size() + block - 1) / block;
    std::vector<std::int32_t> packed(blocks * config.batch() * block);
    for (std::size_t o = 0; o < plain.size(); ++o)
        for (std::size_t n = 0; n < config.batch(); ++n)
            packed[((o / block) * config.batch() + n) * block + o % block] = plain[o];
    return packed;
}

}  // namespace vta::workloads
