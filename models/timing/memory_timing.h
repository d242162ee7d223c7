// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "isa/hardware_config.h"
#include "models/timing/cycle.h"

namespace vta::timing {

/// Cycles in which a read burst is on the bus.
struct BurstTimes {
    Cycle issue = 0;       ///< the memory starts to work on it
    Cycle first_beat = 0;  ///< on the bus
    Cycle last_beat = 0;
};

/// The built-in memory's read side: requests in order, gap-free data, a first-beat latency charged
/// once a busy period or once a request. A burst is settled at its address handshake (14.2).
class MemoryTiming {
  public:
    explicit MemoryTiming(const isa::HardwareConfig& config)
        : latency_(config.parameters().memory_first_beat_latency),
          per_request_(config.parameters().memory_latency_per == isa::MemoryLatencyPer::kRequest),
          cycles_per_beat_(config.parameters().memory_cycles_per_beat),
          issues_(config.parameters().memory_request_queue_depth, -kNever) {}

    void reset() {
        previous_ = {-kNever, -kNever, -kNever};
        busy_since_ = -kNever;
        std::fill(issues_.begin(), issues_.end(), -kNever);
        oldest_ = 0;
    }

    /// Earliest cycle in which the request queue takes another request: an entry is held from its
    /// handshake to its issue, and a full queue takes none in the cycle of an issue.
    Cycle ready_from() const { return issues_[oldest_] + 1; }

    /// Address handshake in cycle `handshake`.
    BurstTimes request(Cycle handshake, std::uint32_t beats) {
        // The latency counter runs from the first cycle after the queue was last empty.
        if (per_request_ || handshake > previous_.issue) busy_since_ = handshake;
        BurstTimes times;
        times.issue = std::max(busy_since_ + latency_ - 1, previous_.last_beat);
        times.first_beat = times.issue + 1;
        times.last_beat = times.first_beat + cycles_per_beat_ * (static_cast<Cycle>(beats) - 1);
        previous_ = times;
        issues_[oldest_] = times.issue;
        if (++oldest_ == issues_.size()) oldest_ = 0;
        return times;
    }

    Cycle cycles_per_beat() const { return cycles_per_beat_; }

  private:
    Cycle latency_;
    bool per_request_;
    Cycle cycles_per_beat_;
    BurstTimes previous_{-kNever, -kNever, -kNever};
    Cycle busy_since_ = -kNever;
    std::vector<Cycle> issues_;  ///< issue cycles of the last requests, a ring of the queue's depth
    std::size_t oldest_ = 0;
};

}  // namespace vta::timing
