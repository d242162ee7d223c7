// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <systemc>

#include "models/cycle/context.h"

namespace vta::cycle {

/// A module with one process that sleeps until the next cycle in which it can do something. A wake
/// is only a hint: step() looks at what is true now and arms the next wake.
class ClockedUnit : public sc_core::sc_module {
  public:
    SC_HAS_PROCESS(ClockedUnit);
    ClockedUnit(const sc_core::sc_module_name& name, Context& context)
        : sc_module(name), context_(context) {
        SC_METHOD(run);
        sensitive << wake_;
        dont_initialize();
    }

    /// Forgets everything in flight; scratchpads and registers are the owner's business.
    virtual void reset() {
        wake_.cancel();
        armed_ = kNever;
    }

  protected:
    virtual void step(Cycle now) = 0;

    /// Wakes the unit in `cycle` (this cycle's next delta, if it is now). An earlier wake stays.
    /// Notifications are never cancelled here: a cancelled one stays in the kernel's heap.
    void arm(Cycle cycle) {
        if (cycle >= armed_) return;
        armed_ = cycle;
        if (cycle <= context_.now)
            wake_.notify(sc_core::SC_ZERO_TIME);
        else
            wake_.notify(context_.clock.duration(cycle - context_.now));
    }

    Context& context_;

  private:
    void run() {
        context_.refresh_now();
        armed_ = kNever;
        try {
            step(context_.now);
        } catch (...) {
            context_.fail(std::current_exception());
        }
    }

    sc_core::sc_event wake_{"wake"};
    Cycle armed_ = kNever;
};

}  // namespace vta::cycle
