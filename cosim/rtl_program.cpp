// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_program.h"

#include <algorithm>
#include <cstring>

#include "isa/disassembler.h"

namespace vta::cosim {
namespace {

// Cycles of one instruction beside its operations: start, pipeline, a row's command.
constexpr std::uint64_t kOverhead = 64;
constexpr std::uint64_t kRowOverhead = 8;
constexpr std::uint64_t kAluCyclesPerOperation = 2;

std::uint64_t iterations(std::uint16_t count) { return count == 0 ? 16384 : count; }

std::uint64_t operations(const isa::Instruction& instruction) {
    if (instruction.uop_end <= instruction.uop_begin) return 1u << 14;
    const auto uops = static_cast<std::uint64_t>(instruction.uop_end - instruction.uop_begin);
    return iterations(instruction.iter_out) * iterations(instruction.iter_in) * uops;
}

}  // namespace

void RtlProgram::load(const functional::Dram& dram, std::uint64_t address, std::uint32_t count) {
    count_ = count;
    words_.clear();
    silent_cycles_ = silent_after_finish_ = 0;
    if (address >= dram.size()) return;
    const std::uint64_t there =
        std::min<std::uint64_t>(count, (dram.size() - address) / isa::kInstructionBytes);
    words_.resize(there);
    for (std::uint64_t i = 0; i < there; ++i) {
        std::uint64_t halves[2];
        dram.read(address + i * isa::kInstructionBytes, halves, isa::kInstructionBytes);
        words_[i] = {halves[0], halves[1]};
        const auto instruction = codec_.decode(words_[i]);
        if (instruction) silent_cycles_ += silent_cycles_of(*instruction);
    }
    find_silence_after_finish();
}

// Synchronisation only takes its two cycles, any number of times in a row.
void RtlProgram::find_silence_after_finish() {
    constexpr std::uint64_t kSyncCycles = 4;
    std::uint64_t longest = 0;
    std::uint64_t syncs = 0;
    for (std::uint32_t i = 0; i < words_.size(); ++i) {
        const auto instruction = at(i);
        const bool last = i + 1 == words_.size();
        if (instruction && instruction->opcode == isa::Opcode::kFinish && !last) {
            silent_after_finish_ = silent_cycles_;
            return;
        }
        if (!instruction || isa::module_of(*instruction) == isa::Module::kCompute) continue;
        if (instruction->is_sync())
            syncs += kSyncCycles;
        else
            longest = std::max(longest, silent_cycles_of(*instruction));
    }
    silent_after_finish_ = syncs + 2 * longest;
}

std::optional<isa::Instruction> RtlProgram::at(std::uint32_t index) const {
    if (index >= words_.size()) return std::nullopt;
    return codec_.decode(words_[index]);
}

std::string RtlProgram::name(std::uint32_t index) const {
    const auto instruction = at(index);
    std::string text = std::to_string(index);
    if (instruction) text += " (" + isa::to_text(*instruction) + ")";
    return text;
}

std::uint64_t RtlProgram::gemm_operations(std::uint32_t index) const {
    const auto instruction = at(index);
    if (!instruction || instruction->opcode != isa::Opcode::kGemm || instruction->reset) return 0;
    return operations(*instruction);
}

std::uint64_t RtlProgram::gemm_operations() const {
    std::uint64_t sum = 0;
    for (std::uint32_t i = 0; i < words_.size(); ++i) {
        const auto instruction = at(i);
        if (instruction && instruction->opcode == isa::Opcode::kFinish) break;
        sum += gemm_operations(i);
    }
    return sum;
}

// Loads are silent while they write padding, the rest of what is counted for them is generous.
std::uint64_t RtlProgram::silent_cycles_of(const isa::Instruction& instruction) const {
    switch (instruction.opcode) {
        case isa::Opcode::kGemm:
            return kOverhead + operations(instruction);
        case isa::Opcode::kAlu:
            return kOverhead + kAluCyclesPerOperation * operations(instruction);
        case isa::Opcode::kFinish:
            return kOverhead;
        case isa::Opcode::kLoad:
        case isa::Opcode::kStore:
            break;
    }
    if (static_cast<std::size_t>(instruction.memory_type) >= isa::kMemoryTypeCount)
        return kOverhead;
    const std::uint64_t rows =
        std::uint64_t{instruction.y_size} + instruction.y_pad_0 + instruction.y_pad_1;
    const std::uint64_t tensors =
        std::uint64_t{instruction.x_size} + instruction.x_pad_0 + instruction.x_pad_1;
    const std::uint64_t beats =
        std::max(1u, config_.elem_bytes(instruction.memory_type) / config_.bus_bytes());
    return kOverhead + rows * (kRowOverhead + tensors * beats);
}

}  // namespace vta::cosim
