// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "isa/instruction.h"

namespace vta::isa {

/// Size of a regular file. Throws IoError for anything else (a device would never end).
std::uint64_t file_bytes(const std::string& path);

/// `count` bytes from `offset`. Throws IoError, also if the file is shorter.
std::vector<std::uint8_t> read_bytes(const std::string& path,
                                     std::uint64_t offset,
                                     std::uint64_t count);
/// The whole file.
std::vector<std::uint8_t> read_bytes(const std::string& path);

/// Throws IoError.
void write_bytes(const std::string& path, const std::vector<std::uint8_t>& bytes);

/// Instructions as they lie in memory: 16 bytes each, little-endian, bits 63..0 first. `bytes` must
/// be a multiple of 16 long.
std::vector<Word128> instructions_from(const std::vector<std::uint8_t>& bytes);
std::vector<std::uint8_t> bytes_from(const std::vector<Word128>& instructions);

}  // namespace vta::isa
