// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer_estimate.h"

#include <algorithm>
#include <array>
#include <deque>
#include <unordered_map>
#include <utility>

namespace vta::workloads {
namespace {

constexpr std::uint64_t kPipelineCycles = 7;
constexpr std::uint64_t kFetchCycles = 6;   // an instruction, in long programs
constexpr std::uint64_t kQueuedBeats = 50;  // of loads, that micro-ops wait for
// Kernels that are not of a step.
constexpr std::uint64_t kResetKernel = std::uint64_t{1} << 32, kOperationKernel = kResetKernel + 1;

/// Operations on all results before the first sums: zeros, of maxima the lowest code.
std::uint64_t begin_passes(const LayerGeometry& g) {
    if (!g.maximum()) return 1;
    return g.steps.front().separable ? 0 : 2;
}

/// Which kernels' micro-ops are on chip: those used long ago are loaded again.
class UopTraffic {
  public:
    explicit UopTraffic(std::uint64_t depth) : depth_(depth) {}

    bool loads(std::uint64_t kernel, std::uint64_t uops) {
        const auto [found, added] = loaded_.try_emplace(kernel, 0);
        if (!added && head_ + uops - found->second <= depth_) return false;
        found->second = head_;
        head_ += uops;
        return true;
    }

  private:
    const std::uint64_t depth_;
    std::uint64_t head_ = 0;
    std::unordered_map<std::uint64_t, std::uint64_t> loaded_;  // position when loaded
};

class Timeline {
  public:
    Timeline(const LayerGeometry& g, const LayerPlan& plan)
        : g_(g), plan_(plan), costs_(g.config), uops_(g.config.depth(isa::MemoryType::kUop)) {}

    std::uint64_t run() {
        for (const LayerStep& step : plan_.steps) add(step);
        return std::max({store_, compute_, load_, kFetchCycles * instructions_});
    }

  private:
    void add(const LayerStep& step) {
        const LayerTile& tile = plan_.tiles[step.tile];
        const LayerStepShape& shape = g_.steps[step.shape];
        const AxisWindow y = shape.y.window(tile.y, tile.rows);
        const AxisWindow x = shape.x.window(tile.x, tile.columns);
        const bool loads = step.load_input || step.load_weights;
        if (loads) load(tile, shape, step, y, x);
        if (step.first) begin(tile);
        if (shape.late) apply_until(tile, shape.late_op);
        if (loads) compute_ = std::max(compute_, load_);
        if (!step.empty) multiply(tile, shape, step, y, x);
        if (step.frees_buffers) freed_.push_back(compute_);
        if (step.last) end(tile);
    }

    void load(const LayerTile& tile,
              const LayerStepShape& shape,
              const LayerStep& step,
              const AxisWindow& y,
              const AxisWindow& x) {
        if (step.waits_for_compute) {
            load_ = std::max(load_, freed_.front());
            freed_.pop_front();
        }
        // Instructions and micro-ops come over the same bus.
        load_ = std::max(load_, kFetchCycles * instructions_) + other_beats();
        const std::uint32_t co_blocks = shape.co_of(tile.co_blocks);
        if (step.load_input) {
            const std::uint64_t blocks =
                is_dense(*shape.term)
                    ? shape.ci_blocks
                    : g_.input_blocks(shape, tile.co + shape.co_first, co_blocks).blocks.size();
            load_ += costs_.input(g_, shape, y, x, blocks);
            instructions_ += shape.gather ? blocks * y.inside : blocks;
        }
        if (step.load_weights) load_ += costs_.weights(shape, co_blocks);
        ++instructions_;
    }

    std::uint64_t other_beats() {
        const std::uint64_t bus = g_.config.bus_bytes();
        const std::uint64_t instructions = instructions_ - counted_;
        counted_ = instructions_;
        const std::uint64_t beats =
            instructions * std::max<std::uint64_t>(1, 16 / bus) + std::exchange(uop_beats_, 0);
        return beats * g_.config.parameters().memory_cycles_per_beat;
    }

    /// Micro-ops queue behind the requests that the loads made meanwhile.
    void use_kernel(std::uint64_t kind,
                    std::uint64_t place,
                    const LayerTile& tile,
                    std::uint64_t uops) {
        std::uint64_t kernel = kind;
        for (const std::uint64_t part : {place,
                                         std::uint64_t{tile.thread},
                                         std::uint64_t{tile.rows},
                                         std::uint64_t{tile.columns},
                                         std::uint64_t{tile.co_blocks}})
            kernel = kernel * 0x9E3779B97F4A7C15u + part;
        if (!uops_.loads(kernel, uops)) return;
        compute_ += costs_.uop_load(uops) + kQueuedBeats;
        uop_beats_ += costs_.beats(uops, isa::MemoryType::kUop);
        ++instructions_;
    }

    void begin(const LayerTile& tile) {
        next_op_ = 0;
        const std::uint64_t passes = begin_passes(g_);
        use_kernel(kResetKernel, 0, tile, 1);
        if (tile.waits_for_store) compute_ = std::max(compute_, stored_[tile.thread]);
        compute_ += passes * (std::uint64_t{tile.pixels()} * tile.co_blocks + kPipelineCycles);
        if (tile.load_vectors)
            compute_ +=
                g_.vectors * costs_.loads(1, costs_.beats(tile.co_blocks, isa::MemoryType::kAcc));
        ++instructions_;
    }

    void multiply(const LayerTile& tile,
                  const LayerStepShape& shape,
                  const LayerStep& step,
                  const AxisWindow& y,
                  const AxisWindow& x) {
        const std::uint32_t co_blocks = shape.co_of(tile.co_blocks);
        const GemmSize size = gemm_size(shape, tile, y, x, scratch_);
        const std::uint64_t place = (std::uint64_t{step.inp_base} << 32) | step.wgt_base;
        // Steps over equally many blocks at the same places share a kernel.
        const std::uint64_t kind = (std::uint64_t{shape.term->input} << 20) +
                                   (std::uint64_t{shape.first_tap} << 10) + shape.ci_blocks;
        use_kernel(kind, place, tile, size.uops);
        compute_ += size.operations + size.gemms * kPipelineCycles;
        instructions_ += size.gemms - 1;
        if (shape.maximum) compute_ += costs_.maxima(shape, tile.rows, tile.columns, co_blocks);
        ++instructions_;
    }

    void apply_until(const LayerTile& tile, std::uint32_t end) {
        for (; next_op_ < end; ++next_op_) {
            use_kernel(kOperationKernel, next_op_, tile, 1);
            compute_ += costs_.operation(g_.spec.epilogue[next_op_], tile.pixels(), tile.co_blocks);
            ++instructions_;
        }
    }

    void end(const LayerTile& tile) {
        apply_until(tile, static_cast<std::uint32_t>(g_.spec.epilogue.size()));
        const std::uint64_t tensors = std::uint64_t{tile.pixels()} * tile.co_blocks;
        for (std::uint32_t plane = 0; plane < g_.planes(); ++plane) {
            if (plane != 0) compute_ = std::max(compute_, store_) + tensors + kPipelineCycles;
            store_ = std::max(store_, compute_) +
                     costs_.store(g_, tile.rows, tile.columns, tile.co_blocks);
            ++instructions_;
        }
        stored_[tile.thread] = store_;
    }

    const LayerGeometry& g_;
    const LayerPlan& plan_;
    const LayerCosts costs_;
    UopTraffic uops_;
    std::uint64_t load_ = 0, compute_ = 0, store_ = 0, instructions_ = 0;
    std::uint64_t counted_ = 0, uop_beats_ = 0;  // of other_beats()
    std::vector<TapWindows> scratch_;
    std::array<std::uint64_t, 2> stored_{};
    std::deque<std::uint64_t> freed_;  // when GEMMs gave tokens to loads
    std::uint32_t next_op_ = 0;
};

/// Sums over all tiles, which separate into sums over each axis.
class Sums {
  public:
    explicit Sums(const LayerGeometry& g) : g_(g), costs_(g.config), s_(g.schedule) {}

    std::uint64_t estimate() {
        const LayerSpec& spec = g_.spec;
        const std::uint64_t spatial = g_.spatial_tiles(), co_tiles = g_.tiles_co();
        tiles_ = spatial * co_tiles;
        const std::uint32_t pixels = s_.tile_h * s_.tile_w;
        const std::uint64_t results = spec.output.batch_blocks * std::uint64_t{spec.output.height} *
                                      spec.output.width * spec.out_blocks;
        std::uint64_t passes = results * begin_passes(g_) + tiles_ * kPipelineCycles;
        const auto last = [](std::uint32_t size, std::uint32_t tile) {
            return size - (size - 1) / tile * tile;
        };
        const std::uint32_t last_h = last(spec.output.height, s_.tile_h);
        const std::uint32_t last_w = last(spec.output.width, s_.tile_w);
        const std::uint32_t last_co = last(spec.out_blocks, s_.tile_co);
        std::uint64_t tail = costs_.store(g_, last_h, last_w, last_co);
        for (const EpilogueOp& op : spec.epilogue) {
            const std::uint64_t tile = costs_.operation(op, pixels, s_.tile_co);
            tail += costs_.operation(op, last_h * last_w, last_co);
            passes += scaled(tile - std::min(tile, kPipelineCycles), results, pixels) +
                      tiles_ * kPipelineCycles;
        }
        const std::uint64_t store_tile = costs_.store(g_, s_.tile_h, s_.tile_w, s_.tile_co);
        std::uint64_t store = scaled(store_tile, results, pixels) * g_.planes();
        if (g_.planes() > 1) passes += store;
        std::uint64_t gemm = 0, load = 0, both = 0, first = 0, fetch = 0, uops = 0;
        for (const LayerStepShape& shape : g_.steps) {
            const std::uint64_t work = gemm_work(shape, results, pixels, uops);
            std::uint64_t one = 0;
            const std::uint64_t moved = load_work(shape, one, fetch);
            if (first == 0) first = one;
            gemm += work;
            load += moved;
            both += std::max(work, moved);
        }
        const std::uint64_t compute = gemm + passes + uop_work(uops);
        const std::uint64_t busy = std::max({compute, load, store, kFetchCycles * fetch});
        // Between perfect overlap and none beyond the next step.
        const std::uint64_t stepwise = std::max(busy, both + passes);
        return busy + (stepwise - busy) / 4 + first + std::min(tail, compute);
    }

  private:
    std::uint64_t scaled(std::uint64_t tile, std::uint64_t results, std::uint64_t pixels) const {
        return static_cast<std::uint64_t>(static_cast<double>(tile) * static_cast<double>(results) /
                                          static_cast<double>(pixels * s_.tile_co));
    }

    std::uint64_t gemm_work(const LayerStepShape& shape,
                            std::uint64_t results,
                            std::uint64_t pixels,
                            std::uint64_t& uops) const {
        const GemmSize size = gemm_size(shape, s_.tile_h, s_.tile_w, shape.co_blocks);
        uops += size.uops;
        std::uint64_t work = size.operations;
        if (shape.maximum) work += costs_.maxima(shape, s_.tile_h, s_.tile_w, s_.tile_co);
        return scaled(work, results, pixels) + tiles_ * kPipelineCycles;
    }

    std::uint64_t uop_work(std::uint64_t uops) const {
        const std::uint64_t kernels = g_.steps.size() + 3;
        const std::uint64_t distinct = 2 * uops;  // two tiles' places
        const std::uint64_t rounds =
            distinct <= g_.config.depth(isa::MemoryType::kUop) ? 2 : tiles_;
        return std::min<std::uint64_t>(rounds, tiles_) *
               (kernels * costs_.uop_load(1) + costs_.uop_load(uops));
    }

    std::uint64_t load_work(const LayerStepShape& shape,
                            std::uint64_t& first,
                            std::uint64_t& fetch) const {
        const bool kept_inp =
            g_.inp_mode == SlotMode::kDouble || g_.inp_mode == SlotMode::kResident;
        const bool kept_wgt =
            g_.wgt_mode == SlotMode::kDouble || g_.wgt_mode == SlotMode::kResident;
        const std::uint64_t spatial = g_.spatial_tiles(), co_tiles = g_.tiles_co();
        const bool dense = is_dense(*shape.term);
        const bool two_inp = g_.inp_mode == SlotMode::kDouble && spatial == 2;
        const bool two_wgt = g_.wgt_mode == SlotMode::kDouble && co_tiles == 2;
        const bool inp_once =
            kept_inp && dense && (s_.channels_innermost || spatial == 1 || two_inp);
        const bool wgt_once = kept_wgt && (!s_.channels_innermost || co_tiles == 1 || two_wgt);
        const std::uint64_t blocks = dense ? shape.ci_blocks : g_.max_input_blocks(shape);
        const std::uint64_t one_weights = costs_.weights(shape, shape.co_blocks);
        const std::uint64_t input = g_.spec.output.batch_blocks * inputs(shape, blocks);
        first = input / spatial + one_weights;
        fetch += (inp_once ? spatial : tiles_) * (shape.gather ? blocks * s_.tile_h : blocks) +
                 3 * tiles_;
        return input * (inp_once ? 1 : co_tiles) + one_weights * (wgt_once ? co_tiles : tiles_);
    }

    /// Input loads of all tiles of a picture. Windows differ at the edges only.
    std::uint64_t inputs(const LayerStepShape& shape, std::uint64_t blocks) const {
        const LayerSpec& spec = g_.spec;
        std::uint64_t sum = 0;
        for (const Edge& row : edges(g_.tiles_h())) {
            const std::uint32_t y = row.tile * s_.tile_h;
            const AxisWindow rows = shape.y.window(y, std::min(s_.tile_h, spec.output.height - y));
            if (row.times == 0 || rows.empty()) continue;
            for (const Edge& column : edges(g_.tiles_w())) {
                const std::uint32_t x = column.tile * s_.tile_w;
                const AxisWindow columns =
                    shape.x.window(x, std::min(s_.tile_w, spec.output.width - x));
                if (column.times == 0 || columns.empty()) continue;
                sum += std::uint64_t{row.times} * column.times *
                       costs_.input(g_, shape, rows, columns, blocks);
            }
        }
        return sum;
    }

    /// A tile along one axis that stands for so many.
    struct Edge {
        std::uint32_t tile, times;
    };
    /// The first, one of the middle, the last.
    static std::array<Edge, 3> edges(std::uint32_t count) {
        return {{{0, 1},
                 {count > 2 ? 1u : 0u, count > 2 ? count - 2 : 0},
                 {count - 1, count > 1 ? 1u : 0u}}};
    }

    const LayerGeometry& g_;
    const LayerCosts costs_;
    const LayerSchedule& s_;
    std::uint64_t tiles_ = 0;
};

}  // namespace

std::uint64_t estimate_cycles(const LayerGeometry& geometry, const LayerPlan& plan) {
    return Timeline(geometry, plan).run();
}

std::uint64_t estimate_roughly(const LayerGeometry& geometry) { return Sums(geometry).estimate(); }

}  // namespace vta::workloads
