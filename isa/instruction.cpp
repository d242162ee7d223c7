// SPDX-License-Identifier: Apache-2.0
#include "isa/instruction.h"

#include <tuple>

#include "isa/program.h"

namespace vta::isa {

const char* to_string(MemoryType type) {
    static constexpr const char* kNames[] = {"uop", "wgt", "inp", "acc", "out", "acc8"};
    return index_of(type) < kMemoryTypeCount ? kNames[index_of(type)] : "undefined";
}

const char* to_string(Module module) {
    static constexpr const char* kNames[] = {"load", "compute", "store"};
    return kNames[static_cast<std::size_t>(module)];
}

Module module_of(const Instruction& instruction) {
    if (instruction.opcode == Opcode::kStore) return Module::kStore;
    if (instruction.opcode == Opcode::kLoad && (instruction.memory_type == MemoryType::kInp ||
                                                instruction.memory_type == MemoryType::kWgt))
        return Module::kLoad;
    return Module::kCompute;
}

BaseRegister base_register_of(MemoryType type) {
    switch (type) {
        case MemoryType::kUop:
            return BaseRegister::kUop;
        case MemoryType::kWgt:
            return BaseRegister::kWgt;
        case MemoryType::kInp:
            return BaseRegister::kInp;
        case MemoryType::kAcc:
        case MemoryType::kAcc8:
            return BaseRegister::kAcc;
        case MemoryType::kOut:
            break;
    }
    return BaseRegister::kOut;
}

static auto fields_of(const Instruction& i) {
    return std::tie(i.opcode,
                    i.pop_prev,
                    i.pop_next,
                    i.push_prev,
                    i.push_next,
                    i.memory_type,
                    i.sram_base,
                    i.dram_base,
                    i.y_size,
                    i.x_size,
                    i.x_stride,
                    i.y_pad_0,
                    i.y_pad_1,
                    i.x_pad_0,
                    i.x_pad_1,
                    i.reset,
                    i.uop_begin,
                    i.uop_end,
                    i.iter_out,
                    i.iter_in,
                    i.dst_factor_out,
                    i.dst_factor_in,
                    i.src_factor_out,
                    i.src_factor_in,
                    i.wgt_factor_out,
                    i.wgt_factor_in,
                    i.alu_opcode,
                    i.use_imm,
                    i.imm);
}

bool operator==(const Instruction& a, const Instruction& b) { return fields_of(a) == fields_of(b); }

}  // namespace vta::isa
