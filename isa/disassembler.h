// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "isa/codec.h"
#include "isa/instruction.h"
#include "isa/program.h"

namespace vta::isa {

/// The instruction as one line of assembler text (docs/assembler.md), without label names:
/// "load inp sram=18 dram=0x400100 y=3 x=5 stride=16 pop_next".
std::string to_text(const Instruction& instruction);

/// One line for any word; one without a decoding reads ".word 0x...  ; opcode 5 is undefined".
/// Bits that the instruction does not use, where set, follow as unused=0x....
std::string disassemble(const Codec& codec, const Word128& word);

/// A whole program as text that assemble() turns back into the same program: sections for the data,
/// then one instruction a line, its number and the buffer it touches in comments. `config_name`
/// goes into a .config directive unless it is empty.
std::string disassemble(const HardwareConfig& config,
                        const Program& program,
                        const std::string& config_name = "");

/// "0x" and the 32 digits of the word, most significant first.
std::string to_hex(const Word128& word);

}  // namespace vta::isa
