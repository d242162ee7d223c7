// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace vta::functional {

/// Inputs in the form that GemmTile asks for: `count` scalars of `bits` bits (8 or 16) to 16 bits
/// each, or, for byte kernels, 8-bit scalars offset by 128.
void pack_inputs(
    const std::uint8_t* from, std::size_t count, std::uint32_t bits, bool bytes, std::uint8_t* to);

/// One weight tensor [block_out][block_in] of `bits`-bit scalars to [group][block_out].
void pack_weights(const std::uint8_t* from,
                  std::uint32_t block_out,
                  std::uint32_t block_in,
                  std::uint32_t bits,
                  bool bytes,
                  std::uint8_t* to);

}  // namespace vta::functional
