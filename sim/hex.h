// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isa/instruction.h"

namespace vta::sim {

/// Exactly `digits` hexadecimal digits as a number; nothing if the text is anything else.
std::optional<std::uint64_t> parse_hex(const std::string& text,
                                       std::size_t first,
                                       std::size_t digits);
std::optional<isa::Word128> parse_word(const std::string& text);
std::optional<std::vector<std::uint8_t>> parse_bytes(const std::string& text);

/// Lower-case digits, most significant first.
std::string hex_digits(std::uint64_t value, std::size_t digits);
std::string hex_digits(const isa::Word128& word);
std::string hex_digits(const std::vector<std::uint8_t>& bytes);

}  // namespace vta::sim
