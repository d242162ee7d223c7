// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/cycle/observer.h"

namespace vta::sim {

/// Counters of equal stretches of time. Where there would be more than the maximum, neighbours are
/// merged and the windows become twice as long.
class CounterWindows {
  public:
    static constexpr std::size_t kMaxWindows = 1u << 14;

    /// Cycles.
    using Causes = std::array<std::int64_t, static_cast<std::size_t>(cycle::Cause::kGrant) + 1>;
    struct Window {
        std::array<Causes, cycle::kUnitCount> causes{};
        std::array<std::int64_t, cycle::kClientCount> read_beats{};
        std::int64_t write_beats = 0;
    };

    /// `window_cycles` 0: keeps nothing.
    explicit CounterWindows(cycle::Cycle window_cycles, std::size_t max_windows = kMaxWindows)
        : asked_cycles_(window_cycles), max_windows_(max_windows), window_cycles_(window_cycles) {
        // Never moved: a window is large.
        if (enabled()) windows_.reserve(max_windows_);
    }

    bool enabled() const { return window_cycles_ > 0; }
    cycle::Cycle asked_cycles() const { return asked_cycles_; }
    cycle::Cycle window_cycles() const { return window_cycles_; }
    /// Whole run; those behind its end are empty or absent.
    const std::vector<Window>& windows() const { return windows_; }

    /// Where the next launch begins.
    void begin_at(cycle::Cycle origin) { origin_ = origin; }
    /// Cycles [begin, end) of the launch; `sign` -1 takes them back.
    void add(cycle::Unit unit, cycle::Cause cause, cycle::Cycle begin, cycle::Cycle end, int sign) {
        const Last& last = last_[static_cast<std::size_t>(unit)];
        if (begin + origin_ >= last.begin && end + origin_ <= last.end)
            (*last.causes)[static_cast<std::size_t>(cause)] += sign * (end - begin);
        else
            add_over_windows(unit, cause, begin + origin_, end + origin_, sign);
    }
    /// The causes of a unit in its current window, if cycles [begin, end) of the launch lie in it;
    /// else null: then add().
    Causes* within(cycle::Unit unit, cycle::Cycle begin, cycle::Cycle end) {
        const Last& last = last_[static_cast<std::size_t>(unit)];
        const bool inside = begin + origin_ >= last.begin && end + origin_ <= last.end;
        return inside ? last.causes : nullptr;
    }
    /// `count` beats, one every `period` cycles from `first` on.
    void add_reads(cycle::Client client,
                   cycle::Cycle first,
                   std::uint32_t count,
                   cycle::Cycle period,
                   int sign) {
        const Last& last = last_[static_cast<std::size_t>(cycle::Unit::kMemory)];
        if (first + origin_ >= last.begin && first + origin_ + count * period <= last.end)
            windows_[last.index].read_beats[static_cast<std::size_t>(client)] +=
                sign * static_cast<std::int64_t>(count);
        else
            add_reads_over_windows(client, first + origin_, count, period, sign);
    }
    /// Writes count in the window of their address handshake.
    void add_writes(cycle::Cycle handshake, std::int64_t beats);

  private:
    /// Where a unit was last: most spans lie in the same window as the one before.
    struct Last {
        cycle::Cycle begin = 0;
        cycle::Cycle end = 0;
        std::size_t index = 0;
        Causes* causes = nullptr;
    };
    void add_over_windows(
        cycle::Unit unit, cycle::Cause cause, cycle::Cycle begin, cycle::Cycle end, int sign);
    void add_reads_over_windows(cycle::Client client,
                                cycle::Cycle first,
                                std::int64_t count,
                                cycle::Cycle period,
                                int sign);
    Window& at(cycle::Cycle cycle);
    void merge();

    const cycle::Cycle asked_cycles_;
    const std::size_t max_windows_;
    cycle::Cycle window_cycles_;
    cycle::Cycle origin_ = 0;
    std::array<Last, cycle::kUnitCount> last_{};
    std::vector<Window> windows_;
};

}  // namespace vta::sim
