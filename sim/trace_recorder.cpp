// SPDX-License-Identifier: Apache-2.0
#include "sim/trace_recorder.h"

#include <algorithm>

namespace vta::sim {

using cycle::Cycle;

void TraceRecorder::start(cycle::Unit unit, const TraceSpan& span) {
    tracks_[static_cast<std::size_t>(unit)].push_back(span);
    if (resolution_ > 1) groups_[static_cast<std::size_t>(unit)] = Group(span);
    if (++spans_ > max_spans_) merge();
}

// Spans of at least `resolution` cycles in place of shorter neighbours, each of the cause that took
// most of its cycles. In place: memory that a merge frees is soon needed again.
void TraceRecorder::merge(Track& track, Cycle resolution) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < track.size(); ++kept) {
        TraceSpan& span = track[kept];
        span = track[i++];
        if (span.end - span.begin >= resolution) continue;
        Group group(span);
        for (; i < track.size() && span.end - span.begin < resolution; ++i)
            add_to_group(span, group, track[i]);
    }
    track.resize(kept);
}

void TraceRecorder::merge() {
    do {
        resolution_ *= 4;
        spans_ = 0;
        for (Track& track : tracks_) {
            merge(track, resolution_);
            spans_ += track.size();
        }
    } while (spans_ > std::max(max_spans_ / 2, 2 * cycle::kUnitCount));
    // The newest spans may grow on, as if all of them had the cause that took most.
    for (std::size_t unit = 0; unit < tracks_.size(); ++unit)
        if (!tracks_[unit].empty()) groups_[unit] = Group(tracks_[unit].back());
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
