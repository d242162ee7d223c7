// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "models/timing/cycle.h"

namespace vta::sim {

/// The last facts that were reported, as long as they may lie beyond a FINISH still to come: the
/// model reports a fact when it is settled, which may be long before its cycle. A ring that grows
/// only when a fact would be lost whose `end` is not past.
template <typename Fact>
class Ahead {
  public:
    Ahead() : ring_(kInitial) {}

    void clear() {
        for (Fact& fact : ring_) fact.end = kPast;
        next_ = 0;
    }
    void push(const Fact& fact, timing::Cycle now) {
        if (ring_[next_].end + kMargin > now) grow();
        ring_[next_] = fact;
        next_ = (next_ + 1) & (ring_.size() - 1);
    }
    template <typename Visit>
    void for_each(const Visit& visit) const {
        for (const Fact& fact : ring_)
            if (fact.end != kPast) visit(fact);
    }

  private:
    static constexpr std::size_t kInitial = 64;
    /// FINISH becomes known a few cycles after it; until then later facts move `now` on.
    static constexpr timing::Cycle kMargin = 16;
    static constexpr timing::Cycle kPast = -timing::kNever;

    void grow() {
        // Oldest first, with the room behind.
        std::rotate(ring_.begin(), ring_.begin() + static_cast<std::ptrdiff_t>(next_), ring_.end());
        next_ = ring_.size();
        ring_.resize(2 * ring_.size());
        for (std::size_t i = next_; i < ring_.size(); ++i) ring_[i].end = kPast;
    }

    std::vector<Fact> ring_;  ///< a power of two
    std::size_t next_ = 0;
};

}  // namespace vta::sim
