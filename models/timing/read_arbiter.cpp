// SPDX-License-Identifier: Apache-2.0
#include "models/timing/read_arbiter.h"

#include <algorithm>

#include "base/error.h"

namespace vta::timing {

void ReadArbiter::reset() {
    requests_.fill(kNever);
    ready_ = -kNever;
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

Cycle ReadArbiter::next_grant() const {
    Cycle grant = first_request();
    if (grant >= kNever) return kNever;
    grant = std::max({grant, last_grant_ + 1, ready_});
    std::size_t i = 0;
    if (free_ids_ == 0) {
        if (count_ == 0) return kNever;
        grant = std::max(grant, pending_[at(0)].last_beat + 1);  // an id is free one cycle later
        i = 1;
    }
    for (; i < count_; ++i) {
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
}

Cycle ReadArbiter::id_free_from() const {
    if (free_ids_ != 0) return -kNever;
    return count_ == 0 ? kNever : pending_[first_].last_beat + 1;
}

}  // namespace vta::timing
