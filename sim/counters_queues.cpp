// SPDX-License-Identifier: Apache-2.0
#include "sim/counters_queues.h"

#include <algorithm>

namespace vta::sim {

using cycle::Cycle;
using cycle::TokenQueueId;

TokenUse token_use(cycle::Unit module, const isa::Instruction& instruction) {
    TokenUse use;
    const auto set = [](auto& flags, TokenQueueId queue, bool value) {
        flags[static_cast<std::size_t>(queue)] = value;
    };
    switch (module) {
        case cycle::Unit::kLoad:
            set(use.pops, TokenQueueId::kComputeToLoad, instruction.pop_next);
            set(use.pushes, TokenQueueId::kLoadToCompute, instruction.push_next);
            break;
        case cycle::Unit::kCompute:
            set(use.pops, TokenQueueId::kLoadToCompute, instruction.pop_prev);
            set(use.pops, TokenQueueId::kStoreToCompute, instruction.pop_next);
            set(use.pushes, TokenQueueId::kComputeToLoad, instruction.push_prev);
            set(use.pushes, TokenQueueId::kComputeToStore, instruction.push_next);
            break;
        default:
            set(use.pops, TokenQueueId::kComputeToStore, instruction.pop_prev);
            set(use.pushes, TokenQueueId::kStoreToCompute, instruction.push_prev);
    }
    return use;
}

Occupancy queue_occupancy(const std::vector<Cycle>& pushes,
                          const std::vector<Cycle>& pops,
                          Cycle finish,
                          std::uint64_t maximum,
                          std::uint64_t& entries) {
    Occupancy result;
    result.max = entries;
    result.left = entries;
    Cycle since = 0;  // first cycle with this number of entries
    std::size_t push = 0;
    std::size_t pop = 0;
    while (push < pushes.size() || pop < pops.size()) {
        const Cycle now = std::min(push < pushes.size() ? pushes[push] : timing::kNever,
                                   pop < pops.size() ? pops[pop] : timing::kNever);
        const Cycle until = std::clamp<Cycle>(now + 1, since, finish);
        result.sum += entries * static_cast<std::uint64_t>(until - since);
        since = until;
        const bool counts = now <= finish;
        const bool pushed = push < pushes.size() && pushes[push] == now;
        const bool popped = pop < pops.size() && pops[pop] == now;
        push += pushed;
        pop += popped;
        if (counts) {
            result.pushed += pushed;
            result.popped += popped;
        }
        if (pushed && !popped && entries < maximum) ++entries;
        if (popped && !pushed) --entries;
        if (counts) result.left = entries;
        if (now + 1 < finish) result.max = std::max(result.max, entries);
    }
    result.sum += entries * static_cast<std::uint64_t>(std::max<Cycle>(0, finish - since));
    return result;
}

}  // namespace vta::sim
