// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "isa/hardware_config.h"
#include "workloads/conv2d_shape.h"

namespace vta::workloads {

inline constexpr std::uint32_t blocks_of(std::uint32_t scalars, std::uint32_t block) {
    return (scalars + block - 1) / block;
}

/// Plain tensors are dense: activations [batch][channel][row][column], weights
/// [out][in][row][column], bias [out]. Packed ones are cut into the hardware's tensors; what does
/// not fill one is zero:
///   activations [batch block][channel block][row][column][batch][channel],
///   weights     [out block][in block][row][column][out][in],
///   bias        [out block][batch][out], the same for every batch row.

/// `block` is the channels of one tensor (block_in of an input, block_out of an output).
std::vector<std::int8_t> pack_activations(const std::vector<std::int8_t>& plain,
                                          std::uint32_t batch,
                                          std::uint32_t channels,
                                          std::uint32_t height,
                                          std::uint32_t width,
                                          std::uint32_t batch_block,
                                          std::uint32_t block);

std::vector<std::int8_t> unpack_activations(const std::vector<std::int8_t>& packed,
                                            std::uint32_t batch,
                                            std::uint32_t channels,
                                            std::uint32_t height,
                                            std::uint32_t width,
                                            std::uint32_t batch_block,
                                            std::uint32_t block);

std::vector<std::int8_t> pack_weights(const std::vector<std::int8_t>& plain,
                                      const Conv2dShape& shape,
                                      const isa::HardwareConfig& config);

std::vector<std::int32_t> pack_bias(const std::vector<std::int32_t>& plain,
                                    const isa::HardwareConfig& config);

}  // namespace vta::workloads
