// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

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

    Uop decode_uop(std::uint32_t word) const;
    std::uint32_t encode_uop(const Uop& uop) const;

  private:
    struct Field {
        std::uint8_t position = 0;
        std::uint8_t width = 0;
    };
    // GEMM and ALU fields whose place depends on the configuration.
    Field uop_begin_, uop_end_, iter_out_, iter_in_;
    Field dst_out_, dst_in_, src_out_, src_in_, wgt_out_, wgt_in_;          // GEMM
    Field alu_dst_out_, alu_dst_in_, alu_src_out_, alu_src_in_, alu_opcode_, use_imm_, imm_;
    Field uop_dst_, uop_src_, uop_wgt_;
};

}  // namespace vta::isa
