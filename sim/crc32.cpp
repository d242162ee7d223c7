// SPDX-License-Identifier: Apache-2.0
#include "sim/crc32.h"

#include <array>
#include <cstring>

namespace vta::sim {

namespace {

constexpr std::size_t kSlices = 16;
using Tables = std::array<std::array<std::uint32_t, 256>, kSlices>;

// tables[s][b]: what byte b contributes when s more bytes follow it.
constexpr Tables make_tables() {
    Tables tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320u : 0u);
        tables[0][byte] = crc;
    }
    for (std::size_t slice = 1; slice < kSlices; ++slice) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t before = tables[slice - 1][byte];
            tables[slice][byte] = before >> 8 ^ tables[0][before & 0xff];
        }
    }
    return tables;
}

constexpr Tables kTables = make_tables();

// The four bytes of `word`, the last of which `after` bytes follow.
std::uint32_t slice(std::uint32_t word, std::size_t after) {
    return kTables[after + 3][word & 0xff] ^ kTables[after + 2][word >> 8 & 0xff] ^
           kTables[after + 1][word >> 16 & 0xff] ^ kTables[after][word >> 24];
}

}  // namespace

std::uint32_t crc32(const std::uint8_t* bytes, std::size_t count) {
    std::uint32_t crc = 0xffffffffu;
    for (; count >= kSlices; bytes += kSlices, count -= kSlices) {
        std::uint32_t words[kSlices / 4];
        std::memcpy(words, bytes, kSlices);  // every supported host is little-endian
        crc = slice(words[0] ^ crc, 12) ^ slice(words[1], 8) ^ slice(words[2], 4) ^
              slice(words[3], 0);
    }
    for (; count > 0; ++bytes, --count) crc = crc >> 8 ^ kTables[0][(crc ^ *bytes) & 0xff];
    return ~crc;
}

}  // namespace vta::sim
