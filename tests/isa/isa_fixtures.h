// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "isa/codec.h"
#include "isa/hardware_config.h"

namespace vta::tests {

/// A word written as in the reference: "0000000000000000_0000000000000003".
inline isa::Word128 word_of(const std::string& text) {
    std::string digits;
    for (const char c : text)
        if (c != '_') digits += c;
    return {std::stoull(digits.substr(16), nullptr, 16),
            std::stoull(digits.substr(0, 16), nullptr, 16)};
}

/// Configurations that differ in everything the layout depends on.
inline std::vector<isa::HardwareParameters> varied_configurations() {
    std::vector<isa::HardwareParameters> all(6);
    all[1].name = "blocks of 32";
    all[1].block_in = all[1].block_out = 32;
    all[1].inp_depth = all[1].acc_depth = 1024;
    all[1].wgt_depth = 256;
    all[2].name = "ten micro-op index bits";
    all[2].uop_index_bits = 10;
    all[2].uop_depth = 1024;
    all[3].name = "rectangular";
    all[3].block_in = 8;
    all[3].batch = 2;
    all[3].inp_depth = 4096;
    all[3].acc_depth = 512;
    all[4].name = "small";
    all[4].uop_index_bits = 12;
    all[4].uop_depth = 16;
    all[4].inp_depth = 2;
    all[4].wgt_depth = 4;
    all[4].acc_depth = 16;
    all[5].name = "narrow accumulators, deep weights";
    all[5].acc_bits = 16;
    all[5].wgt_depth = 65536;
    all[5].inp_depth = all[5].acc_depth = 256;
    return all;
}

/// A random instruction whose every field fits, of any opcode.
inline isa::Instruction random_instruction(const isa::Codec& codec,
                                           bool has_acc8,
                                           std::mt19937_64& random) {
    using isa::MemoryType;
    isa::Instruction i;
    const auto below = [&random](std::uint64_t bound) { return random() % bound; };
    i.opcode = static_cast<isa::Opcode>(below(5));
    isa::visit_fields(i, [&](isa::FieldId id, const char*, auto& member) {
        const std::uint64_t bound = std::uint64_t{1} << codec.field_bits(id);
        // Zero and the largest value often: that is where layouts go wrong.
        const std::uint64_t choice = below(4);
        const std::uint64_t value = choice == 0 ? 0 : choice == 1 ? bound - 1 : below(bound);
        member = static_cast<std::decay_t<decltype(member)>>(value);
    });
    if (i.opcode == isa::Opcode::kLoad) {
        static constexpr MemoryType kTypes[] = {MemoryType::kUop,
                                                MemoryType::kWgt,
                                                MemoryType::kInp,
                                                MemoryType::kAcc,
                                                MemoryType::kAcc8};
        i.memory_type = kTypes[below(has_acc8 ? 5 : 4)];
    }
    if (i.opcode == isa::Opcode::kAlu) i.alu_opcode = static_cast<isa::AluOpcode>(below(5));
    return i;
}

}  // namespace vta::tests
