// SPDX-License-Identifier: Apache-2.0
#include "sim/hex.h"

namespace vta::sim {

namespace {

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

constexpr char kDigits[] = "0123456789abcdef";

}  // namespace

std::optional<std::uint64_t> parse_hex(const std::string& text,
                                       std::size_t first,
                                       std::size_t digits) {
    if (first + digits > text.size()) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = first; i < first + digits; ++i) {
        const int digit = digit_of(text[i]);
        if (digit < 0) return std::nullopt;
        value = value << 4 | static_cast<std::uint64_t>(digit);
    }
    return value;
}

std::optional<isa::Word128> parse_word(const std::string& text) {
    if (text.size() != 32) return std::nullopt;
    const auto high = parse_hex(text, 0, 16);
    const auto low = parse_hex(text, 16, 16);
    if (!high || !low) return std::nullopt;
    return isa::Word128{*low, *high};
}

std::optional<std::vector<std::uint8_t>> parse_bytes(const std::string& text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::vector<std::uint8_t> bytes(text.size() / 2);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = digit_of(text[2 * i]);
        const int low = digit_of(text[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return bytes;
}

std::string hex_digits(std::uint64_t value, std::size_t digits) {
    std::string text(digits, '0');
    for (std::size_t i = digits; i-- > 0; value >>= 4) text[i] = kDigits[value & 15];
    return text;
}

std::string hex_digits(const isa::Word128& word) {
    return hex_digits(word.high, 16) + hex_digits(word.low, 16);
}

std::string hex_digits(const std::vector<std::uint8_t>& bytes) {
    std::string text;
    text.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

}  // namespace vta::sim
