// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/timing/cycle.h"

namespace vta::cycle {

/// The two counters of the hardware, as captured at FINISH (microarchitecture 2.5).
class EventCounters {
  public:
    void launch(timing::Cycle cycle) {
        launch_ = cycle;
        acc_writes_ = 0;
    }
    /// `operations` accumulator writes by a GEMM or ALU instruction that started in this launch.
    void count_acc_writes(std::int64_t operations) {
        acc_writes_ += static_cast<std::uint64_t>(operations);
    }
    void capture(timing::Cycle finish) {
        captured_cycles_ = static_cast<std::uint64_t>(finish - launch_);
        captured_acc_writes_ = acc_writes_;
    }
    void reset() { *this = EventCounters{}; }

    std::uint64_t cycles() const { return captured_cycles_; }
    std::uint64_t acc_writes() const { return captured_acc_writes_; }
    std::uint64_t acc_writes_so_far() const { return acc_writes_; }

  private:
    timing::Cycle launch_ = 0;
    std::uint64_t acc_writes_ = 0;
    std::uint64_t captured_cycles_ = 0;
    std::uint64_t captured_acc_writes_ = 0;
};

}  // namespace vta::cycle
