// SPDX-License-Identifier: Apache-2.0
#include "models/timing/read_arbiter.h"

#include <algorithm>

#include "base/error.h"

namespace vta::timing {

void ReadArbiter::reset() {
    requests_.fill(kNever);
    ready_ = -kNever;
    next_known_ = false;
    last_grant_ = -kNever;
    free_ids_ = ids_ >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << ids_) - 1;
    unsettled_ = 0;
    std::size_t ring = 1;
    while (ring < ids_) ring *= 2;
    pending_.assign(ring, Pending{});
    first_ = 0;
    count_ = 0;
}

Cycle ReadArbiter::first_request() const {
    return *std::min_element(requests_.begin(), requests_.end());
}

void ReadArbiter::find_next() {
    next_known_ = true;
    next_ = kNever;
    waits_.first_request = first_request();
    waits_.unblocked = ready_;
    waits_.id_free = -kNever;
    if (free_ids_ == 0) waits_.id_free = count_ == 0 ? kNever : pending_[first_].last_beat + 1;
    const Cycle grant = std::max({waits_.first_request, waits_.id_free, last_grant_ + 1, ready_});
    if (grant < kNever) next_ = without_last_beats(grant);
}

// The first cycle from `grant` on that is not one of a last beat.
Cycle ReadArbiter::without_last_beats(Cycle grant) const {
    for (std::size_t i = 0; i < count_; ++i) {
        const Cycle last_beat = pending_[at(i)].last_beat;
        if (last_beat > grant) break;
        if (last_beat == grant) ++grant;
    }
    return grant;
}

std::size_t ReadArbiter::winner(Cycle grant) const {
    std::size_t client = 0;
    while (requests_[client] > grant) ++client;
    return client;
}

std::uint32_t ReadArbiter::grant(Cycle grant) {
    while (count_ > 0 && pending_[first_].last_beat < grant) {
        free_ids_ |= std::uint64_t{1} << pending_[first_].id;
        first_ = at(1);
        --count_;
    }
    VTA_DCHECK(free_ids_ != 0, "a grant without a free id");
    const auto id = static_cast<std::uint32_t>(__builtin_ctzll(free_ids_));
    free_ids_ &= free_ids_ - 1;
    last_grant_ = grant;
    next_known_ = false;
    ++unsettled_;
    return id;
}

void ReadArbiter::settle(std::uint32_t id, Cycle last_beat) {
    // In-order memories append; others may finish a later burst first.
    std::size_t place = count_++;
    while (place > 0 && pending_[at(place - 1)].last_beat > last_beat) {
        pending_[at(place)] = pending_[at(place - 1)];
        --place;
    }
    pending_[at(place)] = {last_beat, id};
    --unsettled_;
    next_known_ = false;
}

}  // namespace vta::timing
