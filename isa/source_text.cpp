// SPDX-License-Identifier: Apache-2.0
#include "isa/source_text.h"

#include <cstdio>
#include <optional>

#include "base/error.h"

namespace vta::isa {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_plain(const std::string& name) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    if (name.empty() || !letter(name[0])) return false;
    for (const char c : name)
        if (!letter(c) && !(c >= '0' && c <= '9') && c != '.' && c != '-') return false;
    return true;
}

/// Nothing if `digits` is no number below 2^64.
std::optional<std::uint64_t> parse_unsigned(const std::string& digits) {
    const bool hex = digits.size() > 2 && digits[0] == '0' && (digits[1] | 0x20) == 'x';
    const std::uint64_t base = hex ? 16 : 10;
    if (digits.empty()) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = hex ? 2 : 0; i < digits.size(); ++i) {
        const int digit = hex_digit(digits[i]);
        if (digit < 0 || static_cast<std::uint64_t>(digit) >= base) return std::nullopt;
        if (value > (~std::uint64_t{0} - static_cast<std::uint64_t>(digit)) / base)
            return std::nullopt;
        value = value * base + static_cast<std::uint64_t>(digit);
    }
    return value;
}

}  // namespace

std::string shortened(const std::string& text) {
    std::string result = text.substr(0, 60);
    for (char& c : result)
        if (c < 0x20 || c > 0x7e) c = '?';
    return text.size() > 60 ? result + "..." : result;
}

Token part_of(const Token& token, std::size_t offset, std::size_t count) {
    return {token.text.substr(offset, count),
            token.line,
            token.column + static_cast<std::uint32_t>(offset)};
}

std::string quoted_name(const std::string& name) {
    if (is_plain(name)) return name;
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') {
            quoted += std::string("\\") + c;
        } else if (c < 0x20 || c > 0x7e) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned char>(c));
            quoted += escape;
        } else {
            quoted += c;
        }
    }
    return quoted + "\"";
}

void SourceText::fail(const Token& token, const std::string& message) const {
    throw ProgramError(name_ + ":" + std::to_string(token.line) + ":" +
                       std::to_string(token.column) + ": " + message + ": '" +
                       shortened(token.text) + "'");
}

Statement SourceText::split_line(const std::string& text,
                                 std::size_t begin,
                                 std::size_t end,
                                 std::uint32_t line) const {
    Statement statement;
    std::size_t at = begin;
    while (at < end) {
        if (is_blank(text[at])) {
            ++at;
            continue;
        }
        if (text[at] == ';' || text[at] == '#') break;
        const std::size_t start = at;
        bool quoted = false;
        while (at < end &&
               (quoted || (!is_blank(text[at]) && text[at] != ';' && text[at] != '#'))) {
            if (text[at] == '"') quoted = !quoted;
            if (quoted && text[at] == '\\' && at + 1 < end) ++at;
            ++at;
        }
        statement.push_back(
            {text.substr(start, at - start), line, static_cast<std::uint32_t>(start - begin + 1)});
        if (quoted) fail(statement.back(), "this quote is never closed");
    }
    return statement;
}

std::vector<Statement> SourceText::split(const std::string& text) const {
    std::vector<Statement> statements;
    std::uint32_t line = 1;
    for (std::size_t begin = 0; begin < text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        Statement statement = split_line(text, begin, end, line);
        if (!statement.empty()) statements.push_back(std::move(statement));
        begin = end + 1;
    }
    return statements;
}

std::int64_t SourceText::signed_number(const Token& token,
                                       const std::string& what,
                                       std::int64_t low,
                                       std::int64_t high) const {
    const bool negative = !token.text.empty() && token.text[0] == '-';
    const auto magnitude = parse_unsigned(negative ? token.text.substr(1) : token.text);
    if (magnitude && *magnitude <= static_cast<std::uint64_t>(INT64_MAX)) {
        const auto value = static_cast<std::int64_t>(*magnitude);
        const std::int64_t result = negative ? -value : value;
        if (result >= low && result <= high) return result;
    }
    fail(token,
         what + " wants a number from " + std::to_string(low) + " to " + std::to_string(high));
}

std::uint64_t SourceText::number(const Token& token,
                                 const std::string& what,
                                 std::uint64_t high) const {
    const auto value = parse_unsigned(token.text);
    if (!value || *value > high)
        fail(token, what + " wants a number from 0 to " + std::to_string(high));
    return *value;
}

std::string SourceText::name(const Token& token) const {
    const std::string& text = token.text;
    if (is_plain(text)) return text;
    if (text.size() < 2 || text.front() != '"' || text.back() != '"')
        fail(token, "a name wants letters, digits, '_', '.' and '-' only, or quotes");
    std::string name;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '"') fail(token, "a quote within a name is written \\\"");
        if (text[i] != '\\') {
            name += text[i];
            continue;
        }
        ++i;
        const bool hex = text[i] == 'x' && i + 3 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                         hex_digit(text[i + 2]) >= 0;
        if (hex) {
            name += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else if ((text[i] == '"' || text[i] == '\\') && i + 1 < text.size()) {
            name += text[i];
        } else {
            fail(token, "the escapes of a name are \\\", \\\\ and \\xHH");
        }
    }
    return name;
}

void SourceText::append_bytes(const Token& token, std::vector<std::uint8_t>& bytes) const {
    const std::string& text = token.text;
    if (text.size() % 2 != 0) fail(token, "bytes want an even number of hex digits");
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_digit(text[i]);
        const int low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) fail(token, "bytes want hex digits only");
        bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
}

}  // namespace vta::isa
