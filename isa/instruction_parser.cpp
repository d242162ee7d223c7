// SPDX-License-Identifier: Apache-2.0
#include "isa/instruction_parser.h"

#include <optional>

#include "base/error.h"
#include "isa/mnemonics.h"

namespace vta::isa {

/// The words of a statement after its mnemonic: "key=value" by key, and flags. take() removes what
/// an opcode knows; whatever is left over is an error.
struct InstructionParser::Fields {
    struct Entry {
        std::string key;
        Token token;                 ///< the whole word
        std::optional<Token> value;  ///< after '='
    };
    std::vector<Entry> entries;

    std::optional<Entry> take(const std::string& key) {
        for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
            if (entry->key != key) continue;
            Entry found = *entry;
            entries.erase(entry);
            return found;
        }
        return std::nullopt;
    }
};

namespace {

/// Splits "a,b" (or "a:b"); nothing if there is no separator.
std::optional<std::pair<Token, Token>> pair_of(const Token& token, char separator) {
    const std::size_t at = token.text.find(separator);
    if (at == std::string::npos) return std::nullopt;
    return std::make_pair(part_of(token, 0, at), part_of(token, at + 1));
}

}  // namespace

InstructionParser::Fields InstructionParser::split_fields(const Statement& statement,
                                                          std::size_t first) const {
    Fields fields;
    for (std::size_t i = first; i < statement.size(); ++i) {
        const Token& token = statement[i];
        const std::size_t equals = token.text.find('=');
        const std::string key = token.text.substr(0, equals);
        for (const auto& other : fields.entries)
            if (other.key == key) source_.fail(token, "this field is given twice");
        std::optional<Token> value;
        if (equals != std::string::npos) value = part_of(token, equals + 1);
        fields.entries.push_back({key, token, value});
    }
    return fields;
}

void InstructionParser::parse_flags(Fields& fields, Instruction& instruction) const {
    visit_flags(instruction, [&](FieldId, const char* name, bool& flag) {
        const auto entry = fields.take(name);
        if (entry && entry->value) source_.fail(entry->token, "a token flag takes no value");
        flag = entry.has_value();
    });
}

void InstructionParser::finish_fields(Fields& fields, const char* known, Word128& unused) const {
    if (const auto entry = fields.take("unused")) {
        if (!entry->value) source_.fail(entry->token, "wants unused=0x...");
        unused = parse_word(*entry->value);
    }
    if (fields.entries.empty()) return;
    source_.fail(fields.entries.front().token,
                 std::string("unknown field; known here: ") + known + (*known != '\0' ? ", " : "") +
                     "pop_prev, pop_next, push_prev, push_next, unused");
}

void InstructionParser::refuse_ambiguous(const Token& token, const std::string& name) const {
    const auto uses = labels_.uses.find(name);
    if (uses != labels_.uses.end() && uses->second > 1)
        source_.fail(token, "this name is defined more than once");
}

MemoryType InstructionParser::memory_type(const Token& token, bool store) const {
    for (std::uint32_t value = 0; value < 8; ++value) {
        const auto type = static_cast<MemoryType>(value);
        if (memory_mnemonic(type) != token.text) continue;
        // Only a STORE may carry a type that has no meaning: the hardware ignores it there.
        if (store || value < kMemoryTypeCount) return type;
    }
    source_.fail(token, "unknown memory; want uop, wgt, inp, acc, out or acc8");
}

std::uint32_t InstructionParser::dram_base(const Token& value, MemoryType type) const {
    const char first = value.text.empty() ? '\0' : value.text[0];
    if (first >= '0' && first <= '9')
        return static_cast<std::uint32_t>(source_.number(value, "dram", 0xffffffffu));
    // A plus sign within quotes belongs to the name.
    const std::size_t name_end = first == '"' ? value.text.rfind('"') : 0;
    const std::size_t plus = value.text.find('+', name_end);
    std::optional<std::pair<Token, Token>> sum;
    if (plus != std::string::npos) sum = {part_of(value, 0, plus), part_of(value, plus + 1)};
    const Token label = sum ? sum->first : value;
    const std::string name = source_.name(label);
    const auto found = labels_.buffers.find(name);
    if (found == labels_.buffers.end()) source_.fail(label, "no buffer of this name");
    refuse_ambiguous(label, name);
    if (index_of(type) >= kMemoryTypeCount)
        source_.fail(value, "a memory without a name wants dram as a number");
    const std::uint64_t base = labels_.base[static_cast<std::size_t>(base_register_of(type))];
    const std::uint64_t bytes = config_.elem_bytes(type);
    const std::uint64_t offset = found->second & ~base;
    if ((base | offset) != found->second)
        source_.fail(label,
                     "the base register of " + std::string(to_string(type)) +
                         " is OR-ed to offsets and cannot reach this buffer");
    if (offset % bytes != 0)
        source_.fail(label,
                     "this buffer's address is no multiple of the " + std::to_string(bytes) +
                         " bytes of a tensor");
    const std::uint64_t extra = sum ? source_.number(sum->second, "offset", 0xffffffffu) : 0;
    const std::uint64_t tensors = offset / bytes;
    if (tensors > 0xffffffffu || tensors + extra > 0xffffffffu)
        source_.fail(value, "this lies beyond the 32 bits of dram");
    return static_cast<std::uint32_t>(tensors + extra);
}

void InstructionParser::parse_memory(const Statement& statement,
                                     Instruction& i,
                                     Word128& unused) const {
    const bool store = i.opcode == Opcode::kStore;
    if (statement.size() < 2)
        source_.fail(statement[0], "wants a memory: uop, wgt, inp, acc, out or acc8");
    i.memory_type = memory_type(statement[1], store);
    Fields fields = split_fields(statement, 2);
    parse_flags(fields, i);
    const auto number = [&](const char* key, std::uint16_t& member) {
        const auto entry = fields.take(key);
        if (!entry) return false;
        if (!entry->value) source_.fail(entry->token, std::string("wants ") + key + "=number");
        member = static_cast<std::uint16_t>(source_.number(*entry->value, key, 0xffff));
        return true;
    };
    const auto pads = [&](const char* key, std::uint8_t& before, std::uint8_t& after) {
        const auto entry = fields.take(key);
        if (!entry) return;
        const auto both = entry->value ? pair_of(*entry->value, ',') : std::nullopt;
        if (!both) source_.fail(entry->token, std::string("wants ") + key + "=before,after");
        before = static_cast<std::uint8_t>(source_.number(both->first, key, 15));
        after = static_cast<std::uint8_t>(source_.number(both->second, key, 15));
    };
    number("sram", i.sram_base);
    if (const auto entry = fields.take("dram")) {
        if (!entry->value) source_.fail(entry->token, "wants dram=number or dram=buffer+number");
        i.dram_base = dram_base(*entry->value, i.memory_type);
    }
    const bool has_x = number("x", i.x_size);
    // One dense row is the common case: what is not written follows from x.
    if (!number("y", i.y_size) && has_x) i.y_size = 1;
    if (!number("stride", i.x_stride) && has_x) i.x_stride = i.x_size;
    pads("y_pad", i.y_pad_0, i.y_pad_1);
    pads("x_pad", i.x_pad_0, i.x_pad_1);
    finish_fields(fields, "sram, dram, y, x, stride, y_pad, x_pad", unused);
}

void InstructionParser::parse_uop_range(const Token& value, Instruction& i) const {
    const std::uint64_t high = (std::uint64_t{1} << codec_.field_bits(FieldId::kUopEnd)) - 1;
    if (const auto range =
            value.text.empty() || value.text[0] == '"' ? std::nullopt : pair_of(value, ':')) {
        const std::uint64_t high_begin =
            (std::uint64_t{1} << codec_.field_bits(FieldId::kUopBegin)) - 1;
        i.uop_begin =
            static_cast<std::uint16_t>(source_.number(range->first, "the first uop", high_begin));
        i.uop_end =
            static_cast<std::uint16_t>(source_.number(range->second, "the uop range's end", high));
        return;
    }
    const std::string name = source_.name(value);
    const auto kernel = labels_.kernels.find(name);
    if (kernel == labels_.kernels.end())
        source_.fail(value, "no micro-op kernel of this name (or write uop=begin:end)");
    refuse_ambiguous(value, name);
    if (kernel->second.end > high) source_.fail(value, "this kernel lies beyond the uop field");
    i.uop_begin = static_cast<std::uint16_t>(kernel->second.begin);
    i.uop_end = static_cast<std::uint16_t>(kernel->second.end);
}

void InstructionParser::parse_compute(const Statement& statement,
                                      Instruction& i,
                                      Word128& unused) const {
    const bool alu = i.opcode == Opcode::kAlu;
    if (alu) {
        std::uint32_t value = 0;
        while (value < 5 && (statement.size() < 2 ||
                             statement[1].text != alu_mnemonic(static_cast<AluOpcode>(value))))
            ++value;
        if (value == 5)
            source_.fail(statement.size() < 2 ? statement[0] : statement[1],
                         "alu wants an operation: min, max, add, shr or mul");
        i.alu_opcode = static_cast<AluOpcode>(value);
    }
    Fields fields = split_fields(statement, alu ? 2 : 1);
    parse_flags(fields, i);
    const auto pair = [&](const char* key, FieldId id, std::uint16_t& out, std::uint16_t& in) {
        const auto entry = fields.take(key);
        if (!entry) return;
        const auto both = entry->value ? pair_of(*entry->value, ',') : std::nullopt;
        if (!both) source_.fail(entry->token, std::string("wants ") + key + "=outer,inner");
        const std::uint64_t high = (std::uint64_t{1} << codec_.field_bits(id)) - 1;
        out = static_cast<std::uint16_t>(source_.number(both->first, key, high));
        in = static_cast<std::uint16_t>(source_.number(both->second, key, high));
    };
    const auto range = fields.take("uop");
    if (!range || !range->value)
        source_.fail(range ? range->token : statement[0], "wants uop=begin:end or uop=kernel");
    parse_uop_range(*range->value, i);
    i.iter_out = i.iter_in = 1;
    pair("iter", FieldId::kIterOut, i.iter_out, i.iter_in);
    pair("dst",
         alu ? FieldId::kAluDstFactorOut : FieldId::kDstFactorOut,
         i.dst_factor_out,
         i.dst_factor_in);
    pair("src",
         alu ? FieldId::kAluSrcFactorOut : FieldId::kSrcFactorOut,
         i.src_factor_out,
         i.src_factor_in);
    if (!alu) {
        pair("wgt", FieldId::kWgtFactorOut, i.wgt_factor_out, i.wgt_factor_in);
        const auto reset = fields.take("reset");
        if (reset && reset->value) source_.fail(reset->token, "reset takes no value");
        i.reset = reset.has_value();
        return finish_fields(fields, "uop, iter, dst, src, wgt, reset", unused);
    }
    for (const char* key : {"imm", "unused_imm"}) {
        const auto entry = fields.take(key);
        if (!entry) continue;
        if (!entry->value) source_.fail(entry->token, std::string("wants ") + key + "=number");
        i.imm = static_cast<std::int16_t>(source_.signed_number(*entry->value, key, -32768, 32767));
        i.use_imm = i.use_imm || std::string(key) == "imm";
    }
    finish_fields(fields, "imm, uop, iter, dst, src", unused);
}

Word128 InstructionParser::parse_word(const Token& token) const {
    const std::string& text = token.text;
    const bool prefixed = text.size() > 2 && text[0] == '0' && text[1] == 'x';
    if (!prefixed || text.size() > 34 ||
        text.find_first_not_of("0123456789abcdefABCDEF", 2) != std::string::npos)
        source_.fail(token, "wants 0x and up to 32 hex digits");
    const std::string digits = std::string(34 - text.size(), '0') + text.substr(2);
    return {std::stoull(digits.substr(16), nullptr, 16),
            std::stoull(digits.substr(0, 16), nullptr, 16)};
}

Word128 InstructionParser::parse(const Statement& statement) const {
    Instruction i;
    Word128 unused;
    std::uint32_t opcode = 0;
    while (opcode < 5 && statement[0].text != opcode_mnemonic(static_cast<Opcode>(opcode)))
        ++opcode;
    if (opcode == 5)
        source_.fail(statement[0],
                     "unknown instruction; want load, store, gemm, alu, finish or a directive");
    i.opcode = static_cast<Opcode>(opcode);
    if (i.is_memory()) {
        parse_memory(statement, i, unused);
    } else if (i.opcode == Opcode::kFinish) {
        Fields fields = split_fields(statement, 1);
        parse_flags(fields, i);
        finish_fields(fields, "", unused);
    } else {
        parse_compute(statement, i, unused);
    }
    Word128 word;
    try {
        word = codec_.encode(i);
    } catch (const ProgramError& error) {
        source_.fail(statement[0], error.what());
    }
    const Word128 full{word.low | unused.low, word.high | unused.high};
    const auto back = codec_.decode(full);
    if (!back || *back != i || (word.low & unused.low) != 0 || (word.high & unused.high) != 0)
        source_.fail(statement.back(), "unused= covers bits that this instruction uses");
    return full;
}

}  // namespace vta::isa
