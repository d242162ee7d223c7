// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer_plan.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace vta::workloads {
namespace {

constexpr std::size_t kMaxThreads = 2;
// A module's loads may be this many steps ahead; token counters stop at 255.
constexpr std::int64_t kMaxLead = 200;

void add_tile(const LayerGeometry& g, LayerTile tile, std::vector<LayerTile>& tiles) {
    const LayerSchedule& s = g.schedule;
    tile.rows = std::min(s.tile_h, g.spec.output.height - tile.y);
    tile.columns = std::min(s.tile_w, g.spec.output.width - tile.x);
    tile.co_blocks = std::min(s.tile_co, g.spec.out_blocks - tile.co);
    tile.thread = static_cast<std::uint32_t>(tiles.size()) % s.virtual_threads;
    tiles.push_back(tile);
}

template <typename Function>
void each_place(const LayerGeometry& g, Function&& function) {
    LayerTile tile;
    for (tile.batch = 0; tile.batch < g.spec.output.batch_blocks; ++tile.batch)
        for (tile.y = 0; tile.y < g.spec.output.height; tile.y += g.schedule.tile_h)
            for (tile.x = 0; tile.x < g.spec.output.width; tile.x += g.schedule.tile_w) {
                function(tile);
                ++tile.spatial;
            }
}

void list_tiles(const LayerGeometry& g, std::vector<LayerTile>& tiles) {
    tiles.clear();
    const std::uint32_t end = g.spec.out_blocks, step = g.schedule.tile_co;
    if (g.schedule.channels_innermost) {
        each_place(g, [&](LayerTile tile) {
            for (tile.co = 0; tile.co < end; tile.co += step) add_tile(g, tile, tiles);
        });
        return;
    }
    for (std::uint32_t co = 0; co < end; co += step)
        each_place(g, [&](LayerTile tile) {
            tile.co = co;
            add_tile(g, tile, tiles);
        });
}

/// Tokens from stores to compute, in the order in which tiles wait: one for each wait.
void add_store_tokens(const LayerGeometry& g, std::vector<LayerTile>& tiles) {
    const std::size_t threads = g.schedule.virtual_threads;
    const std::size_t planes = g.planes();
    std::array<std::optional<std::uint32_t>, kMaxThreads> held;
    std::size_t taken = 0;  // stores known to be finished
    for (std::size_t t = 0; t < tiles.size(); ++t) {
        LayerTile& tile = tiles[t];
        const std::size_t free_at = (t + 1 - std::min(t + 1, threads)) * planes;  // stores before
        if (t >= threads && free_at > taken) {
            taken = free_at;
            tile.waits_for_store = true;
            tiles[t - threads].store_pushes[planes - 1] = true;
        }
        for (std::size_t p = 1; p < planes; ++p) {
            tile.store_pushes[p - 1] = tile.plane_waits[p] = true;
            taken = t * planes + p;
        }
        tile.load_vectors = g.vectors != 0 && held[tile.thread] != tile.co;
        held[tile.thread] = tile.co;
    }
}

/// The places of one scratchpad: what they hold and who read them last.
class Slots {
  public:
    using Key = std::pair<std::uint32_t, std::uint64_t>;  ///< step, and group of tiles
    struct Use {
        std::uint32_t base = 0;
        bool load = false;
        std::int64_t free_after = -1;  ///< number of the GEMM to wait for, if loaded
        std::size_t place = 0;
    };

    Slots(SlotMode mode, std::uint32_t total, std::uint64_t largest, std::size_t steps)
        : mode_(mode), total_(total), largest_(static_cast<std::uint32_t>(largest)) {
        steps_ = steps;
        places_.resize(std::max<std::size_t>(2, 2 * steps));
    }

    Use use(std::uint32_t step, std::uint32_t offset, std::uint64_t group, std::size_t turn) {
        Use use;
        const Key key{step, group};
        switch (mode_) {
            case SlotMode::kTooSmall:
            case SlotMode::kSingle:
                use.place = 0;
                break;
            case SlotMode::kAlternate:
                use.place = turn % 2;
                use.base = static_cast<std::uint32_t>(use.place) * largest_;
                break;
            case SlotMode::kResident:
                use.place = step;
                use.base = offset;
                break;
            case SlotMode::kDouble: {
                const std::size_t other = places_[step].newer ? step : step + steps_;
                const std::size_t newer = places_[step].newer ? step + steps_ : step;
                use.place = places_[newer].key == key ? newer : other;
                use.base = offset + (use.place >= steps_ ? total_ : 0);
                break;
            }
        }
        Place& place = places_[use.place];
        use.load = place.key != key;
        if (use.load) {
            use.free_after = place.last_gemm;
            place.key = key;
            if (mode_ == SlotMode::kDouble) places_[step].newer = use.place >= steps_;
        }
        return use;
    }
    void read_by(const Use& use, std::int64_t gemm) { places_[use.place].last_gemm = gemm; }

  private:
    struct Place {
        std::optional<Key> key;
        std::int64_t last_gemm = -1;
        bool newer = true;  // kDouble, kept at the first of a pair: the second was loaded last
    };
    SlotMode mode_;
    std::uint32_t total_, largest_;
    std::size_t steps_ = 0;
    std::vector<Place> places_;
};

bool is_empty(const LayerStepShape& shape, const LayerTile& tile) {
    return shape.co_of(tile.co_blocks) == 0 || shape.y.window(tile.y, tile.rows).empty() ||
           shape.x.window(tile.x, tile.columns).empty();
}

class Planner {
  public:
    Planner(const LayerGeometry& g, LayerPlan& plan)
        : g_(g),
          plan_(plan),
          inputs_(g.inp_mode, g.inp_total, g.inp_need, g.steps.size()),
          weights_(g.wgt_mode, g.wgt_total, g.wgt_need, g.steps.size()) {}

    void run() {
        plan_.steps.clear();
        for (const LayerStepShape& shape : g_.steps) dense_.push_back(is_dense(*shape.term));
        for (std::uint32_t t = 0; t < plan_.tiles.size(); ++t)
            for (std::uint32_t s = 0; s < g_.steps.size(); ++s) add_step(t, s);
    }

  private:
    void add_step(std::uint32_t t, std::uint32_t s) {
        const LayerTile& tile = plan_.tiles[t];
        const LayerStepShape& shape = g_.steps[s];
        LayerStep step;
        step.tile = t;
        step.shape = s;
        step.first = s == 0;
        step.last = s + 1 == g_.steps.size();
        step.empty = is_empty(shape, tile);
        if (!step.empty) add_uses(step, tile, shape);
        plan_.steps.push_back(step);
        if (!step.empty) gemms_.push_back(plan_.steps.size() - 1);
    }

    void add_uses(LayerStep& step, const LayerTile& tile, const LayerStepShape& shape) {
        const std::uint32_t s = step.shape;
        const std::size_t turn = gemms_.size();
        const auto gemm = static_cast<std::int64_t>(gemms_.size());
        const std::uint64_t band = dense_[s] ? 0 : std::uint64_t{tile.co} + 1;
        const std::uint64_t place = shape.term->constant() ? tile.batch : tile.spatial;
        const Slots::Use input = inputs_.use(s, shape.inp_offset, (place << 32) | band, turn);
        const Slots::Use weights = weights_.use(s, shape.wgt_offset, tile.co, turn);
        inputs_.read_by(input, gemm);
        weights_.read_by(weights, gemm);
        step.load_input = input.load;
        step.load_weights = weights.load;
        step.inp_base = input.base;
        step.wgt_base = weights.base;
        if (!input.load && !weights.load) return;
        const std::int64_t wait = std::max({input.free_after, weights.free_after, gemm - kMaxLead});
        if (wait <= waited_) return;
        waited_ = wait;
        step.waits_for_compute = true;
        plan_.steps[gemms_[static_cast<std::size_t>(wait)]].frees_buffers = true;
    }

    const LayerGeometry& g_;
    LayerPlan& plan_;
    Slots inputs_, weights_;
    std::vector<bool> dense_;
    std::vector<std::size_t> gemms_;  // positions of the steps with a GEMM
    std::int64_t waited_ = -1;        // GEMMs up to this one are known to be finished
};

}  // namespace

void make_layer_plan(const LayerGeometry& g, LayerPlan& plan) {
    list_tiles(g, plan.tiles);
    add_store_tokens(g, plan.tiles);
    Planner(g, plan).run();
}

}  // namespace vta::workloads
