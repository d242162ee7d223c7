// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/core.h"

#include <algorithm>

namespace vta::cycle {

Core::Core(const sc_core::sc_module_name& name,
           Context& context,
           VME& vme,
           const MakeStore& make_store)
    : sc_module(name),
      load("load", context, vme),
      compute("compute", context, vme, event_counters),
      store(make_store("store", context, vme)),
      fetch("fetch", context, vme, {&load.inst_queue, &compute.inst_queue, &store->inst_queue}) {
    load.connect({}, {&load.compute_to_load, &compute.load_to_compute});
    compute.connect({&compute.load_to_compute, &load.compute_to_load},
                    {&compute.store_to_compute, &store->compute_to_store});
    store->connect({&store->compute_to_store, &compute.store_to_compute}, {});
}

std::array<InstructionUnit*, isa::kModuleCount> Core::units() const {
    Core& self = const_cast<Core&>(*this);
    return {&self.load, &self.compute, self.store.get()};
}

void Core::launch(Cycle launch, std::uint32_t count) {
    event_counters.launch(launch);
    compute.tensor_gemm.start_counting();
    store->tensor_store.start_counting();
    for (InstructionUnit* unit : units()) unit->start_observing();
    fetch.launch(launch, count);
}

void Core::reset() {
    event_counters.reset();
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
    return compute.load_to_compute.lost() + compute.store_to_compute.lost() +
           load.compute_to_load.lost() + store->compute_to_store.lost();
}

}  // namespace vta::cycle
