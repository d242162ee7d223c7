// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "workloads/layer.h"
#include "workloads/layer_schedule.h"

namespace vta::workloads {

/// What a tile's windows need of one axis of the input. Entries are rows or columns as they lie in
/// the scratchpad: `before` zeros, `inside` ones of the picture, `after` zeros.
struct AxisWindow {
    std::uint32_t first_window = 0;  ///< of the tile's windows, those computed begin here
    std::uint32_t first = 0;         ///< in the picture
    std::uint32_t before = 0, inside = 0, after = 0;

    bool empty() const { return inside == 0; }
    std::uint32_t entries() const { return before + inside + after; }
};

/// One axis of a step's taps.
struct StepAxis {
    std::uint32_t stride = 1, pad = 0, phases = 1, size = 1;
    std::uint32_t min_tap = 0, max_tap = 0, min_phase = 0;
    std::uint32_t step = 1;  ///< of the picture between entries
    bool crop = false;       ///< windows outside of the picture are left out instead of padded

    /// Windows of the `count` output pixels of a tile that belong to `phase`.
    std::uint32_t windows(std::uint32_t count, std::uint32_t phase) const {
        return count > phase ? (count - phase + phases - 1) / phases : 0;
    }
    std::uint32_t entries(std::uint32_t windows) const {
        return windows == 0 ? 0
               : step > 1   ? windows
                            : (windows - 1) * stride + max_tap - min_tap + 1;
    }
    AxisWindow window(std::uint32_t out_first, std::uint32_t out_count) const;
};

/// A step of every tile: one GEMM over some taps and input blocks of one term.
struct LayerStepShape {
    const ProductTerm* term = nullptr;
    std::uint32_t late_op = 0;  ///< position of the kTerm in the epilogue
    bool late = false;
    std::uint32_t first_tap = 0, taps = 0;
    std::uint32_t ci = 0, ci_blocks = 0;               ///< of the term's input blocks
    std::uint32_t co_first = 0, co_blocks = 0;         ///< of the tile's output blocks
    bool first_of_taps = false, last_of_taps = false;  ///< among the steps over input blocks
    bool gather = false;                               ///< columns are loaded one by one
    bool maximum = false;                              ///< of LayerCombine::kMax
    bool separable = false;  ///< its maxima are taken along rows, then along columns
    StepAxis y, x;
    std::uint32_t inp_size = 0, wgt_size = 0;      ///< of the largest tile
    std::uint32_t inp_offset = 0, wgt_offset = 0;  ///< among the steps of a tile

    std::uint32_t weight_tensors(std::uint32_t co) const {
        return term->shared_weights ? ci_blocks : co * ci_blocks * weight_taps();
    }
    std::uint32_t weight_taps() const { return maximum ? 1 : taps; }
    /// Output blocks of a tile of `tile_co` that the step works on.
    std::uint32_t co_of(std::uint32_t tile_co) const {
        return tile_co > co_first ? std::min(co_blocks, tile_co - co_first) : 0;
    }
};

/// Input blocks that a step loads for output blocks, in the scratchpad's order, and where each
/// output block's begin among them.
struct InputBlocks {
    std::vector<std::uint32_t> blocks;
    std::vector<std::uint32_t> first_of;
};

/// How a scratchpad is divided among steps.
enum class SlotMode : std::uint8_t {
    kTooSmall,
    kSingle,     ///< all steps share one place
    kAlternate,  ///< two places, taken in turns
    kResident,   ///< every step of a tile has its own place
    kDouble,     ///< the same twice: the contents of the next group of tiles can be loaded
};

/// What follows from configuration, layer and schedule. Everything counts tensors. Holds
/// references to configuration and layer.
struct LayerGeometry {
    LayerGeometry(const isa::HardwareConfig& config_in,
                  const LayerSpec& spec_in,
                  const LayerSchedule& schedule_in);

    bool fits() const {
        return inp_mode != SlotMode::kTooSmall && wgt_mode != SlotMode::kTooSmall &&
               acc_need <= acc_share;
    }
    /// Empty if the schedule fits; else which scratchpad is too small.
    std::string problem() const;
    InputBlocks input_blocks(const LayerStepShape& step,
                             std::uint32_t co,
                             std::uint32_t co_blocks) const;
    std::uint32_t max_input_blocks(const LayerStepShape& step) const;
    std::uint32_t planes() const { return spec.form == OutputForm::kInt32Planes ? 4 : 1; }
    bool maximum() const { return spec.combine == LayerCombine::kMax; }
    std::uint32_t tiles_h() const;
    std::uint32_t tiles_w() const;
    std::uint32_t tiles_co() const;
    std::uint64_t spatial_tiles() const {
        return std::uint64_t{spec.output.batch_blocks} * tiles_h() * tiles_w();
    }

    const isa::HardwareConfig& config;
    const LayerSpec& spec;
    LayerSchedule schedule;
    std::vector<LayerStepShape> steps;
    std::uint32_t vectors = 0;    ///< values an output channel that the epilogue uses
    std::uint32_t acc_share = 0;  ///< a virtual thread's part
    std::uint64_t acc_work = 0;   ///< accumulators beyond the results: windows of maxima, copies
    std::uint64_t acc_need = 0;
    std::uint64_t inp_need = 0, wgt_need = 0;    ///< of the largest step
    std::uint32_t inp_total = 0, wgt_total = 0;  ///< of all steps of a tile
    SlotMode inp_mode = SlotMode::kTooSmall, wgt_mode = SlotMode::kTooSmall;

  private:
    void add_steps(const ProductTerm& term, bool late, std::uint32_t late_op);
    void add_tap_steps(const LayerStepShape& model, bool chunk_channels);
    LayerStepShape model_of(const ProductTerm& term, std::uint32_t first, std::uint32_t taps) const;
    std::uint64_t input_size(const LayerStepShape& step) const;
    std::uint32_t tap_groups(const ProductTerm& term) const;
    void measure();
    SlotMode mode_of(isa::MemoryType memory,
                     std::uint64_t largest,
                     std::uint64_t total,
                     bool changes_every_tile,
                     bool passing) const;
};

/// Whether all output blocks read the same input blocks.
bool is_dense(const ProductTerm& term);

/// Phases of all terms together: tile sizes are multiples of them.
std::uint32_t phases_h_of(const LayerSpec& spec);
std::uint32_t phases_w_of(const LayerSpec& spec);
/// Input blocks of the term that has most.
std::uint32_t most_in_blocks(const LayerSpec& spec);

}  // namespace vta::workloads
