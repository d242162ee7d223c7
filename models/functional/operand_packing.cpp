// SPDX-License-Identifier: Apache-2.0
#include "models/functional/operand_packing.h"

#include <cstring>

namespace vta::functional {
namespace {

constexpr std::uint8_t kOffset = 0x80;

// Vectors of the compiler, which become whatever the CPU has.
using Quad = std::int32_t __attribute__((vector_size(16)));
using Bytes8 = std::int8_t __attribute__((vector_size(8)));
using Shorts8 = std::int16_t __attribute__((vector_size(16)));

/// Groups g to g + 3 of channels oc to oc + 3, one vector a channel, to one vector a group.
void transpose(const Quad (&rows)[4], std::uint32_t block_out, std::uint8_t* to) {
    const Quad low_01 = __builtin_shufflevector(rows[0], rows[1], 0, 4, 1, 5);
    const Quad high_01 = __builtin_shufflevector(rows[0], rows[1], 2, 6, 3, 7);
    const Quad low_23 = __builtin_shufflevector(rows[2], rows[3], 0, 4, 1, 5);
    const Quad high_23 = __builtin_shufflevector(rows[2], rows[3], 2, 6, 3, 7);
    const Quad groups[4] = {__builtin_shufflevector(low_01, low_23, 0, 1, 4, 5),
                            __builtin_shufflevector(low_01, low_23, 2, 3, 6, 7),
                            __builtin_shufflevector(high_01, high_23, 0, 1, 4, 5),
                            __builtin_shufflevector(high_01, high_23, 2, 3, 6, 7)};
    for (std::uint32_t g = 0; g < 4; ++g)
        std::memcpy(to + 4 * std::size_t{g} * block_out, &groups[g], sizeof groups[g]);
}

/// Groups as they lie: four bytes, or two 16-bit scalars.
struct Plain {
    static constexpr std::uint32_t kBytes = 4;  ///< of a group before packing
    static Quad four(const std::uint8_t* from) {
        Quad groups;
        std::memcpy(&groups, from, sizeof groups);
        return groups;
    }
    static std::int32_t one(const std::uint8_t* from) {
        std::int32_t group;
        std::memcpy(&group, from, sizeof group);
        return group;
    }
};

/// Two bytes that become two 16-bit scalars.
struct Widened {
    static constexpr std::uint32_t kBytes = 2;
    static Quad four(const std::uint8_t* from) {
        Bytes8 narrow;
        std::memcpy(&narrow, from, sizeof narrow);
        const Shorts8 wide = __builtin_convertvector(narrow, Shorts8);
        Quad groups;
        std::memcpy(&groups, &wide, sizeof groups);
        return groups;
    }
    static std::int32_t one(const std::uint8_t* from) {
        const std::int16_t pair[2] = {static_cast<std::int8_t>(from[0]),
                                      static_cast<std::int8_t>(from[1])};
        std::int32_t group;
        std::memcpy(&group, pair, sizeof group);
        return group;
    }
};

template <class Groups>
void pack(const std::uint8_t* from,
          std::uint32_t block_out,
          std::uint32_t groups,
          std::uint8_t* to) {
    const std::size_t row_bytes = std::size_t{groups} * Groups::kBytes;
    for (std::uint32_t oc = 0; oc < block_out; oc += 4) {
        const std::uint8_t* rows = from + oc * row_bytes;
        std::uint32_t g = 0;
        for (; g + 4 <= groups; g += 4) {
            const std::uint8_t* at = rows + std::size_t{g} * Groups::kBytes;
            const Quad quads[4] = {Groups::four(at),
                                   Groups::four(at + row_bytes),
                                   Groups::four(at + 2 * row_bytes),
                                   Groups::four(at + 3 * row_bytes)};
            transpose(quads, block_out, to + 4 * (std::size_t{g} * block_out + oc));
        }
        for (; g < groups; ++g)
            for (std::uint32_t i = 0; i < 4; ++i) {
                const std::int32_t group = Groups::one(rows + i * row_bytes + g * Groups::kBytes);
                std::memcpy(to + 4 * (std::size_t{g} * block_out + oc + i), &group, sizeof group);
            }
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
        pack<Plain>(from, block_out, block_in / 4, to);
    else if (bits == 16)
        pack<Plain>(from, block_out, block_in / 2, to);
    else
        pack<Widened>(from, block_out, block_in / 2, to);
}

}  // namespace vta::functional
