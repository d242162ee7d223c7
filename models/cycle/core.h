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

    Load load;
    Compute compute;
    /// Replaceable: see VTAShell::Config.
    std::unique_ptr<Store> store;
    Fetch fetch;

    using MakeStore = std::function<std::unique_ptr<Store>(const char* name, Context&, VME&)>;

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
};

}  // namespace vta::cycle
