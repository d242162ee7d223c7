// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/core.h"

#include <algorithm>

namespace vta::cycle {

Core::Core(const sc_core::sc_module_name& name,
           Context& context,
           VME& vme,
           const MakeStore& make_store)
    : sc_module(name),
      load_commands("load_commands", context),
      compute_commands("compute_commands", context),
      store_commands("store_commands", context),
      load_to_compute("load_to_compute", context, TokenQueueId::kLoadToCompute),
      compute_to_load("compute_to_load", context, TokenQueueId::kComputeToLoad),
      compute_to_store("compute_to_store", context, TokenQueueId::kComputeToStore),
      store_to_compute("store_to_compute", context, TokenQueueId::kStoreToCompute),
      fetch("fetch", context, vme, {&load_commands, &compute_commands, &store_commands}),
      load("load", context, vme, load_commands, {&compute_to_load, &load_to_compute}),
      compute("compute",
              context,
              vme,
              compute_commands,
              {&load_to_compute, &compute_to_load},
              {&store_to_compute, &compute_to_store},
              event_counters),
      store(make_store(
          "store", context, vme, store_commands, {&compute_to_store, &store_to_compute})),
      context_(context) {}

std::array<InstructionUnit*, isa::kModuleCount> Core::units() const {
    Core& self = const_cast<Core&>(*this);
    return {&self.load, &self.compute, self.store.get()};
}

void Core::launch(Cycle launch, std::uint32_t count) {
    event_counters.launch(launch);
    compute.tensor_gemm.start_counting();
    store->start_counting();
    for (InstructionUnit* unit : units()) unit->start_observing();
    fetch.launch(launch, count);
}

void Core::reset() {
    event_counters.reset();
    for (CommandQueue* queue : {&load_commands, &compute_commands, &store_commands}) queue->reset();
    for (TokenQueue* queue :
         {&load_to_compute, &compute_to_load, &compute_to_store, &store_to_compute})
        queue->reset();
    fetch.reset();
    for (InstructionUnit* unit : units()) unit->reset();
}

void Core::close_spans(Cycle finish) {
    fetch.close_spans(finish);
    for (InstructionUnit* unit : units()) unit->close_spans(finish);
}

Cycle Core::idle_from() const {
    Cycle idle = 0;
    for (const InstructionUnit* unit : units()) idle = std::max(idle, unit->free_from());
    return idle;
}

std::uint64_t Core::started() const {
    std::uint64_t started = 0;
    for (const InstructionUnit* unit : units()) started += unit->started();
    return started;
}

isa::StuckState Core::stuck_state() const {
    isa::StuckState state;
    for (std::size_t i = 0; i < isa::kModuleCount; ++i) {
        const InstructionUnit& unit = *units()[i];
        if (const auto waiting = unit.waiting()) state.waiting.push_back(*waiting);
        state.executed[i] = unit.executed();
    }
    state.blocked_dispatch = fetch.blocked();
    state.dispatched = fetch.dispatched();
    state.count = fetch.count();
    return state;
}

std::uint64_t Core::lost_tokens() const {
    return load_to_compute.lost() + compute_to_load.lost() + compute_to_store.lost() +
           store_to_compute.lost();
}

}  // namespace vta::cycle
