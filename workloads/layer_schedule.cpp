// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer_schedule.h"

#include <tuple>

#include <fmt/format.h>

namespace vta::workloads {

bool operator==(const LayerSchedule& a, const LayerSchedule& b) {
    const auto key = [](const LayerSchedule& s) {
        return std::tie(
            s.tile_h, s.tile_w, s.tile_co, s.tile_ci, s.virtual_threads, s.channels_innermost);
    };
    return key(a) == key(b);
}

std::string LayerSchedule::to_json() const {
    return fmt::format(
        "{{\"tile_h\": {}, \"tile_w\": {}, \"tile_co\": {}, \"tile_ci\": {}, "
        "\"virtual_threads\": {}, \"channels_innermost\": {}}}",
        tile_h,
        tile_w,
        tile_co,
        tile_ci,
        virtual_threads,
        channels_innermost);
}

LayerSchedule LayerSchedule::from_json(const JsonReader& reader) {
    constexpr std::uint64_t kMaxTileSide = 65535;
    LayerSchedule schedule;
    const auto size = [&](const char* key) {
        return static_cast<std::uint32_t>(reader.required(key).as_unsigned(1, kMaxTileSide));
    };
    schedule.tile_h = size("tile_h");
    schedule.tile_w = size("tile_w");
    schedule.tile_co = size("tile_co");
    schedule.tile_ci = size("tile_ci");
    if (const auto threads = reader.optional("virtual_threads"))
        schedule.virtual_threads = static_cast<std::uint32_t>(threads->as_unsigned(1, 2));
    if (const auto innermost = reader.optional("channels_innermost"))
        schedule.channels_innermost = innermost->as_bool();
    reader.refuse_unknown_keys();
    return schedule;
}

}  // namespace vta::workloads
