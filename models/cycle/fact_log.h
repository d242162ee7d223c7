// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "models/cycle/fact_spans.h"
#include "models/cycle/observer.h"

namespace vta::cycle {

/// Hands facts to the observer: one by one, or in batches where it takes them. A batch holds the
/// newest facts back, because those often have cycles ahead.
class FactLog {
  public:
    /// `now` and `finish` as in Context.
    FactLog(const Cycle& now, const Cycle& finish) : now_(now), finish_(finish) {}

    void attach(Observer* observer);
    /// Whether the observer wants streams of reads.
    bool joins_reads() const { return joins_reads_; }

    void launched(Cycle launch);
    void finished(Cycle cycle);

    /// To be filled, then committed. Only while an observer is attached.
    Fact& next(FactKind kind, Unit unit, std::uint32_t index) {
        Fact& fact = facts_[size_];
        fact.kind = kind;
        fact.unit = unit;
        fact.index = index;
        return fact;
    }
    void commit() {
        if (++size_ >= limit_) hand_over(hold_);
    }

    void span(Unit unit, Cause cause, Cycle begin, Cycle end, std::uint32_t index) {
        Fact& fact = next(FactKind::kSpan, unit, index);
        fact.cause = cause;
        fact.span = {begin, end};
        commit();
    }
    void event(FactKind kind, Unit unit, std::uint32_t index, Cycle cycle) {
        next(kind, unit, index).event = {cycle};
        commit();
    }

    /// Nothing is held back afterwards.
    void flush() {
        if (size_ > 0) hand_over(0);
    }

  private:
    static constexpr std::size_t kBatch = 256;
    static constexpr std::size_t kHold = 64;

    void hand_over(std::size_t hold);

    const Cycle& now_;
    const Cycle& finish_;
    Observer* observer_ = nullptr;
    bool joins_reads_ = false;
    std::vector<Fact> facts_;
    std::size_t size_ = 0;
    std::size_t limit_ = 1;
    std::size_t hold_ = 0;
    Cycle launch_ = 0;
    FactSpans spans_;  ///< of single calls
};

}  // namespace vta::cycle
