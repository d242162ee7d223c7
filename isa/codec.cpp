// SPDX-License-Identifier: Apache-2.0
#include "isa/codec.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/error.h"

namespace vta::isa {
namespace {

constexpr std::uint64_t kOpcodeMask = 7;
constexpr std::uint32_t kOpcodeBits = 3;
constexpr std::uint32_t kIterBits = 14;
constexpr std::uint32_t kImmBits = 16;

const char* opcode_name(Opcode opcode) {
    static constexpr const char* kNames[] = {"LOAD", "STORE", "GEMM", "FINISH", "ALU"};
    return kNames[static_cast<std::size_t>(opcode)];
}

bool is_low(FieldId id) { return id <= FieldId::kLastLow; }

template <class Member>
std::uint64_t bits_of(Member value) {
    return static_cast<std::uint64_t>(value);
}
// The immediate is two's complement in its field.
std::uint64_t bits_of(std::int16_t value) { return static_cast<std::uint16_t>(value); }

[[noreturn]] void refuse_field(const char* opcode,
                               const std::string& field,
                               std::uint64_t value,
                               const std::string& rule) {
    throw ProgramError(std::string(opcode) + ": " + field + " is " + std::to_string(value) + ", " +
                       rule);
}

std::string fits_rule(std::uint32_t bits) {
    return "but the field has " + std::to_string(bits) + " bits: at most " +
           std::to_string((std::uint64_t{1} << bits) - 1);
}

}  // namespace

Codec::Codec(const HardwareConfig& config) : has_acc8_(config.scalar_bits(MemoryType::kAcc) == 32) {
    place_instruction_fields(config);
    place_uop_fields(config);
}

/// The C bit-field rule that defined the layout: fields in order, and one that would cross a 64-bit
/// boundary starts at the boundary.
void Codec::place_instruction_fields(const HardwareConfig& config) {
    std::uint32_t position = 0;
    const auto place = [&](std::initializer_list<std::pair<FieldId, std::uint32_t>> fields) {
        for (const auto& [id, width] : fields) {
            if (position % 64 + width > 64) position = (position + 63) / 64 * 64;
            VTA_CHECK((position < 64) == is_low(id), "a field lies in the other half");
            fields_[index(id)] = {(std::uint64_t{1} << width) - 1,
                                  static_cast<std::uint8_t>(position % 64),
                                  static_cast<std::uint8_t>(width)};
            position += width;
        }
    };
    const std::uint32_t uop = config.parameters().uop_index_bits;
    const std::uint32_t acc = config.index_bits(MemoryType::kAcc);
    const std::uint32_t inp = config.index_bits(MemoryType::kInp);
    const std::uint32_t wgt = config.index_bits(MemoryType::kWgt);
    using F = FieldId;

    position = kOpcodeBits;
    place({{F::kPopPrev, 1}, {F::kPopNext, 1}, {F::kPushPrev, 1}, {F::kPushNext, 1}});
    const std::uint32_t after_flags = position;
    place({{F::kMemoryType, 3}, {F::kSramBase, 16}, {F::kDramBase, 32}});
    position = 64;
    place({{F::kYSize, 16}, {F::kXSize, 16}, {F::kXStride, 16}});
    place({{F::kYPad0, 4}, {F::kYPad1, 4}, {F::kXPad0, 4}, {F::kXPad1, 4}});

    position = after_flags;
    place({{F::kReset, 1}, {F::kUopBegin, uop}, {F::kUopEnd, uop + 1}});
    place({{F::kIterOut, kIterBits}, {F::kIterIn, kIterBits}});
    const std::uint32_t after_loops = position;
    place({{F::kDstFactorOut, acc}, {F::kDstFactorIn, acc}});
    place({{F::kSrcFactorOut, inp}, {F::kSrcFactorIn, inp}});
    place({{F::kWgtFactorOut, wgt}, {F::kWgtFactorIn, wgt}});

    position = after_loops;
    place({{F::kAluDstFactorOut, acc}, {F::kAluDstFactorIn, acc}});
    place({{F::kAluSrcFactorOut, acc}, {F::kAluSrcFactorIn, acc}});
    place({{F::kAluOpcode, 3}, {F::kUseImm, 1}, {F::kImm, kImmBits}});
}

void Codec::place_uop_fields(const HardwareConfig& config) {
    const std::uint32_t acc = config.index_bits(MemoryType::kAcc);
    const std::uint32_t src = std::max(acc, config.index_bits(MemoryType::kInp));
    const std::uint32_t wgt = config.index_bits(MemoryType::kWgt);
    std::uint32_t position = 0;
    const auto place = [&position](std::uint32_t width) {
        VTA_CHECK(position + width <= 32, "the micro-op does not fit in 32 bits");
        const UopField field{(1u << width) - 1,
                             static_cast<std::uint8_t>(position),
                             static_cast<std::uint8_t>(width)};
        position += width;
        return field;
    };
    uop_dst_ = place(acc);
    uop_src_ = place(src);
    uop_wgt_ = place(wgt);
}

inline std::uint64_t Codec::get(const Word128& word, FieldId id) const {
    const Field& field = fields_[index(id)];
    return ((is_low(id) ? word.low : word.high) >> field.shift) & field.mask;
}

inline bool Codec::has_decoding(const Instruction& instruction) const {
    if (instruction.opcode == Opcode::kLoad)
        return instruction.memory_type <= MemoryType::kAcc ||
               (instruction.memory_type == MemoryType::kAcc8 && has_acc8_);
    if (instruction.opcode == Opcode::kAlu) return instruction.alu_opcode <= AluOpcode::kMul;
    return true;
}

/// Not inlined: writing each field to its place takes half the time of the compiler's idea of
/// collecting them in a temporary and copying that.
[[gnu::noinline]] void Codec::read_fields(Word128 word, Instruction& instruction) const {
    visit_fields(instruction, [&](FieldId id, const char*, auto& member) {
        member = static_cast<std::decay_t<decltype(member)>>(get(word, id));
    });
}

std::optional<Instruction> Codec::decode(const Word128& word) const {
    const std::uint64_t opcode = word.low & kOpcodeMask;
    if (opcode > bits_of(Opcode::kAlu)) return std::nullopt;
    std::optional<Instruction> result(std::in_place);
    result->opcode = static_cast<Opcode>(opcode);
    read_fields(word, *result);
    if (!has_decoding(*result)) result.reset();
    return result;
}

std::string Codec::undecodable_reason(const Word128& word) const {
    if (decode(word)) return "";
    const std::uint64_t opcode = word.low & kOpcodeMask;
    if (opcode > bits_of(Opcode::kAlu)) return "opcode " + std::to_string(opcode) + " is undefined";
    if (opcode == bits_of(Opcode::kAlu))
        return "ALU opcode " + std::to_string(get(word, FieldId::kAluOpcode)) + " is undefined";
    const std::uint64_t type = get(word, FieldId::kMemoryType);
    if (type == index_of(MemoryType::kAcc8))
        return "LOAD of memory type 5 (acc8) needs 32-bit accumulators";
    return "LOAD of memory type " + std::to_string(type) +
           (type == index_of(MemoryType::kOut) ? " (out) is undefined" : " is undefined");
}

Word128 Codec::encode(const Instruction& instruction) const {
    if (instruction.opcode > Opcode::kAlu)
        throw ProgramError("opcode " + std::to_string(bits_of(instruction.opcode)) +
                           " is undefined");
    const char* opcode = opcode_name(instruction.opcode);
    Word128 word{bits_of(instruction.opcode), 0};
    Instruction rest = instruction;  // what is left when the opcode's own fields are taken away
    visit_fields(rest, [&](FieldId id, const char* name, auto& member) {
        const Field& field = fields_[index(id)];
        const std::uint64_t value = bits_of(member);
        if (value > field.mask) refuse_field(opcode, name, value, fits_rule(field.width));
        (is_low(id) ? word.low : word.high) |= value << field.shift;
        member = {};
    });
    const auto refuse_nonzero = [&](FieldId, const char* name, const auto& member) {
        if (bits_of(member) != 0)
            refuse_field(opcode, name, bits_of(member), "but this opcode has no such field");
    };
    visit_memory_fields(rest, refuse_nonzero);
    visit_gemm_fields(rest, refuse_nonzero);
    visit_alu_fields(rest, refuse_nonzero);
    if (!has_decoding(instruction)) throw ProgramError(undecodable_reason(word));
    return word;
}

std::uint32_t Codec::encode_uop(const Uop& uop) const {
    const auto put = [](const UopField& field, const char* name, std::uint32_t value) {
        if (value > field.mask) refuse_field("micro-op", name, value, fits_rule(field.width));
        return value << field.shift;
    };
    return put(uop_dst_, "dst", uop.dst) | put(uop_src_, "src", uop.src) |
           put(uop_wgt_, "wgt", uop.wgt);
}

}  // namespace vta::isa
