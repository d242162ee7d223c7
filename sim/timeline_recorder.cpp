// SPDX-License-Identifier: Apache-2.0
#include "sim/timeline_recorder.h"

#include "base/error.h"

namespace vta::sim {

bool TimelineRecorder::is_module(cycle::Unit unit) {
    return static_cast<std::size_t>(unit) < isa::kModuleCount;
}

void TimelineRecorder::launched() {
    for (Lane& lane : lanes_) lane = Lane{};
    read_requests_.clear();
}

void TimelineRecorder::dispatched(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) {
    if (!is_module(unit)) return;
    lane(unit).entries.push_back({index, cycle, timing::kNever, timing::kNever});
}

void TimelineRecorder::started(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) {
    if (!is_module(unit)) return;
    Lane& lane = this->lane(unit);
    VTA_CHECK(lane.next_start < lane.entries.size() && lane.entries[lane.next_start].index == index,
              "a module started an instruction that was not its next one");
    lane.entries[lane.next_start++].started = cycle;
}

void TimelineRecorder::done(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) {
    if (!is_module(unit)) return;
    Lane& lane = this->lane(unit);
    VTA_CHECK(lane.next_done < lane.next_start && lane.entries[lane.next_done].index == index,
              "a module ended an instruction that was not its oldest one");
    lane.entries[lane.next_done++].done = cycle;
}

void TimelineRecorder::read_request(cycle::Client /*client*/,
                                    std::uint32_t id,
                                    std::uint64_t address,
                                    std::uint32_t beats,
                                    cycle::Cycle cycle) {
    read_requests_.push_back({cycle, id, address, beats});
}

void TimelineRecorder::store(cycle::Cycle finish, LaunchRecord& record) const {
    const auto until_finish = [finish](cycle::Cycle cycle) {
        return cycle <= finish ? std::optional<std::int64_t>(cycle) : std::nullopt;
    };
    for (std::size_t module = 0; module < isa::kModuleCount; ++module) {
        auto& timeline = record.timeline[module];
        timeline.clear();
        for (const Entry& entry : lanes_[module].entries) {
            if (entry.dispatched > finish) break;
            timeline.push_back(
                {entry.dispatched, until_finish(entry.started), until_finish(entry.done)});
        }
    }
    record.read_requests.emplace();
    for (const ReadRequest& request : read_requests_) {
        if (request.cycle <= finish) record.read_requests->push_back(request);
    }
}

}  // namespace vta::sim
