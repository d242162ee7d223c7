// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/cycle/observer.h"

namespace vta::sim {

/// One cause of one unit; cycles of the run, all launches one after the other.
struct TraceSpan {
    cycle::Cycle begin = 0;
    cycle::Cycle end = 0;
    std::uint32_t index = 0;  ///< the instruction, or Observer::kNoInstruction
    cycle::Cause cause{};
};

/// What every unit did, of bounded size: where there are too many spans, neighbours are merged
/// until each is at least resolution() cycles long, and a merged span has the cause that took most
/// of it. Spans still touch and cover the same cycles.
class TraceRecorder {
  public:
    static constexpr std::size_t kDefaultSpans = 200'000;
    using Track = std::vector<TraceSpan>;

    explicit TraceRecorder(std::size_t max_spans = kDefaultSpans) : max_spans_(max_spans) {}

    /// The launch starts where the one before ended.
    void begin() { origin_ = end_; }
    void span(cycle::Unit unit,
              cycle::Cause cause,
              cycle::Cycle begin,
              cycle::Cycle end,
              std::uint32_t index) {
        tracks_[static_cast<std::size_t>(unit)].push_back(
            {begin + origin_, end + origin_, index, cause});
        if (++spans_ > max_spans_) merge();
    }
    /// The launch took so many cycles; what lies behind them is dropped.
    void end(cycle::Cycle cycles);

    const Track& track(cycle::Unit unit) const { return tracks_[static_cast<std::size_t>(unit)]; }
    cycle::Cycle origin() const { return origin_; }
    cycle::Cycle cycles() const { return end_; }
    cycle::Cycle resolution() const { return resolution_; }  ///< 1: nothing was merged
    /// The same with fewer spans.
    TraceRecorder coarser(std::size_t max_spans) const;

  private:
    void merge();

    std::size_t max_spans_;
    std::array<Track, cycle::kUnitCount> tracks_;
    std::size_t spans_ = 0;
    cycle::Cycle origin_ = 0;
    cycle::Cycle end_ = 0;
    cycle::Cycle resolution_ = 1;
};

}  // namespace vta::sim
