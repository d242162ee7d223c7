// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "isa/codec.h"
#include "isa/program.h"
#include "isa/source_text.h"

namespace vta::isa {

/// What the names of a program stand for.
struct Labels {
    struct Kernel {
        std::uint32_t begin = 0;  ///< first micro-op's place in the on-chip buffer
        std::uint32_t end = 0;
    };
    std::map<std::string, std::uint64_t> buffers;  ///< byte addresses
    std::map<std::string, Kernel> kernels;
    std::map<std::string, int> uses;  ///< how often each name was defined
    std::array<std::uint64_t, kBaseRegisterCount> base{};
};

/// Turns one statement of assembler text into an instruction word.
class InstructionParser {
  public:
    InstructionParser(const SourceText& source,
                      const HardwareConfig& config,
                      const Codec& codec,
                      const Labels& labels)
        : source_(source), config_(config), codec_(codec), labels_(labels) {}

    /// Throws ProgramError at the offending word.
    Word128 parse(const Statement& statement) const;

    /// The word that 1 to 32 hex digits after "0x" spell.
    Word128 parse_word(const Token& token) const;

  private:
    struct Fields;
    Fields split_fields(const Statement& statement, std::size_t first) const;
    void parse_flags(Fields& fields, Instruction& instruction) const;
    void parse_memory(const Statement& statement, Instruction& instruction, Word128& unused) const;
    void parse_compute(const Statement& statement, Instruction& instruction, Word128& unused) const;
    MemoryType memory_type(const Token& token, bool store) const;
    std::uint32_t dram_base(const Token& value, MemoryType type) const;
    void parse_uop_range(const Token& value, Instruction& instruction) const;
    void finish_fields(Fields& fields, const char* known, Word128& unused) const;
    void refuse_ambiguous(const Token& token, const std::string& name) const;

    const SourceText& source_;
    const HardwareConfig& config_;
    const Codec& codec_;
    const Labels& labels_;
};

}  // namespace vta::isa
