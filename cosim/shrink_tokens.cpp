// SPDX-License-Identifier: Apache-2.0
#include "cosim/shrink_tokens.h"

#include <array>

namespace vta::cosim {

namespace {

using isa::Instruction;
using isa::Module;

/// One token queue: who pushes with which flag, who pops with which.
struct Queue {
    Module producer;
    bool Instruction::*push;
    Module consumer;
    bool Instruction::*pop;
};
constexpr std::array<Queue, 4> kQueues{{
    {Module::kLoad, &Instruction::push_next, Module::kCompute, &Instruction::pop_prev},
    {Module::kCompute, &Instruction::push_prev, Module::kLoad, &Instruction::pop_next},
    {Module::kCompute, &Instruction::push_next, Module::kStore, &Instruction::pop_prev},
    {Module::kStore, &Instruction::push_prev, Module::kCompute, &Instruction::pop_next},
}};

}  // namespace

std::vector<TokenPair> token_pairs(const std::vector<Instruction>& program) {
    std::vector<TokenPair> all;
    for (std::size_t queue = 0; queue < kQueues.size(); ++queue) {
        const Queue& ends = kQueues[queue];
        std::vector<TokenPair> pairs;
        std::size_t pops = 0;
        std::size_t pushes = 0;
        const auto pair = [&](std::size_t number) -> TokenPair& {
            if (number == pairs.size()) pairs.push_back({queue, {}, {}});
            return pairs[number];
        };
        for (std::size_t at = 0; at < program.size(); ++at) {
            const Module module = isa::module_of(program[at]);
            if (module == ends.producer && program[at].*ends.push) pair(pushes++).push = at;
            if (module == ends.consumer && program[at].*ends.pop) pair(pops++).pop = at;
        }
        all.insert(all.end(), pairs.begin(), pairs.end());
    }
    return all;
}

void clear_pair(std::vector<Instruction>& program, const TokenPair& pair) {
    const Queue& ends = kQueues[pair.queue];
    if (pair.push) program[*pair.push].*ends.push = false;
    if (pair.pop) program[*pair.pop].*ends.pop = false;
}

std::vector<Instruction> without(const std::vector<Instruction>& program,
                                 const std::vector<bool>& removed) {
    std::vector<Instruction> rest = program;
    for (const TokenPair& pair : token_pairs(program))
        if ((pair.push && removed[*pair.push]) || (pair.pop && removed[*pair.pop]))
            clear_pair(rest, pair);
    std::size_t kept = 0;
    for (std::size_t at = 0; at < rest.size(); ++at)
        if (!removed[at]) rest[kept++] = rest[at];
    rest.resize(kept);
    return rest;
}

Instruction tokens_only(const Instruction& instruction) {
    Instruction tokens;
    const Module module = isa::module_of(instruction);
    tokens.opcode = module == Module::kStore ? isa::Opcode::kStore : isa::Opcode::kLoad;
    tokens.memory_type = module == Module::kLoad      ? isa::MemoryType::kInp
                         : module == Module::kCompute ? isa::MemoryType::kUop
                                                      : isa::MemoryType::kOut;
    tokens.pop_prev = instruction.pop_prev;
    tokens.pop_next = instruction.pop_next;
    tokens.push_prev = instruction.push_prev;
    tokens.push_next = instruction.push_next;
    return tokens;
}

}  // namespace vta::cosim
