// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "isa/stuck.h"
#include "models/cycle/compute.h"
#include "models/cycle/event_counters.h"
#include "models/cycle/fetch.h"
#include "models/cycle/load.h"
#include "models/cycle/store.h"

namespace vta::cycle {

/// Fetch, the three modules that execute, and the queues through which they meet.
class Core : public sc_core::sc_module {
  public:
    EventCounters event_counters;

    CommandQueue load_commands;
    CommandQueue compute_commands;
    CommandQueue store_commands;
    TokenQueue load_to_compute;
    TokenQueue compute_to_load;
    TokenQueue compute_to_store;
    TokenQueue store_to_compute;

    Fetch fetch;
    Load load;
    Compute compute;
    /// Replaceable: see VTAShell::Parts.
    std::unique_ptr<Store> store;

    using MakeStore = std::function<std::unique_ptr<Store>(
        const char* name, Context&, VME&, CommandQueue&, InstructionUnit::Neighbour)>;

    Core(const sc_core::sc_module_name& name,
         Context& context,
         VME& vme,
         const MakeStore& make_store);

    void launch(Cycle launch, std::uint32_t count);
    void reset();
    void close_spans(Cycle finish);

    /// First cycle in which no module executes, as far as known.
    Cycle idle_from() const;
    std::uint64_t started() const;
    /// Who waits for what; meaningful when nothing is pending any more.
    isa::StuckState stuck_state() const;
    std::uint64_t lost_tokens() const;

  private:
    std::array<InstructionUnit*, isa::kModuleCount> units() const;
    Context& context_;
};

}  // namespace vta::cycle
