// SPDX-License-Identifier: Apache-2.0
#include "models/functional/command_queues.h"

#include <cstddef>

namespace vta::functional {
namespace {

constexpr std::uint8_t kMostTokens = 255;

std::size_t index_of(isa::Module module) { return static_cast<std::size_t>(module); }

// Load has nothing before it and Store nothing after it; the hardware ignores those flags.
bool pops_prev(isa::Module module, const isa::Instruction& instruction) {
    return instruction.pop_prev && module != isa::Module::kLoad;
}
bool pops_next(isa::Module module, const isa::Instruction& instruction) {
    return instruction.pop_next && module != isa::Module::kStore;
}

}  // namespace

bool Tokens::has_prev(isa::Module module) const {
    return counters_[module == isa::Module::kStore ? kComputeToStore : kLoadToCompute] > 0;
}

bool Tokens::has_next(isa::Module module) const {
    return counters_[module == isa::Module::kLoad ? kComputeToLoad : kStoreToCompute] > 0;
}

bool Tokens::can_start(isa::Module module, const isa::Instruction& instruction) const {
    return (!pops_prev(module, instruction) || has_prev(module)) &&
           (!pops_next(module, instruction) || has_next(module));
}

void Tokens::pop(isa::Module module, const isa::Instruction& instruction) {
    if (pops_prev(module, instruction))
        --counters_[module == isa::Module::kStore ? kComputeToStore : kLoadToCompute];
    if (pops_next(module, instruction))
        --counters_[module == isa::Module::kLoad ? kComputeToLoad : kStoreToCompute];
}

bool Tokens::add(Queue queue) {
    if (counters_[queue] == kMostTokens) return false;
    ++counters_[queue];
    return true;
}

std::uint32_t Tokens::push(isa::Module module, const isa::Instruction& instruction) {
    std::uint32_t lost = 0;
    if (instruction.push_prev && module != isa::Module::kLoad)
        lost += !add(module == isa::Module::kStore ? kStoreToCompute : kComputeToLoad);
    if (instruction.push_next && module != isa::Module::kStore)
        lost += !add(module == isa::Module::kLoad ? kLoadToCompute : kComputeToStore);
    return lost;
}

bool CommandQueues::push(const Entry& entry) {
    std::deque<Entry>& queue = queues_[index_of(isa::module_of(entry.instruction))];
    if (queue.size() >= depth_) return false;
    queue.push_back(entry);
    return true;
}

std::optional<CommandQueues::Entry> CommandQueues::take(const Tokens& tokens) {
    std::deque<Entry>* earliest = nullptr;
    for (std::size_t module = 0; module < isa::kModuleCount; ++module) {
        std::deque<Entry>& queue = queues_[module];
        if (queue.empty()) continue;
        if (!tokens.can_start(static_cast<isa::Module>(module), queue.front().instruction))
            continue;
        if (earliest == nullptr || queue.front().index < earliest->front().index) earliest = &queue;
    }
    if (earliest == nullptr) return std::nullopt;
    const Entry entry = earliest->front();
    earliest->pop_front();
    return entry;
}

bool CommandQueues::empty() const {
    for (const std::deque<Entry>& queue : queues_)
        if (!queue.empty()) return false;
    return true;
}

void CommandQueues::clear() {
    for (std::deque<Entry>& queue : queues_) queue.clear();
}

void CommandQueues::describe(const Tokens& tokens, isa::StuckState& state) const {
    for (std::size_t i = 0; i < isa::kModuleCount; ++i) {
        if (queues_[i].empty()) continue;
        const Entry& head = queues_[i].front();
        const auto module = static_cast<isa::Module>(i);
        isa::WaitingModule waiting;
        waiting.module = module;
        waiting.index = head.index;
        waiting.instruction = head.instruction;
        waiting.lacks_prev = pops_prev(module, head.instruction) && !tokens.has_prev(module);
        waiting.lacks_next = pops_next(module, head.instruction) && !tokens.has_next(module);
        state.waiting.push_back(waiting);
    }
}

}  // namespace vta::functional
