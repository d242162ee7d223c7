// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <systemc>

#include "models/timing/cycle.h"

namespace vta::cycle {

using timing::Cycle;
using timing::kNever;

/// Converts between cycles and SystemC time: cycle c is c periods of whole picoseconds, computed
/// from c each time so that nothing accumulates.
class Clock {
  public:
    explicit Clock(double mhz)
        : period_ps_(static_cast<std::uint64_t>(std::llround(1e6 / mhz))),
          period_(static_cast<double>(period_ps_), sc_core::SC_PS) {}

    std::uint64_t period_ps() const { return period_ps_; }
    /// The time of `cycles` cycles.
    sc_core::sc_time duration(Cycle cycles) const {
        return sc_core::sc_time::from_value(period_.value() * static_cast<std::uint64_t>(cycles));
    }
    /// The cycle that contains `time`.
    Cycle cycle_of(const sc_core::sc_time& time) const {
        return static_cast<Cycle>(time.value() / period_.value());
    }
    Cycle now() const { return cycle_of(sc_core::sc_time_stamp()); }

  private:
    std::uint64_t period_ps_;
    sc_core::sc_time period_;
};

}  // namespace vta::cycle
