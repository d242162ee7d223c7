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
    const auto at = [](const std::vector<Cycle>& cycles, std::size_t i) {
        return i < cycles.size() ? cycles[i] : timing::kNever;
    };
    std::size_t push = 0;
    std::size_t pop = 0;
    Cycle next_push = at(pushes, 0);
    Cycle next_pop = at(pops, 0);
    // What happens in cycle `now`; whether that is a push and a pop.
    const auto happen = [&](Cycle now) {
        const bool pushed = next_push == now;
        const bool popped = next_pop == now;
        if (pushed) next_push = at(pushes, ++push);
        if (popped) next_pop = at(pops, ++pop);
        if (pushed && !popped && entries < maximum) ++entries;
        if (popped && !pushed) --entries;
    };
    Cycle now = std::min(next_push, next_pop);
    for (; now + 1 < finish; now = std::min(next_push, next_pop)) {
        result.sum += entries * static_cast<std::uint64_t>(now + 1 - since);
        since = now + 1;
        happen(now);
        result.max = std::max(result.max, entries);
    }
    result.sum += entries * static_cast<std::uint64_t>(std::max<Cycle>(0, finish - since));
    // Of the last cycles nothing is seen any more, but FINISH's own still counts.
    for (; now <= finish && now < timing::kNever; now = std::min(next_push, next_pop)) happen(now);
    result.pushed = push;
    result.popped = pop;
    result.left = entries;
    for (; now < timing::kNever; now = std::min(next_push, next_pop)) happen(now);
    return result;
}

}  // namespace vta::sim
