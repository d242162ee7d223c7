// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "isa/fields.h"
#include "isa/hardware_config.h"
#include "isa/instruction.h"

namespace vta::isa {

/// Encodes and decodes instructions and micro-ops of one configuration, by a table of fields laid
/// out as the rule of the ISA reference 2.4 places them.
class Codec {
  public:
    explicit Codec(const HardwareConfig& config);

    /// The instruction in `word`, or nothing where the hardware could only hang: an unknown opcode,
    /// LOAD memory type or ALU opcode. Unused bits are ignored, as the hardware does; a STORE's
    /// memory type too (it decodes as written, whatever it is).
    std::optional<Instruction> decode(const Word128& word) const;
    /// Why `word` has no decoding, for a person: "opcode 5 is undefined"; empty if it has one.
    std::string undecodable_reason(const Word128& word) const;
    /// Throws ProgramError naming the field whose value does not fit, or which the opcode lacks.
    Word128 encode(const Instruction& instruction) const;

    Uop decode_uop(std::uint32_t word) const {
        return {uop_dst_.get(word), uop_src_.get(word), uop_wgt_.get(word)};
    }
    /// Throws ProgramError naming the field whose value does not fit.
    std::uint32_t encode_uop(const Uop& uop) const;

    /// Bits that a field of the instruction has in this configuration.
    std::uint32_t field_bits(FieldId id) const { return fields_[index(id)].width; }
    /// Bits of a micro-op's dst, src and wgt index.
    std::array<std::uint32_t, 3> uop_field_bits() const {
        return {uop_dst_.width, uop_src_.width, uop_wgt_.width};
    }

  private:
    struct Field {
        std::uint64_t mask = 0;  ///< width ones, at bit 0
        std::uint8_t shift = 0;  ///< within its 64-bit half
        std::uint8_t width = 0;
    };
    struct UopField {
        std::uint32_t mask = 0;
        std::uint8_t shift = 0;  ///< at most 31
        std::uint8_t width = 0;
        std::uint16_t get(std::uint32_t word) const {
            return static_cast<std::uint16_t>((word >> shift) & mask);
        }
    };
    static constexpr std::size_t index(FieldId id) { return static_cast<std::size_t>(id); }
    void place_instruction_fields(const HardwareConfig& config);
    void place_uop_fields(const HardwareConfig& config);
    std::uint64_t get(const Word128& word, FieldId id) const;
    void read_fields(Word128 word, Instruction& instruction) const;
    bool has_decoding(const Instruction& instruction) const;

    std::array<Field, kFieldCount> fields_;
    UopField uop_dst_, uop_src_, uop_wgt_;
    bool has_acc8_ = false;  ///< ACC_8BIT exists only with 32-bit accumulators
};

}  // namespace vta::isa
