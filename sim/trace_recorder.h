// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
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
/// of it. Spans still touch and cover the same cycles. Touching spans of one cause and instruction
/// are one.
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
        Track& track = tracks_[static_cast<std::size_t>(unit)];
        begin += origin_;
        end += origin_;
        if (!track.empty() && track.back().end == begin && begin > origin_) {
            TraceSpan& last = track.back();
            if (last.end - last.begin < resolution_ && resolution_ > 1) {
                add_to_group(
                    last, groups_[static_cast<std::size_t>(unit)], {begin, end, index, cause});
                return;
            }
            if (last.cause == cause && last.index == index) {
                last.end = end;
                return;
            }
        }
        start(unit, {begin, end, index, cause});
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
    static constexpr cycle::Cycle kMaxResolution = cycle::Cycle{1} << 30;
    /// Cycles by cause of the newest, still short span of a track.
    struct Group {
        Group() = default;
        explicit Group(const TraceSpan& span) : most(length(span)) {
            cycles[static_cast<std::size_t>(span.cause)] = most;
        }
        /// A span as long as this is never added to.
        static std::uint32_t length(const TraceSpan& span) {
            return static_cast<std::uint32_t>(
                std::min<cycle::Cycle>(span.end - span.begin, kMaxResolution));
        }
        // Small, because most spans of a long run begin a group.
        std::array<std::uint32_t, static_cast<std::size_t>(cycle::Cause::kGrant) + 1> cycles{};
        std::uint32_t most = 0;
    };
    static void add_to_group(TraceSpan& span, Group& group, const TraceSpan& part) {
        std::uint32_t& cycles = group.cycles[static_cast<std::size_t>(part.cause)];
        cycles += Group::length(part);
        span.end = part.end;
        if (cycles <= group.most) return;
        group.most = cycles;
        span.cause = part.cause;
        span.index = part.index;
    }
    void start(cycle::Unit unit, const TraceSpan& span);
    static void merge(Track& track, cycle::Cycle resolution);
    void merge();

    std::size_t max_spans_;
    std::array<Track, cycle::kUnitCount> tracks_;
    std::array<Group, cycle::kUnitCount> groups_{};
    std::size_t spans_ = 0;
    cycle::Cycle origin_ = 0;
    cycle::Cycle end_ = 0;
    cycle::Cycle resolution_ = 1;
};

}  // namespace vta::sim
