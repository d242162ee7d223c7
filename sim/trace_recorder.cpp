// SPDX-License-Identifier: Apache-2.0
#include "sim/trace_recorder.h"

#include <algorithm>

namespace vta::sim {

namespace {

using cycle::Cycle;

// Spans of at least `resolution` cycles in place of shorter neighbours, each of the cause that took
// most of its cycles.
TraceRecorder::Track merged(const TraceRecorder::Track& track, Cycle resolution) {
    TraceRecorder::Track result;
    std::array<Cycle, static_cast<std::size_t>(cycle::Cause::kGrant) + 1> cycles{};
    result.reserve(track.size());
    for (std::size_t i = 0; i < track.size();) {
        TraceSpan group = track[i];
        if (group.end - group.begin >= resolution) {
            result.push_back(group);
            ++i;
            continue;
        }
        Cycle most = 0;
        cycles.fill(0);
        for (; i < track.size() && (most == 0 || group.end - group.begin < resolution); ++i) {
            Cycle& of_cause = cycles[static_cast<std::size_t>(track[i].cause)];
            of_cause += track[i].end - track[i].begin;
            group.end = track[i].end;
            if (of_cause <= most) continue;
            most = of_cause;
            group.cause = track[i].cause;
            group.index = track[i].index;
        }
        result.push_back(group);
    }
    return result;
}

}  // namespace

// New spans first get the resolution that the older ones have; only then does it become coarser.
void TraceRecorder::merge() {
    for (bool again = resolution_ == 1;; again = true) {
        if (again) resolution_ *= 2;
        spans_ = 0;
        for (Track& track : tracks_) {
            track = merged(track, resolution_);
            spans_ += track.size();
        }
        if (spans_ <= std::max(max_spans_ / 2, 2 * cycle::kUnitCount)) return;
    }
}

void TraceRecorder::end(Cycle cycles) {
    end_ = origin_ + cycles;
    for (Track& track : tracks_) {
        while (!track.empty() && track.back().begin >= end_) {
            track.pop_back();
            --spans_;
        }
        if (!track.empty()) track.back().end = std::min(track.back().end, end_);
    }
}

TraceRecorder TraceRecorder::coarser(std::size_t max_spans) const {
    TraceRecorder copy = *this;
    copy.max_spans_ = max_spans;
    if (copy.spans_ > max_spans) copy.merge();
    return copy;
}

}  // namespace vta::sim
