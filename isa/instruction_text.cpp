// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdio>

#include "isa/disassembler.h"
#include "isa/mnemonics.h"

namespace vta::isa {
namespace {

std::string hex(std::uint64_t value) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
    return text;
}

/// Appends " key=a,b", or nothing where both are 0 and `always` is false.
void append_pair(
    std::string& text, const char* key, std::uint32_t a, std::uint32_t b, bool always = false) {
    if (!always && a == 0 && b == 0) return;
    text += std::string(" ") + key + "=" + std::to_string(a) + "," + std::to_string(b);
}

void append_memory(std::string& text, const Instruction& i) {
    text += std::string(" ") + memory_mnemonic(i.memory_type);
    // A pure token instruction has nothing else to say.
    const bool blank =
        i.sram_base == 0 && i.dram_base == 0 && i.y_size == 0 && i.x_size == 0 && i.x_stride == 0;
    if (!blank)
        text += " sram=" + std::to_string(i.sram_base) + " dram=" + hex(i.dram_base) +
                " y=" + std::to_string(i.y_size) + " x=" + std::to_string(i.x_size) +
                " stride=" + std::to_string(i.x_stride);
    append_pair(text, "y_pad", i.y_pad_0, i.y_pad_1);
    append_pair(text, "x_pad", i.x_pad_0, i.x_pad_1);
}

void append_loops(std::string& text, const Instruction& i) {
    text += " uop=" + std::to_string(i.uop_begin) + ":" + std::to_string(i.uop_end);
    append_pair(text, "iter", i.iter_out, i.iter_in, true);
    append_pair(text, "dst", i.dst_factor_out, i.dst_factor_in, true);
    append_pair(text, "src", i.src_factor_out, i.src_factor_in, true);
}

void append_alu(std::string& text, const Instruction& i) {
    text += std::string(" ") + alu_mnemonic(i.alu_opcode);
    // Shifts look at the immediate's sign even where the operand is a tensor.
    if (i.use_imm)
        text += " imm=" + std::to_string(i.imm);
    else if (i.imm != 0)
        text += " unused_imm=" + std::to_string(i.imm);
    append_loops(text, i);
}

}  // namespace

const char* opcode_mnemonic(Opcode opcode) {
    static constexpr std::array<const char*, 5> kNames = {"load", "store", "gemm", "finish", "alu"};
    return kNames.at(static_cast<std::size_t>(opcode));
}

std::string memory_mnemonic(MemoryType type) {
    return index_of(type) < kMemoryTypeCount ? to_string(type)
                                             : "type" + std::to_string(index_of(type));
}

const char* alu_mnemonic(AluOpcode opcode) {
    static constexpr std::array<const char*, 5> kNames = {"min", "max", "add", "shr", "mul"};
    return kNames.at(static_cast<std::size_t>(opcode));
}

std::string to_text(const Instruction& instruction) {
    std::string text = opcode_mnemonic(instruction.opcode);
    if (instruction.is_memory()) append_memory(text, instruction);
    if (instruction.opcode == Opcode::kAlu) append_alu(text, instruction);
    if (instruction.opcode == Opcode::kGemm) {
        if (instruction.reset) text += " reset";
        append_loops(text, instruction);
        append_pair(text, "wgt", instruction.wgt_factor_out, instruction.wgt_factor_in, true);
    }
    if (instruction.pop_prev) text += " pop_prev";
    if (instruction.pop_next) text += " pop_next";
    if (instruction.push_prev) text += " push_prev";
    if (instruction.push_next) text += " push_next";
    return text;
}

std::string to_hex(const Word128& word) {
    char text[40];
    std::snprintf(text,
                  sizeof text,
                  "0x%016llx%016llx",
                  static_cast<unsigned long long>(word.high),
                  static_cast<unsigned long long>(word.low));
    return text;
}

std::string disassemble(const Codec& codec, const Word128& word) {
    const std::optional<Instruction> instruction = codec.decode(word);
    if (!instruction) return ".word " + to_hex(word) + "  ; " + codec.undecodable_reason(word);
    const Word128 clean = codec.encode(*instruction);
    std::string text = to_text(*instruction);
    if (clean != word) text += " unused=" + to_hex({word.low ^ clean.low, word.high ^ clean.high});
    return text;
}

}  // namespace vta::isa
