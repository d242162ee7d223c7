// SPDX-License-Identifier: Apache-2.0
#include "sim/more_buffers.h"

#include <algorithm>
#include <utility>

namespace vta::sim {

namespace {

using isa::Instruction;

bool is_uop_load(const Instruction& instruction) {
    return instruction.opcode == isa::Opcode::kLoad &&
           instruction.memory_type == isa::MemoryType::kUop && !instruction.is_sync();
}

class SecondUops {
  public:
    explicit SecondUops(const isa::HardwareConfig& config)
        : loads_(config.depth(isa::MemoryType::kUop), kNone) {}

    std::vector<Instruction> add(const std::vector<Instruction>& instructions) {
        users_.assign(instructions.size(), {});
        std::vector<Instruction> result;
        bool second = false;
        for (std::size_t at = 0; at < instructions.size(); ++at) {
            Instruction instruction = instructions[at];
            if (instruction.opcode == isa::Opcode::kGemm || instruction.opcode == isa::Opcode::kAlu)
                for (const std::size_t load : missing(instruction, second))
                    result.push_back(load_before(instruction, instructions[load]));
            if (is_uop_load(instruction)) note_load(instruction, at);
            result.push_back(instruction);
            const bool compute = isa::module_of(instruction) == isa::Module::kCompute;
            if (compute && instruction.push_next) second = !second;
        }
        return result;
    }

  private:
    static constexpr std::size_t kNone = ~std::size_t{0};
    struct Users {
        bool first = false, second = false;
    };

    /// The runtime's kernels wait as a whole: what an operation waits for, its LOAD waits for.
    static Instruction load_before(Instruction& operation, Instruction load) {
        load.pop_prev = std::exchange(operation.pop_prev, false);
        load.pop_next = std::exchange(operation.pop_next, false);
        load.push_prev = load.push_next = false;
        return load;
    }
    void note_load(const Instruction& instruction, std::size_t at) {
        const std::size_t count = std::size_t{instruction.x_size} * instruction.y_size;
        const std::size_t end = std::min(loads_.size(), instruction.sram_base + count);
        for (std::size_t uop = instruction.sram_base; uop < end; ++uop) loads_[uop] = at;
    }
    /// The loads that the other buffer used so far, and this one uses now.
    std::vector<std::size_t> missing(const Instruction& instruction, bool second) {
        std::vector<std::size_t> result;
        const std::size_t end = std::min<std::size_t>(loads_.size(), instruction.uop_end);
        for (std::size_t uop = instruction.uop_begin; uop < end; ++uop) {
            if (loads_[uop] == kNone) continue;
            Users& users = users_[loads_[uop]];
            const bool new_here = second ? !users.second : !users.first;
            if (new_here && (users.first || users.second)) result.push_back(loads_[uop]);
            (second ? users.second : users.first) = true;
        }
        return result;
    }

    std::vector<std::size_t> loads_;  ///< by micro-op: the instruction that loaded it
    std::vector<Users> users_;        ///< by instruction
};

}  // namespace

std::vector<Instruction> with_more_buffers(std::vector<Instruction> instructions,
                                           TokenQueue queue,
                                           std::uint32_t tokens) {
    // Modules hand buffers back to the one before them.
    const isa::Module taker = consumer_of(queue), giver = producer_of(queue);
    std::vector<std::size_t> pops, pushes;
    std::size_t before_finish = 0;  // pops behind the taker's last work wait for the end
    for (std::size_t at = 0; at < instructions.size(); ++at) {
        const Instruction& instruction = instructions[at];
        const isa::Module module = isa::module_of(instruction);
        if (module == giver && instruction.push_prev) pushes.push_back(at);
        if (module != taker) continue;
        if (instruction.pop_next) pops.push_back(at);
        if (!instruction.is_sync() && instruction.opcode != isa::Opcode::kFinish)
            before_finish = pops.size();
    }
    // Where tokens from before serve them all, nobody waits.
    if (before_finish <= tokens) return instructions;
    instructions[pops.front()].pop_next = false;
    const std::size_t spare = before_finish - 1 - tokens;
    if (spare < pushes.size()) instructions[pushes[spare]].push_prev = false;
    return instructions;
}

std::vector<Instruction> with_second_uops(const isa::HardwareConfig& config,
                                          const std::vector<Instruction>& instructions) {
    return SecondUops(config).add(instructions);
}

}  // namespace vta::sim
