// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer_schedule.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "workloads/layer_geometry.h"

namespace vta::workloads {
namespace {

std::string wrong_size(const char* what, std::uint32_t value, std::uint32_t whole) {
    if (value >= 1 && value <= whole) return {};
    return fmt::format("{}: got {}, want 1 to {}", what, value, whole);
}

std::string wrong_phases(const char* what,
                         std::uint32_t value,
                         std::uint32_t phases,
                         std::uint32_t whole) {
    if (value % phases == 0 || value == whole) return {};
    return fmt::format(
        "{}: got {}, want a multiple of {} phases, or {}", what, value, phases, whole);
}

}  // namespace

std::uint32_t most_in_blocks(const LayerSpec& spec) {
    std::uint32_t most = 1;
    for (const auto* terms : {&spec.terms, &spec.late_terms})
        for (const ProductTerm& term : *terms) most = std::max(most, term.in_blocks);
    return most;
}

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

std::string why_not(const isa::HardwareConfig& config,
                    const LayerSpec& spec,
                    const LayerSchedule& s) {
    if (s.virtual_threads < 1 || s.virtual_threads > 2)
        return fmt::format("virtual_threads: got {}, want 1 or 2", s.virtual_threads);
    for (const std::string& wrong :
         {wrong_size("tile_h", s.tile_h, spec.output.height),
          wrong_size("tile_w", s.tile_w, spec.output.width),
          wrong_size("tile_co", s.tile_co, spec.out_blocks),
          wrong_size("tile_ci", s.tile_ci, most_in_blocks(spec)),
          wrong_phases("tile_h", s.tile_h, phases_h_of(spec), spec.output.height),
          wrong_phases("tile_w", s.tile_w, phases_w_of(spec), spec.output.width)})
        if (!wrong.empty()) return wrong;
    const std::uint64_t acc = std::uint64_t{s.tile_h} * s.tile_w * s.tile_co;
    const std::uint32_t share = config.depth(isa::MemoryType::kAcc) / s.virtual_threads;
    if (acc > share)
        return fmt::format(
            "a tile needs {} accumulator tensors, a virtual thread has {}", acc, share);
    return LayerGeometry(config, spec, s).problem();
}

}  // namespace vta::workloads
