// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/token_queue.h"

#include <algorithm>

namespace vta::cycle {

TokenQueue::TokenQueue(const char* name, Context& context, TokenQueueId id)
    : sc_object(name), context_(context), id_(id), pushes_(64) {}

void TokenQueue::reset() {
    count_ = 0;
    first_ = 0;
    waiting_ = 0;
    lost_ = 0;
}

void TokenQueue::push(Cycle done, std::uint32_t index) {
    if (waiting_ == pushes_.size()) {
        std::rotate(
            pushes_.begin(), pushes_.begin() + static_cast<std::ptrdiff_t>(first_), pushes_.end());
        first_ = 0;
        pushes_.resize(pushes_.size() * 2);
    }
    pushes_[(first_ + waiting_++) & (pushes_.size() - 1)] = {done, index};
    if (consumer_) consumer_();
}

Cycle TokenQueue::ready(Cycle from) const {
    if (count_ > 0) return from;
    return waiting_ > 0 ? std::max(from, pushes_[first_].done + 1) : kNever;
}

// Applies the pushes that the counter shows in cycle `start`: those done before it. One done in
// `start` itself meets the take of that cycle and leaves the counter unchanged, even at 255, which
// applying it after the take gives.
void TokenQueue::apply_until(Cycle start) {
    while (waiting_ > 0 && pushes_[first_].done < start) {
        const Push push = pushes_[first_];
        first_ = (first_ + 1) & (pushes_.size() - 1);
        --waiting_;
        if (count_ < kMaximum)
            ++count_;
        else
            ++lost_;
        if (context_.observer != nullptr) observe(FactKind::kTokenPushed, push.done, push.index);
    }
}

void TokenQueue::take(Cycle start, std::uint32_t index) {
    apply_until(start);
    --count_;
    if (context_.observer != nullptr) observe(FactKind::kTokenPopped, start, index);
}

void TokenQueue::observe(FactKind kind, Cycle cycle, std::uint32_t index) {
    Fact& fact = context_.facts.next(kind, Unit::kFetch, index);
    fact.token = {cycle, id_, count_};
    context_.facts.commit();
}

}  // namespace vta::cycle
