// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "workloads/layer_estimate.h"
#include "workloads/layer_geometry.h"
#include "workloads/layer_plan.h"
#include "workloads/layer_schedule.h"
#include "workloads/packed_layout.h"

namespace vta::workloads {
namespace {

// Plans with more steps are not made; sums decide among such schedules.
constexpr std::uint64_t kManySteps = 1u << 14;
constexpr std::size_t kPlanned = 500;

/// Sizes of the largest part if `size` is cut into 1, 2, ... as equal parts as they can be; and all
/// sizes to `small`, whose rest makes a last tile that is soon stored.
std::vector<std::uint32_t> part_sizes(std::uint32_t size, std::uint32_t unit, std::uint32_t small) {
    std::set<std::uint32_t, std::greater<std::uint32_t>> sizes;
    const std::uint32_t units = blocks_of(size, unit);
    for (std::uint32_t part = 1; part <= std::min(units, small); ++part)
        sizes.insert(std::min(size, part * unit));
    for (std::uint32_t parts = 1; parts <= units; ++parts)
        sizes.insert(std::min(size, blocks_of(units, parts) * unit));
    return {sizes.begin(), sizes.end()};
}

/// Ranks tilings by sums, then the best of them by plans.
class Search {
  public:
    Search(const isa::HardwareConfig& config, const LayerSpec& spec, std::uint32_t threads)
        : config_(config), spec_(spec) {
        schedule_.virtual_threads = threads;
    }

    std::optional<LayerSchedule> best() {
        list();
        if (candidates_.empty()) return std::nullopt;
        const auto count = std::min(kPlanned, candidates_.size());
        std::partial_sort(
            candidates_.begin(),
            candidates_.begin() + static_cast<std::ptrdiff_t>(count),
            candidates_.end(),
            [](const Candidate& a, const Candidate& b) { return a.cycles < b.cycles; });
        candidates_.resize(count);
        std::optional<Candidate> best;
        for (Candidate& candidate : candidates_) {
            const LayerGeometry geometry(config_, spec_, candidate.schedule);
            const std::uint64_t steps =
                geometry.spatial_tiles() * geometry.tiles_co() * geometry.steps.size();
            if (steps <= kManySteps) {
                make_layer_plan(geometry, plan_);
                candidate.cycles = estimate_cycles(geometry, plan_);
            }
            if (!best || candidate.cycles < best->cycles) best = candidate;
        }
        return best->schedule;
    }

  private:
    struct Candidate {
        LayerSchedule schedule;
        std::uint64_t cycles = 0;
    };

    void list() {
        const std::uint64_t acc = config_.depth(isa::MemoryType::kAcc) / schedule_.virtual_threads;
        const auto all_h = part_sizes(spec_.output.height, phases_h_of(spec_), 12);
        const auto all_w = part_sizes(spec_.output.width, phases_w_of(spec_), 0);
        const auto all_co = part_sizes(spec_.out_blocks, 1, 24);
        for (const std::uint32_t h : all_h)
            for (const std::uint32_t w : all_w)
                for (const std::uint32_t co : all_co) {
                    if (std::uint64_t{h} * w * co > acc) continue;
                    schedule_.tile_h = h;
                    schedule_.tile_w = w;
                    schedule_.tile_co = co;
                    consider_inputs();
                }
    }

    void consider_inputs() {
        for (const std::uint32_t ci : part_sizes(most_in_blocks(spec_), 1, 0)) {
            schedule_.tile_ci = ci;
            for (const bool channels_innermost : {false, true}) {
                schedule_.channels_innermost = channels_innermost;
                const LayerGeometry geometry(config_, spec_, schedule_);
                if (!geometry.fits()) break;
                candidates_.push_back({schedule_, estimate_roughly(geometry)});
                // Only one order where one of them has one tile.
                if (geometry.spatial_tiles() == 1 || geometry.tiles_co() == 1) break;
            }
        }
    }

    const isa::HardwareConfig& config_;
    const LayerSpec& spec_;
    LayerSchedule schedule_;
    std::vector<Candidate> candidates_;
    LayerPlan plan_;
};

}  // namespace

LayerSchedule choose_layer_schedule(const isa::HardwareConfig& config,
                                    const LayerSpec& spec,
                                    std::uint32_t virtual_threads) {
    spec.validate();
    for (std::uint32_t threads = virtual_threads; threads >= 1; --threads)
        if (const auto best = Search(config, spec, threads).best()) return *best;
    LayerSchedule smallest;
    smallest.tile_h = std::min(spec.output.height, phases_h_of(spec));
    smallest.tile_w = std::min(spec.output.width, phases_w_of(spec));
    smallest.virtual_threads = 1;
    throw UserError(
        fmt::format("layer {}: no tiling fits configuration {}; even the smallest needs more: {}",
                    spec.name,
                    config.name(),
                    why_not(config, spec, smallest)));
}

}  // namespace vta::workloads
