// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/timing/cycle.h"

namespace vta::timing {

/// When the memory engine grants the next read command, to whom and with which id (14.3): fixed
/// priority, one grant a cycle, none in the cycle of a last beat, none without a free id.
class ReadArbiter {
  public:
    static constexpr std::size_t kClients = 5;

    /// `outstanding`: ids, 1..64.
    explicit ReadArbiter(std::uint32_t outstanding) : ids_(outstanding) { reset(); }

    void reset();

    /// Client `client` (0 has the highest priority) has a command at the arbiter from `from` on;
    /// kNever: it has none.
    void request(std::size_t client, Cycle from) {
        requests_[client] = from;
        next_known_ = false;
    }
    /// The memory takes no address before this cycle.
    void block_until(Cycle ready) {
        ready_ = ready;
        next_known_ = false;
    }

    /// What the next grant waits for, each over in the cycle named, as far as known.
    struct Waits {
        Cycle first_request = kNever;  ///< a command waits
        Cycle id_free = -kNever;       ///< the past if an id is free
        Cycle unblocked = -kNever;     ///< the memory takes an address
    };
    /// The cycle of the next grant as far as things are known; kNever if nobody asks or no id can
    /// become free.
    Cycle next_grant() {
        if (!next_known_) find_next();
        return next_;
    }
    /// Of next_grant().
    const Waits& waits() {
        if (!next_known_) find_next();
        return waits_;
    }
    /// First cycle in which a command waits, as far as known.
    Cycle first_request() const;
    /// The lowest client that asks in cycle `grant`.
    std::size_t winner(Cycle grant) const;
    /// Grants in cycle `grant`; returns the burst's id, the lowest that is free.
    std::uint32_t grant(Cycle grant);
    /// The last beat of the burst with `id` is on the bus in cycle `last_beat`.
    void settle(std::uint32_t id, Cycle last_beat);

    Cycle blocked_until() const { return ready_; }
    /// Bursts granted whose last beat is not known yet.
    std::uint32_t unsettled() const { return unsettled_; }

  private:
    struct Pending {
        Cycle last_beat;
        std::uint32_t id;
    };
    void find_next();
    Cycle without_last_beats(Cycle grant) const;
    std::size_t at(std::size_t i) const { return (first_ + i) & (pending_.size() - 1); }

    std::uint32_t ids_;
    std::array<Cycle, kClients> requests_{};
    Cycle ready_ = -kNever;
    Cycle last_grant_ = -kNever;
    std::uint64_t free_ids_ = 0;
    std::uint32_t unsettled_ = 0;
    std::vector<Pending> pending_;  ///< ring of settled bursts in order of their last beat
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    // Asked for more often than anything changes.
    bool next_known_ = false;
    Cycle next_ = kNever;
    Waits waits_;
};

}  // namespace vta::timing
