// SPDX-License-Identifier: Apache-2.0
#include "models/functional/operand_packing.h"

#include <cstring>

namespace vta::functional {
namespace {

constexpr std::uint8_t kOffset = 0x80;

template <typename Scalar>
Scalar scalar_at(const std::uint8_t* from, std::size_t index) {
    Scalar value;
    std::memcpy(&value, from + index * sizeof value, sizeof value);
    return value;
}

void pack_byte_weights(const std::uint8_t* from,
                       std::uint32_t block_out,
                       std::uint32_t block_in,
                       std::uint8_t* to) {
    const std::uint32_t groups = block_in / 4;
    for (std::uint32_t oc = 0; oc < block_out; ++oc) {
        const std::uint8_t* row = from + std::size_t{oc} * block_in;
        for (std::uint32_t g = 0; g < groups; ++g)
            std::memcpy(to + 4 * (std::size_t{g} * block_out + oc), row + 4 * g, 4);
        std::int32_t sum = 0;
        for (std::uint32_t ic = 0; ic < block_in; ++ic) sum += static_cast<std::int8_t>(row[ic]);
        const std::int32_t correction = -kOffset * sum;
        std::memcpy(to + 4 * (std::size_t{groups} * block_out + oc), &correction, 4);
    }
}

template <typename Scalar>
void pack_pair_weights(const std::uint8_t* from,
                       std::uint32_t block_out,
                       std::uint32_t block_in,
                       std::uint8_t* to) {
    for (std::uint32_t oc = 0; oc < block_out; ++oc)
        for (std::uint32_t g = 0; g < block_in / 2; ++g) {
            const std::size_t at = std::size_t{oc} * block_in + 2 * g;
            const std::int16_t pair[2] = {scalar_at<Scalar>(from, at),
                                          scalar_at<Scalar>(from, at + 1)};
            std::memcpy(to + 4 * (std::size_t{g} * block_out + oc), pair, sizeof pair);
        }
}

}  // namespace

void pack_inputs(
    const std::uint8_t* from, std::size_t count, std::uint32_t bits, bool bytes, std::uint8_t* to) {
    if (bytes) {
        for (std::size_t i = 0; i < count; ++i) to[i] = from[i] ^ kOffset;
    } else if (bits == 16) {
        std::memcpy(to, from, 2 * count);
    } else {
        for (std::size_t i = 0; i < count; ++i) {
            const std::int16_t wide = static_cast<std::int8_t>(from[i]);
            std::memcpy(to + 2 * i, &wide, sizeof wide);
        }
    }
}

void pack_weights(const std::uint8_t* from,
                  std::uint32_t block_out,
                  std::uint32_t block_in,
                  std::uint32_t bits,
                  bool bytes,
                  std::uint8_t* to) {
    if (bytes)
        pack_byte_weights(from, block_out, block_in, to);
    else if (bits == 16)
        pack_pair_weights<std::int16_t>(from, block_out, block_in, to);
    else
        pack_pair_weights<std::int8_t>(from, block_out, block_in, to);
}

}  // namespace vta::functional
