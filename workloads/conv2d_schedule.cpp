// SPDX-License-Identifier: Apache-2.0
#include "workloads/conv2d_schedule.h"

#include <limits>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "workloads/conv2d_estimate.h"
#include "workloads/conv2d_geometry.h"
#include "workloads/conv2d_plan.h"

namespace vta::workloads {
namespace {

constexpr std::uint64_t kMaxLoopExtent = 16383;
constexpr std::uint32_t kMaxTileSide = 1024;
// Plans with more steps are only considered where nothing else fits.
constexpr std::uint64_t kManySteps = 1u << 15;

struct Sizes {
    std::uint64_t inp, wgt, acc, uops, pixels;
};

Sizes sizes_of(const Conv2dGeometry& g, const Conv2dEpilogue& epilogue) {
    const Conv2dSchedule& s = g.schedule;
    Sizes sizes{};
    sizes.pixels = std::uint64_t{s.tile_h} * s.tile_w;
    sizes.inp = std::uint64_t{s.tile_ci} * g.window_rows(s.tile_h) * g.window_columns(s.tile_w);
    sizes.wgt = std::uint64_t{s.tile_co} * s.tile_ci * g.taps;
    sizes.acc = s.tile_co * sizes.pixels + (epilogue.bias ? s.tile_co : 0);
    sizes.uops = sizes.wgt;
    return sizes;
}

/// Numbers of equal parts that `size` can be cut into, as sizes of a part, largest first.
std::vector<std::uint32_t> part_sizes(std::uint32_t size) {
    std::set<std::uint32_t, std::greater<std::uint32_t>> sizes;
    for (std::uint32_t parts = 1; parts <= size; ++parts) sizes.insert((size + parts - 1) / parts);
    return {sizes.begin(), sizes.end()};
}

std::uint64_t step_count(const Conv2dGeometry& g) {
    const Conv2dSchedule& s = g.schedule;
    return std::uint64_t{g.batch_blocks} * blocks_of(g.out_h, s.tile_h) *
           blocks_of(g.out_w, s.tile_w) * blocks_of(g.out_blocks, s.tile_co) *
           blocks_of(g.in_blocks, s.tile_ci);
}

/// Searches all tilings whose parts are as equal as they can be.
class Search {
  public:
    Search(const isa::HardwareConfig& config,
           const Conv2dShape& shape,
           const Conv2dEpilogue& epilogue,
           std::uint32_t virtual_threads)
        : config_(config), shape_(shape), epilogue_(epilogue), estimator_(config, epilogue) {
        schedule_.virtual_threads = virtual_threads;
    }

    Conv2dSchedule best() {
        run(kManySteps);
        if (!best_) run(std::numeric_limits<std::uint64_t>::max());
        if (!best_)
            throw UserError(
                fmt::format("{} ({}): no tiling fits configuration {} with {} virtual "
                            "thread(s); even a tile of one needs more: {}",
                            shape_.name,
                            shape_.text(),
                            config_.name(),
                            schedule_.virtual_threads,
                            smallest_refused()));
        return *best_;
    }

  private:
    void run(std::uint64_t max_steps) {
        const Conv2dGeometry whole(config_, shape_, schedule_);
        for (const std::uint32_t tile_h : part_sizes(whole.out_h))
            for (const std::uint32_t tile_w : part_sizes(whole.out_w))
                for (const std::uint32_t tile_co : part_sizes(whole.out_blocks))
                    for (const std::uint32_t tile_ci : part_sizes(whole.in_blocks)) {
                        schedule_.tile_h = tile_h;
                        schedule_.tile_w = tile_w;
                        schedule_.tile_co = tile_co;
                        schedule_.tile_ci = tile_ci;
                        consider(max_steps);
                    }
    }

    void consider(std::uint64_t max_steps) {
        if (!why_not(config_, shape_, epilogue_, schedule_).empty()) return;
        for (const bool channels_innermost : {false, true}) {
            schedule_.channels_innermost = channels_innermost;
            const Conv2dGeometry geometry(config_, shape_, schedule_);
            if (step_count(geometry) > max_steps) continue;
            make_conv2d_plan(geometry, epilogue_.bias, plan_);
            const std::uint64_t cycles = estimator_.cycles(geometry, plan_);
            if (best_ && cycles >= best_cycles_) continue;
            best_ = schedule_;
            best_cycles_ = cycles;
        }
    }

    std::string smallest_refused() {
        schedule_.tile_h = schedule_.tile_w = schedule_.tile_co = schedule_.tile_ci = 1;
        return why_not(config_, shape_, epilogue_, schedule_);
    }

    const isa::HardwareConfig& config_;
    const Conv2dShape& shape_;
    const Conv2dEpilogue& epilogue_;
    const Conv2dEstimator estimator_;
    Conv2dSchedule schedule_;
    Conv2dPlan plan_;
    std::optional<Conv2dSchedule> best_;
    std::uint64_t best_cycles_ = 0;
};

}  // namespace

bool operator==(const Conv2dSchedule& a, const Conv2dSchedule& b) {
    const auto key = [](const Conv2dSchedule& s) {
        return std::tie(
            s.tile_h, s.tile_w, s.tile_co, s.tile_ci, s.virtual_threads, s.channels_innermost);
    };
    return key(a) == key(b);
}

std::string Conv2dSchedule::to_json() const {
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

Conv2dSchedule Conv2dSchedule::from_json(const JsonReader& reader) {
    Conv2dSchedule schedule;
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
                    const Conv2dShape& shape,
                    const Conv2dEpilogue& epilogue,
                    const Conv2dSchedule& schedule) {
    if (schedule.virtual_threads < 1 || schedule.virtual_threads > 2)
        return fmt::format("virtual_threads: got {}, want 1 or 2", schedule.virtual_threads);
    const Conv2dGeometry g(config, shape, schedule);
    const auto side = [](const char* what, std::uint32_t value, std::uint32_t whole) {
        return value >= 1 && value <= whole
                   ? std::string()
                   : fmt::format("{}: got {}, want 1 to {}", what, value, whole);
    };
    for (const std::string& wrong : {side("tile_h", schedule.tile_h, g.out_h),
                                     side("tile_w", schedule.tile_w, g.out_w),
                                     side("tile_co", schedule.tile_co, g.out_blocks),
                                     side("tile_ci", schedule.tile_ci, g.in_blocks)})
        if (!wrong.empty()) return wrong;
    const Sizes need = sizes_of(g, epilogue);
    const auto fits = [](const char* what, std::uint64_t value, std::uint64_t room) {
        return value <= room
                   ? std::string()
                   : fmt::format("a tile needs {} {}, a virtual thread has {}", value, what, room);
    };
    for (const std::string& wrong :
         {fits("input tensors", need.inp, g.inp_share),
          fits("weight tensors", need.wgt, g.wgt_share),
          fits("accumulator tensors", need.acc, g.acc_share),
          fits("micro-ops", need.uops, config.depth(isa::MemoryType::kUop)),
          fits("loop iterations", need.acc, kMaxLoopExtent)})
        if (!wrong.empty()) return wrong;
    return {};
}

Conv2dSchedule choose_conv2d_schedule(const isa::HardwareConfig& config,
                                      const Conv2dShape& shape,
                                      const Conv2dEpilogue& epilogue,
                                      std::uint32_t virtual_threads) {
    shape.validate();
    epilogue.validate();
    return Search(config, shape, epilogue, virtual_threads).best();
}

}  // namespace vta::workloads
