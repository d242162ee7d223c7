// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/conv2d_shape.h"

namespace vta::workloads {

/// Plain tensors of one convolution (layouts: workloads/packed_layout.h).
struct Conv2dData {
    std::vector<std::int8_t> input;
    std::vector<std::int8_t> weights;
    std::vector<std::int32_t> bias;  ///< one an output channel; used where the epilogue has a bias
};

/// Seeded random tensors: activations and weights over all of int8, bias of 16 bits.
Conv2dData random_conv2d_data(const Conv2dShape& shape, std::uint64_t seed);

/// The convolution as its definition reads, on 32-bit wrapping accumulators, then the epilogue and
/// the low 8 bits. Knows nothing of blocks, tiles or buffers.
std::vector<std::int8_t> reference_conv2d(const Conv2dShape& shape,
                                          const Conv2dEpilogue& epilogue,
                                          const Conv2dData& data);

/// The epilogue of one accumulator that holds `sum`.
std::int8_t apply_epilogue(const Conv2dEpilogue& epilogue, std::uint32_t sum, std::int32_t bias);

}  // namespace vta::workloads
