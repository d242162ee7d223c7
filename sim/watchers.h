// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "isa/hardware_config.h"
#include "sim/observers.h"
#include "sim/race_watch.h"
#include "sim/report_collector.h"
#include "sim/run_report.h"

namespace vta::sim {

/// What watches a run, as its options ask.
class Watchers {
  public:
    struct Options {
        bool report = false;
        cycle::Cycle window_cycles = 0;  ///< of the report; 0: ReportCollector's
        bool races = false;
        bool data_moves = true;
    };
    Watchers(const isa::HardwareConfig& config, const Options& options);

    /// For SessionOptions; null: nobody watches.
    ProgramObserver* observer() { return all_.empty() ? nullptr : &all_; }
    /// Null where no report was asked for.
    ReportCollector* collector() { return collector_ ? &*collector_ : nullptr; }
    /// Nothing where they were not looked for.
    std::optional<RaceReport> races() const;

  private:
    std::optional<ReportCollector> collector_;
    std::optional<RaceWatch> watch_;
    Observers all_;
};

}  // namespace vta::sim
