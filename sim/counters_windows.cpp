// SPDX-License-Identifier: Apache-2.0
#include "sim/counters_windows.h"

#include <algorithm>

namespace vta::sim {

namespace {

std::size_t index_of(cycle::Unit unit) { return static_cast<std::size_t>(unit); }

void add_to(CounterWindows::Window& sum, const CounterWindows::Window& other) {
    for (std::size_t unit = 0; unit < sum.causes.size(); ++unit)
        for (std::size_t cause = 0; cause < sum.causes[unit].size(); ++cause)
            sum.causes[unit][cause] += other.causes[unit][cause];
    for (std::size_t client = 0; client < sum.read_beats.size(); ++client)
        sum.read_beats[client] += other.read_beats[client];
    sum.write_beats += other.write_beats;
}

}  // namespace

CounterWindows::Window& CounterWindows::at(cycle::Cycle cycle) {
    while (cycle / window_cycles_ >= static_cast<cycle::Cycle>(max_windows_)) merge();
    const auto index = static_cast<std::size_t>(cycle / window_cycles_);
    if (index >= windows_.size()) windows_.resize(index + 1);
    return windows_[index];
}

void CounterWindows::merge() {
    window_cycles_ *= 2;
    last_ = {};
    const std::size_t count = windows_.size();
    for (std::size_t i = 1; i < count; ++i) {
        if (i % 2 == 1)
            add_to(windows_[i / 2] = windows_[i - 1], windows_[i]);
        else if (i + 1 == count)
            windows_[i / 2] = windows_[i];
    }
    windows_.resize((count + 1) / 2);
}

void CounterWindows::add_over_windows(
    cycle::Unit unit, cycle::Cause cause, cycle::Cycle begin, cycle::Cycle end, int sign) {
    while (begin < end) {
        Last& last = last_[index_of(unit)];
        if (begin < last.begin || begin >= last.end) {
            at(begin);  // makes the window, maybe after a merge
            last.index = static_cast<std::size_t>(begin / window_cycles_);
            last.begin = static_cast<cycle::Cycle>(last.index) * window_cycles_;
            last.end = last.begin + window_cycles_;
            last.causes = &windows_[last.index].causes[index_of(unit)];
        }
        const cycle::Cycle until = std::min(end, last.end);
        (*last.causes)[static_cast<std::size_t>(cause)] += sign * (until - begin);
        begin = until;
    }
}

void CounterWindows::add_reads_over_windows(
    cycle::Client client, cycle::Cycle first, std::int64_t count, cycle::Cycle period, int sign) {
    cycle::Cycle beat = first;
    cycle::Cycle left = count;
    while (left > 0) {
        Window& window = at(beat);
        const cycle::Cycle until = (beat / window_cycles_ + 1) * window_cycles_;
        const cycle::Cycle here = std::min(left, (until - beat + period - 1) / period);
        window.read_beats[static_cast<std::size_t>(client)] += sign * here;
        beat += here * period;
        left -= here;
    }
}

void CounterWindows::add_writes(cycle::Cycle handshake, std::int64_t beats) {
    at(handshake + origin_).write_beats += beats;
}

}  // namespace vta::sim
