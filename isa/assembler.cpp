// SPDX-License-Identifier: Apache-2.0
#include "isa/assembler.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/error.h"
#include "isa/codec.h"
#include "isa/instruction_parser.h"
#include "isa/source_text.h"

namespace vta::isa {
namespace {

constexpr std::uint64_t kMaxAddress = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kMaxDataBytes = std::uint64_t{1} << 28;  ///< of all sections together
constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kDefaultDramBytes = std::uint64_t{1} << 20;
constexpr const char* kBaseNames[] = {"instructions", "uop", "inp", "wgt", "acc", "out"};

std::uint64_t round_up(std::uint64_t value, std::uint64_t to) {
    return value > kMaxAddress - to ? value : (value + to - 1) / to * to;
}

/// One pass over the statements fills the data sections and labels; instructions are kept for the
/// end, when every label and base register is known.
class Assembler {
  public:
    Assembler(const std::string& source_name, const HardwareConfig& config)
        : source_(source_name), config_(config), codec_(config) {}

    AssembledProgram run(const std::string& text) {
        for (const Statement& statement : source_.split(text)) take(statement);
        close_section();
        labels_.base = result_.program.base;
        const InstructionParser parser(source_, config_, codec_, labels_);
        for (const Statement& statement : instructions_)
            result_.program.instructions.push_back(statement[0].text == ".word"
                                                       ? parser.parse_word(statement[1])
                                                       : parser.parse(statement));
        place_defaults();
        return std::move(result_);
    }

  private:
    void take(const Statement& statement);
    void take_data_line(const Statement& statement);
    void take_base(const Statement& statement);
    void take_dram(const Statement& statement);
    void take_uop(const Statement& statement);
    void open_section(const Statement& statement);
    void open_kernel(const Statement& statement);
    void close_kernel();
    void close_section();
    std::uint32_t next_uop() const;
    void define(const Token& token, const std::string& name, std::uint64_t address);
    void place_defaults();
    void want_words(const Statement& statement,
                    std::size_t low,
                    std::size_t high,
                    const char* form);
    std::uint64_t option(const Token& token, const std::string& key, std::uint64_t high);
    std::vector<std::uint8_t>& section_bytes(const Token& token);

    SourceText source_;
    const HardwareConfig& config_;
    Codec codec_;
    AssembledProgram result_;
    Labels labels_;
    std::vector<Statement> instructions_;
    enum class Section { kNone, kData, kUops, kExpect } section_ = Section::kNone;
    std::optional<std::string> open_kernel_;  ///< its micro-ops run up to the next kernel
    std::string open_uops_;                   ///< the section is a kernel of its own
    std::uint64_t uops_sram_ = 0;             ///< on-chip place of the section's first micro-op
    std::uint64_t used_end_ = 0;              ///< end of everything that has an address
    std::uint64_t data_bytes_ = 0;            ///< bytes of .bytes and .fill so far
    bool has_instruction_base_ = false;
    bool has_dram_ = false;
};

void Assembler::want_words(const Statement& statement,
                           std::size_t low,
                           std::size_t high,
                           const char* form) {
    if (statement.size() < low)
        source_.fail(statement[0], std::string("something is missing; want ") + form);
    if (statement.size() > high)
        source_.fail(statement[high], std::string("too much on this line; want ") + form);
}

std::uint64_t Assembler::option(const Token& token, const std::string& key, std::uint64_t high) {
    if (token.text.compare(0, key.size() + 1, key + "=") != 0)
        source_.fail(token, "unknown option; want " + key + "=number");
    return source_.number(part_of(token, key.size() + 1), key, high);
}

void Assembler::take(const Statement& statement) {
    const std::string& word = statement[0].text;
    if (word[0] != '.') {
        instructions_.push_back(statement);
    } else if (word == ".word") {
        want_words(statement, 2, 2, ".word 0x...");
        instructions_.push_back(statement);
    } else if (word == ".program") {
        want_words(statement, 2, 2, ".program NAME");
        result_.program.name = source_.name(statement[1]);
    } else if (word == ".config") {
        want_words(statement, 2, 2, ".config NAME");
        result_.config =
            statement[1].text[0] == '"' ? source_.name(statement[1]) : statement[1].text;
    } else if (word == ".base") {
        take_base(statement);
    } else if (word == ".dram") {
        take_dram(statement);
    } else if (word == ".buffer" || word == ".data" || word == ".uops" || word == ".expect") {
        open_section(statement);
    } else {
        take_data_line(statement);
    }
}

void Assembler::take_base(const Statement& statement) {
    for (std::size_t i = 1; i < statement.size(); ++i) {
        const Token& token = statement[i];
        const std::size_t equals = token.text.find('=');
        const std::string key = token.text.substr(0, equals);
        const auto* name = std::find(std::begin(kBaseNames), std::end(kBaseNames), key);
        if (equals == std::string::npos || name == std::end(kBaseNames))
            source_.fail(token,
                         "unknown base register; want instructions, uop, inp, wgt, acc or out "
                         "with =address");
        const auto index = static_cast<std::size_t>(name - kBaseNames);
        result_.program.base[index] = source_.number(part_of(token, equals + 1), key, kMaxAddress);
        has_instruction_base_ = has_instruction_base_ || index == 0;
    }
}

void Assembler::take_dram(const Statement& statement) {
    want_words(statement, 2, 3, ".dram BYTES [seed=NUMBER]");
    result_.program.dram_bytes = source_.number(statement[1], "size", kMaxAddress);
    if (statement.size() == 3)
        result_.program.dram_seed = option(statement[2], "seed", kMaxAddress);
    has_dram_ = true;
}

void Assembler::define(const Token& token, const std::string& name, std::uint64_t address) {
    if (labels_.uses[name]++ > 0 && section_ == Section::kNone)
        source_.fail(token, "this name is defined already");
    labels_.buffers[name] = address;
}

void Assembler::open_section(const Statement& statement) {
    close_section();
    const std::string& word = statement[0].text;
    const bool buffer = word == ".buffer";
    const bool uops = word == ".uops";
    want_words(statement,
               3,
               buffer || uops ? 4 : 3,
               buffer ? ".buffer NAME ADDRESS [size=BYTES]"
               : uops ? ".uops NAME ADDRESS [sram=INDEX]"
                      : "a name and an address");
    const std::string name = source_.name(statement[1]);
    const std::uint64_t address = source_.number(statement[2], "address", kMaxAddress);
    used_end_ = std::max(used_end_, address);
    section_ = buffer ? Section::kNone
               : uops ? Section::kUops
                      : (word == ".data" ? Section::kData : Section::kExpect);
    if (word == ".expect") {
        // A region is often a buffer too, under the same name; it defines no label of its own.
        result_.program.expected.push_back({name, address, {}});
        return;
    }
    define(statement[1], name, address);
    if (buffer && statement.size() == 4)
        used_end_ = std::max(
            used_end_,
            address + std::min(option(statement[3], "size", kMaxAddress), kMaxAddress - address));
    if (!buffer) result_.program.segments.push_back({name, address, {}});
    if (!uops) return;
    uops_sram_ = statement.size() == 4 ? option(statement[3], "sram", 0xffff) : 0;
    open_uops_ = name;
}

/// On-chip place of the micro-op that the next .uop makes.
std::uint32_t Assembler::next_uop() const {
    const std::uint64_t count = result_.program.segments.back().bytes.size() / kUopBytes;
    return static_cast<std::uint32_t>(uops_sram_ + count);
}

void Assembler::open_kernel(const Statement& statement) {
    if (section_ != Section::kUops) source_.fail(statement[0], "this belongs below .uops");
    want_words(statement, 2, 2, ".kernel NAME");
    close_kernel();
    open_kernel_ = source_.name(statement[1]);
    if (labels_.uses[*open_kernel_]++ > 0)
        source_.fail(statement[1], "this name is defined already");
    labels_.kernels[*open_kernel_].begin = next_uop();
}

void Assembler::close_kernel() {
    if (open_kernel_) labels_.kernels[*open_kernel_].end = next_uop();
    open_kernel_.reset();
}

void Assembler::close_section() {
    if (section_ != Section::kUops) return;
    close_kernel();
    labels_.kernels[open_uops_] = {static_cast<std::uint32_t>(uops_sram_), next_uop()};
    section_ = Section::kNone;
}

std::vector<std::uint8_t>& Assembler::section_bytes(const Token& token) {
    if (section_ == Section::kData || section_ == Section::kUops)
        return result_.program.segments.back().bytes;
    if (section_ == Section::kExpect) return result_.program.expected.back().bytes;
    source_.fail(token, "this belongs below .data, .uops or .expect");
}

void Assembler::take_uop(const Statement& statement) {
    if (section_ != Section::kUops) source_.fail(statement[0], "this belongs below .uops");
    want_words(statement, 4, 4, ".uop DST SRC WGT");
    const auto bits = codec_.uop_field_bits();
    static constexpr const char* kNames[] = {"dst", "src", "wgt"};
    std::array<std::uint16_t, 3> values{};
    for (std::size_t i = 0; i < 3; ++i)
        values[i] = static_cast<std::uint16_t>(
            source_.number(statement[i + 1], kNames[i], (1u << bits[i]) - 1));
    const std::uint32_t word = codec_.encode_uop({values[0], values[1], values[2]});
    for (std::uint32_t byte = 0; byte < kUopBytes; ++byte)
        section_bytes(statement[0]).push_back(static_cast<std::uint8_t>(word >> (8 * byte)));
}

void Assembler::take_data_line(const Statement& statement) {
    const std::string& word = statement[0].text;
    if (word == ".uop") return take_uop(statement);
    if (word == ".kernel") return open_kernel(statement);
    if (word != ".bytes" && word != ".fill")
        source_.fail(statement[0],
                     "unknown directive; known: .program, .config, .base, .dram, .buffer, .data, "
                     ".uops, .kernel, .uop, .bytes, .fill, .expect, .word");
    std::vector<std::uint8_t>& bytes = section_bytes(statement[0]);
    const std::size_t before = bytes.size();
    if (word == ".bytes") {
        for (std::size_t i = 1; i < statement.size(); ++i)
            source_.append_bytes(statement[i], bytes);
    } else {
        want_words(statement, 2, 3, ".fill COUNT [BYTE]");
        const std::uint64_t count =
            source_.number(statement[1], "count", kMaxDataBytes - data_bytes_);
        const std::uint64_t value =
            statement.size() == 3 ? source_.number(statement[2], "byte", 255) : 0;
        bytes.insert(bytes.end(), count, static_cast<std::uint8_t>(value));
    }
    data_bytes_ += bytes.size() - before;
    if (data_bytes_ > kMaxDataBytes)
        source_.fail(statement[0], "the data are more than 256 MiB; use a program image instead");
}

/// Instructions go behind everything else and DRAM ends behind them, unless the text says where.
void Assembler::place_defaults() {
    Program& program = result_.program;
    for (const Segment& segment : program.segments)
        used_end_ = std::max(used_end_, segment.address + segment.bytes.size());
    for (const ExpectedRegion& region : program.expected)
        used_end_ = std::max(used_end_, region.address + region.bytes.size());
    if (!has_instruction_base_) program.base[0] = round_up(std::max(used_end_, kPage), kPage);
    const std::uint64_t end =
        std::max(used_end_, program.base[0] + program.instructions.size() * kInstructionBytes);
    if (!has_dram_) program.dram_bytes = std::max(kDefaultDramBytes, round_up(end, kPage));
}

}  // namespace

AssembledProgram assemble(const std::string& text,
                          const std::string& source_name,
                          const HardwareConfig& config) {
    return Assembler(source_name, config).run(text);
}

std::string declared_config(const std::string& text, const std::string& source_name) {
    const SourceText source(source_name);
    for (const Statement& statement : source.split(text)) {
        if (statement[0].text != ".config") continue;
        if (statement.size() != 2) source.fail(statement[0], "want .config NAME");
        return statement[1].text[0] == '"' ? source.name(statement[1]) : statement[1].text;
    }
    return "";
}

}  // namespace vta::isa
