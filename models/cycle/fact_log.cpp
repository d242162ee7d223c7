// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/fact_log.h"

#include <algorithm>

namespace vta::cycle {

void FactLog::attach(Observer* observer) {
    flush();
    observer_ = observer;
    const bool batches = observer != nullptr && observer->takes_facts();
    joins_reads_ = batches && observer->joins_reads();
    limit_ = batches ? kBatch : 1;
    hold_ = batches ? kHold : 0;
    if (observer != nullptr) facts_.resize(kBatch);
}

// A batch belongs to one launch.
void FactLog::launched(Cycle launch) {
    flush();
    launch_ = launch;
    event(FactKind::kLaunched, Unit::kFetch, Observer::kNoInstruction, launch);
}

void FactLog::finished(Cycle cycle) {
    event(FactKind::kFinished, Unit::kCompute, Observer::kNoInstruction, cycle);
    flush();
}

void FactLog::hand_over(std::size_t hold) {
    const Fact* facts = facts_.data();
    const std::size_t count = size_ - hold;
    // First, so that a throwing observer is not told twice.
    size_ = hold;
    if (limit_ == 1) {
        tell(facts[0], launch_, spans_, *observer_);
        return;
    }
    // FINISH has not started before `now`, unless it is known.
    const Cycle settled = finish_ < timing::kNever ? finish_ : now_;
    observer_->facts({facts, facts + count, launch_, finish_, settled});
    std::copy_n(facts + count, hold, facts_.data());
}

}  // namespace vta::cycle
