// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "isa/instruction.h"

namespace vta::isa {

/// Names as assembler text spells them.
const char* opcode_mnemonic(Opcode opcode);
/// "inp"; "type6" for a value without a name, which a STORE may carry.
std::string memory_mnemonic(MemoryType type);
const char* alu_mnemonic(AluOpcode opcode);

}  // namespace vta::isa
