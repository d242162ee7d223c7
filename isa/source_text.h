// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vta::isa {

/// A word of assembler text with the place it stands at.
struct Token {
    std::string text;
    std::uint32_t line = 0;    ///< from 1
    std::uint32_t column = 0;  ///< from 1
};

/// One line of assembler text, cut into words; comments and blanks are gone.
using Statement = std::vector<Token>;

/// Assembler text of one file: cuts it into words and raises errors at their place.
class SourceText {
  public:
    explicit SourceText(std::string name) : name_(std::move(name)) {}

    /// Statements in order, none empty. Throws ProgramError for an open quote.
    std::vector<Statement> split(const std::string& text) const;

    /// Throws ProgramError "<name>:<line>:<column>: <message>: '<token>'".
    [[noreturn]] void fail(const Token& token, const std::string& message) const;

    /// The number in `token` (decimal, 0x..., or negative where `low` is); `what` names it in
    /// errors.
    std::int64_t signed_number(const Token& token,
                               const std::string& what,
                               std::int64_t low,
                               std::int64_t high) const;
    std::uint64_t number(const Token& token, const std::string& what, std::uint64_t high) const;
    /// A plain name, or a quoted one with the escapes \" \\ \xHH.
    std::string name(const Token& token) const;
    /// The bytes written as hex digits.
    void append_bytes(const Token& token, std::vector<std::uint8_t>& bytes) const;

  private:
    Statement split_line(const std::string& text,
                         std::size_t begin,
                         std::size_t end,
                         std::uint32_t line) const;
    std::string name_;
};

/// A part of a token as a token of its own, so that errors point at it.
Token part_of(const Token& token, std::size_t offset, std::size_t count = std::string::npos);

/// A name as name() reads it back: quoted if it is not plain.
std::string quoted_name(const std::string& name);

/// Text for a message: at most 60 characters, unprintable bytes as '?'.
std::string shortened(const std::string& text);

}  // namespace vta::isa
