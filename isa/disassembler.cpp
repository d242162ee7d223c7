// SPDX-License-Identifier: Apache-2.0
#include "isa/disassembler.h"

#include <algorithm>
#include <cstdio>

#include "isa/source_text.h"

namespace vta::isa {
namespace {

constexpr std::size_t kBytesPerLine = 32;

std::string hex(std::uint64_t value) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
    return text;
}

std::uint32_t word_at(const std::vector<std::uint8_t>& bytes, std::size_t offset) {
    std::uint32_t word = 0;
    for (std::size_t byte = 0; byte < kUopBytes; ++byte)
        word |= std::uint32_t{bytes[offset + byte]} << (8 * byte);
    return word;
}

bool are_equal_from(const std::vector<std::uint8_t>& bytes, std::size_t begin, std::size_t end) {
    return std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                       bytes.begin() + static_cast<std::ptrdiff_t>(end),
                       [&](std::uint8_t byte) { return byte == bytes[begin]; });
}

void append_hex_line(std::string& text,
                     const std::vector<std::uint8_t>& bytes,
                     std::size_t begin,
                     std::size_t end) {
    static constexpr char kDigits[] = "0123456789abcdef";
    text += "  .bytes ";
    for (std::size_t i = begin; i < end; ++i) {
        text += kDigits[bytes[i] >> 4];
        text += kDigits[bytes[i] & 15];
    }
    text += '\n';
}

/// Lines of one repeated byte become .fill, which keeps zeroed buffers readable.
void append_bytes(std::string& text, const std::vector<std::uint8_t>& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        std::size_t end = std::min(at + kBytesPerLine, bytes.size());
        if (end - at < kBytesPerLine || !are_equal_from(bytes, at, end)) {
            append_hex_line(text, bytes, at, end);
        } else {
            while (end < bytes.size() && bytes[end] == bytes[at]) ++end;
            text += "  .fill " + std::to_string(end - at) + " " + hex(bytes[at]) + "\n";
        }
        at = end;
    }
}

/// A segment is shown as micro-ops if it is called so and nothing would be lost.
bool is_uop_segment(const Codec& codec, const Segment& segment) {
    if (segment.name.rfind("uop", 0) != 0 || segment.bytes.size() % kUopBytes != 0) return false;
    for (std::size_t at = 0; at < segment.bytes.size(); at += kUopBytes) {
        const std::uint32_t word = word_at(segment.bytes, at);
        if (codec.encode_uop(codec.decode_uop(word)) != word) return false;
    }
    return true;
}

void append_segment(std::string& text, const Codec& codec, const Segment& segment) {
    const bool uops = is_uop_segment(codec, segment);
    text += std::string(uops ? ".uops " : ".data ") + quoted_name(segment.name) + " " +
            hex(segment.address) + "  ; " + std::to_string(segment.bytes.size()) + " bytes\n";
    if (!uops) return append_bytes(text, segment.bytes);
    for (std::size_t at = 0; at < segment.bytes.size(); at += kUopBytes) {
        const Uop uop = codec.decode_uop(word_at(segment.bytes, at));
        text += "  .uop " + std::to_string(uop.dst) + " " + std::to_string(uop.src) + " " +
                std::to_string(uop.wgt) + "\n";
    }
}

void append_header(std::string& text, const Program& program, const std::string& config_name) {
    static constexpr const char* kNames[] = {"instructions", "uop", "inp", "wgt", "acc", "out"};
    if (!program.name.empty()) text += ".program " + quoted_name(program.name) + "\n";
    if (!config_name.empty()) text += ".config " + quoted_name(config_name) + "\n";
    text += ".dram " + hex(program.dram_bytes);
    if (program.dram_seed) text += " seed=" + std::to_string(*program.dram_seed);
    text += "\n.base";
    for (std::size_t i = 0; i < kBaseRegisterCount; ++i)
        text += std::string(" ") + kNames[i] + "=" + hex(program.base[i]);
    text += "\n";
}

/// " inp+0x40": the buffer that a LOAD or STORE begins in, empty if none is known.
std::string buffer_comment(const HardwareConfig& config,
                           const Program& program,
                           const Instruction& i) {
    if (!i.is_memory() || i.x_size == 0) return "";
    // Whatever a STORE's type says, it writes outputs.
    const MemoryType type = i.opcode == Opcode::kStore ? MemoryType::kOut : i.memory_type;
    const std::uint64_t address = program.base[static_cast<std::size_t>(base_register_of(type))] |
                                  std::uint64_t{i.dram_base} * config.elem_bytes(type);
    const auto offset_in = [address](const auto& region) {
        const bool inside =
            address >= region.address && address - region.address < region.bytes.size();
        return !inside ? ""
                       : " " + quoted_name(region.name) +
                             (address == region.address ? "" : "+" + hex(address - region.address));
    };
    for (const Segment& segment : program.segments)
        if (std::string text = offset_in(segment); !text.empty()) return text;
    for (const ExpectedRegion& region : program.expected)
        if (std::string text = offset_in(region); !text.empty()) return text;
    return "";
}

}  // namespace

std::string disassemble(const HardwareConfig& config,
                        const Program& program,
                        const std::string& config_name) {
    const Codec codec(config);
    std::string text;
    append_header(text, program, config_name);
    for (const Segment& segment : program.segments) append_segment(text, codec, segment);
    for (const ExpectedRegion& region : program.expected) {
        text += ".expect " + quoted_name(region.name) + " " + hex(region.address) + "  ; " +
                std::to_string(region.bytes.size()) + " bytes\n";
        append_bytes(text, region.bytes);
    }
    for (std::size_t i = 0; i < program.instructions.size(); ++i) {
        const Word128& word = program.instructions[i];
        const auto instruction = codec.decode(word);
        const std::string comment = "; " + std::to_string(i) +
                                    (instruction ? buffer_comment(config, program, *instruction)
                                                 : " " + codec.undecodable_reason(word));
        const std::string line = instruction ? disassemble(codec, word) : ".word " + to_hex(word);
        text +=
            line + (line.size() < 78 ? std::string(78 - line.size(), ' ') : "  ") + comment + "\n";
    }
    return text;
}

}  // namespace vta::isa
