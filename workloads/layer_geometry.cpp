// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer_geometry.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "workloads/layer_maxima.h"
#include "workloads/packed_layout.h"

namespace vta::workloads {
namespace {

using isa::MemoryType;

constexpr std::int64_t kMaxPad = 15;  // of a LOAD

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// Whether windows over the whole picture need more zeros on a side than a LOAD makes.
bool needs_crop(const StepAxis& axis, std::uint32_t out) {
    const std::int64_t start = std::int64_t{axis.min_tap} - axis.pad;
    const std::int64_t windows = axis.windows(out, 0);
    const std::int64_t end = (windows - 1) * axis.stride - axis.pad + axis.max_tap;
    return -start > kMaxPad || end - (std::int64_t{axis.size} - 1) > kMaxPad;
}

bool needs_padding(const StepAxis& axis, std::uint32_t out) {
    const AxisWindow w = axis.window(0, out);
    return w.before + w.after != 0;
}

/// A row of single pixels read with a stride against the row as it lies in memory.
bool gather_is_faster(const isa::HardwareConfig& config, const StepAxis& x, std::uint32_t windows) {
    const std::uint64_t bus = config.bus_bytes();
    const std::uint64_t bytes = config.elem_bytes(MemoryType::kInp);
    const std::uint64_t one = (bytes + bus - 1) / bus;
    const std::uint64_t row = (bytes * x.entries(windows) + bus - 1) / bus;
    const auto& p = config.parameters();
    return p.memory_first_beat_latency + 8 + windows * one * p.memory_cycles_per_beat <
           row * p.memory_cycles_per_beat;
}

}  // namespace

bool is_dense(const ProductTerm& term) {
    return std::all_of(term.first_in_block.begin(), term.first_in_block.end(), [&](auto first) {
        return first == term.first_in_block.front();
    });
}

AxisWindow StepAxis::window(std::uint32_t out_first, std::uint32_t out_count) const {
    AxisWindow w;
    const std::int64_t count = windows(out_count, min_phase);
    if (count == 0) return w;
    const std::int64_t start = std::int64_t{out_first / phases} * stride - pad + min_tap;
    const std::int64_t every = crop ? stride : step;
    std::int64_t begin = start < 0 ? ceil_div(-start, every) : 0;
    const std::int64_t all = crop ? count : entries(static_cast<std::uint32_t>(count));
    const std::int64_t end =
        start >= size ? 0 : std::min<std::int64_t>(all, (size - 1 - start) / every + 1);
    begin = std::min(begin, all);
    w.first = static_cast<std::uint32_t>(std::max<std::int64_t>(0, start + begin * every));
    if (crop) {
        w.first_window = static_cast<std::uint32_t>(begin);
        if (end > begin) w.inside = entries(static_cast<std::uint32_t>(end - begin));
        return w;
    }
    w.before = static_cast<std::uint32_t>(begin);
    w.inside = static_cast<std::uint32_t>(std::max<std::int64_t>(0, end - begin));
    w.after = static_cast<std::uint32_t>(all) - w.before - w.inside;
    return w;
}

std::uint32_t phases_h_of(const LayerSpec& spec) {
    std::uint32_t phases = 1;
    for (const ProductTerm& term : spec.terms) phases = std::lcm(phases, term.phases_h);
    return phases;
}

std::uint32_t phases_w_of(const LayerSpec& spec) {
    std::uint32_t phases = 1;
    for (const ProductTerm& term : spec.terms) phases = std::lcm(phases, term.phases_w);
    return phases;
}

LayerGeometry::LayerGeometry(const isa::HardwareConfig& config_in,
                             const LayerSpec& spec_in,
                             const LayerSchedule& schedule_in)
    : config(config_in), spec(spec_in), schedule(schedule_in) {
    acc_share = config.depth(MemoryType::kAcc) / std::max(1u, schedule.virtual_threads);
    for (const ProductTerm& term : spec.terms) add_steps(term, false, 0);
    for (std::uint32_t i = 0; i < spec.epilogue.size(); ++i) {
        const EpilogueOp& op = spec.epilogue[i];
        if (op.kind == EpilogueKind::kTerm) add_steps(spec.late_terms[op.index], true, i);
        if (op.kind == EpilogueKind::kAddVector || op.kind == EpilogueKind::kShrVector)
            vectors = std::max(vectors, op.index + 1);
    }
    measure();
}

std::uint32_t LayerGeometry::tiles_h() const {
    return blocks_of(spec.output.height, schedule.tile_h);
}
std::uint32_t LayerGeometry::tiles_w() const {
    return blocks_of(spec.output.width, schedule.tile_w);
}
std::uint32_t LayerGeometry::tiles_co() const {
    return blocks_of(spec.out_blocks, schedule.tile_co);
}

std::string LayerGeometry::problem() const {
    const auto more = [&](const char* what, std::uint64_t need, std::uint64_t room) {
        return fmt::format("a tile needs {} {}, a virtual thread has {}", need, what, room);
    };
    const std::uint32_t threads = schedule.virtual_threads;
    if (inp_mode == SlotMode::kTooSmall)
        return more("input tensors", inp_need, config.depth(MemoryType::kInp) / threads);
    if (wgt_mode == SlotMode::kTooSmall)
        return more("weight tensors", wgt_need, config.depth(MemoryType::kWgt) / threads);
    if (acc_need > acc_share) return more("accumulator tensors", acc_need, acc_share);
    return {};
}

LayerStepShape LayerGeometry::model_of(const ProductTerm& term,
                                       std::uint32_t first,
                                       std::uint32_t taps) const {
    LayerStepShape s;
    s.term = &term;
    s.first_tap = first;
    s.taps = taps;
    s.maximum = maximum() && &term == spec.terms.data();
    s.co_blocks = schedule.tile_co;
    s.ci_blocks = std::min(schedule.tile_ci, term.in_blocks);
    const Picture& picture = spec.inputs[term.input];
    s.y.stride = term.stride_h, s.y.pad = term.pad_top, s.y.phases = term.phases_h;
    s.x.stride = term.stride_w, s.x.pad = term.pad_left, s.x.phases = term.phases_w;
    s.y.size = picture.height, s.x.size = picture.width;
    for (std::uint32_t i = first; i < first + taps; ++i) {
        const Tap& tap = term.taps[i];
        const bool begin = i == first;
        const auto note = [begin](StepAxis& axis, std::uint32_t at, std::uint32_t phase) {
            axis.min_tap = begin ? at : std::min(axis.min_tap, at);
            axis.max_tap = begin ? at : std::max(axis.max_tap, at);
            axis.min_phase = begin ? phase : std::min(axis.min_phase, phase);
        };
        note(s.y, tap.y, tap.phase_y);
        note(s.x, tap.x, tap.phase_x);
    }
    if (s.y.min_tap == s.y.max_tap && !s.maximum) s.y.step = std::max(1u, term.stride_h);
    s.gather = s.x.min_tap == s.x.max_tap && term.stride_w > 1 && !s.maximum &&
               gather_is_faster(config, s.x, s.x.windows(schedule.tile_w, 0)) &&
               !needs_padding(s.x, spec.output.width) && !needs_padding(s.y, spec.output.height);
    if (s.gather) s.x.step = term.stride_w;
    s.separable = is_separable(s);
    return s;
}

std::uint64_t LayerGeometry::input_size(const LayerStepShape& step) const {
    const std::uint64_t rows = step.y.entries(step.y.windows(schedule.tile_h, step.y.min_phase));
    const std::uint64_t columns = step.x.entries(step.x.windows(schedule.tile_w, step.x.min_phase));
    return max_input_blocks(step) * rows * columns;
}

/// Parts that a term's taps are cut into, so that weights and windows fit.
std::uint32_t LayerGeometry::tap_groups(const ProductTerm& term) const {
    const auto taps = static_cast<std::uint32_t>(term.taps.size());
    const LayerStepShape whole = model_of(term, 0, taps);
    if (!whole.maximum &&
        (needs_crop(whole.y, spec.output.height) || needs_crop(whole.x, spec.output.width)))
        return taps;
    const std::uint64_t tensors = std::uint64_t{whole.co_blocks} * whole.ci_blocks;
    const std::uint64_t wgt_share = config.depth(MemoryType::kWgt) / schedule.virtual_threads;
    const std::uint64_t inp_share = config.depth(MemoryType::kInp) / schedule.virtual_threads;
    std::uint64_t groups = 1;
    if (!whole.maximum && !term.shared_weights && tensors <= wgt_share)
        groups = ceil_div(taps, static_cast<std::int64_t>(wgt_share / tensors));
    const auto fits = [&](std::uint32_t count) {
        for (std::uint32_t first = 0; first < taps; first += count) {
            const auto s = model_of(term, first, std::min(count, taps - first));
            if (input_size(s) > inp_share) return false;
            if (s.maximum && (s.separable ? 1 : 2) * std::uint64_t{schedule.tile_co} *
                                     s.y.entries(s.y.windows(schedule.tile_h, 0)) *
                                     s.x.entries(s.x.windows(schedule.tile_w, 0)) >
                                 acc_share)
                return false;
        }
        return true;
    };
    while (groups < taps && !fits(blocks_of(taps, static_cast<std::uint32_t>(groups)))) groups *= 2;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(groups, taps));
}

void LayerGeometry::add_steps(const ProductTerm& term, bool late, std::uint32_t late_op) {
    const auto taps = static_cast<std::uint32_t>(term.taps.size());
    const std::uint32_t count = blocks_of(taps, tap_groups(term));
    for (std::uint32_t first = 0; first < taps; first += count) {
        LayerStepShape model = model_of(term, first, std::min(count, taps - first));
        model.late = late;
        model.late_op = late_op;
        if (!model.maximum && model.taps == 1)
            for (StepAxis* axis : {&model.y, &model.x})
                axis->crop =
                    needs_crop(*axis, axis == &model.y ? spec.output.height : spec.output.width);
        add_tap_steps(model, late && !is_dense(term));
    }
}

void LayerGeometry::add_tap_steps(const LayerStepShape& model, bool chunk_channels) {
    std::uint32_t chunk = schedule.tile_co;
    if (chunk_channels) {
        LayerStepShape one = model;
        one.co_blocks = 1;
        const std::uint64_t part = config.depth(MemoryType::kInp) / 4;
        chunk = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(
            part / std::max<std::uint64_t>(1, input_size(one)), 1, chunk));
    }
    const std::uint32_t in_blocks = model.term->in_blocks;
    for (std::uint32_t co = 0; co < schedule.tile_co; co += chunk)
        for (std::uint32_t ci = 0; ci < in_blocks; ci += schedule.tile_ci) {
            LayerStepShape step = model;
            step.co_first = co;
            step.co_blocks = std::min(chunk, schedule.tile_co - co);
            step.ci = ci;
            step.ci_blocks = std::min(schedule.tile_ci, in_blocks - ci);
            step.first_of_taps = ci == 0;
            step.last_of_taps = ci + step.ci_blocks == in_blocks;
            steps.push_back(step);
        }
}

InputBlocks LayerGeometry::input_blocks(const LayerStepShape& step,
                                        std::uint32_t co,
                                        std::uint32_t co_blocks) const {
    InputBlocks found;
    const auto& firsts = step.term->first_in_block;
    const auto first_of = [&](std::uint32_t i) { return firsts.empty() ? 0 : firsts[co + i]; };
    for (std::uint32_t i = 0; i < (firsts.empty() ? std::min(1u, co_blocks) : co_blocks); ++i)
        for (std::uint32_t r = 0; r < step.ci_blocks; ++r)
            found.blocks.push_back(first_of(i) + step.ci + r);
    std::sort(found.blocks.begin(), found.blocks.end());
    found.blocks.erase(std::unique(found.blocks.begin(), found.blocks.end()), found.blocks.end());
    for (std::uint32_t i = 0; i < co_blocks; ++i)
        found.first_of.push_back(static_cast<std::uint32_t>(
            std::lower_bound(found.blocks.begin(), found.blocks.end(), first_of(i) + step.ci) -
            found.blocks.begin()));
    return found;
}

std::uint32_t LayerGeometry::max_input_blocks(const LayerStepShape& step) const {
    if (step.term->first_in_block.empty()) return step.ci_blocks;
    std::size_t most = 0;
    for (std::uint32_t co = step.co_first; co < spec.out_blocks; co += schedule.tile_co) {
        const std::uint32_t count = std::min(step.co_blocks, spec.out_blocks - co);
        most = std::max(most, input_blocks(step, co, count).blocks.size());
    }
    return static_cast<std::uint32_t>(most);
}

void LayerGeometry::measure() {
    std::uint64_t inp_sum = 0, wgt_sum = 0;
    const std::uint32_t pixels = schedule.tile_h * schedule.tile_w;
    bool banded = false;
    for (LayerStepShape& step : steps) {
        const std::uint64_t inp = input_size(step);
        const std::uint64_t wgt = step.weight_tensors(step.co_blocks);
        banded = banded || !is_dense(*step.term);
        step.inp_size = static_cast<std::uint32_t>(inp);
        step.wgt_size = static_cast<std::uint32_t>(wgt);
        step.inp_offset = static_cast<std::uint32_t>(inp_sum);
        step.wgt_offset = static_cast<std::uint32_t>(wgt_sum);
        inp_sum += inp;
        wgt_sum += wgt;
        inp_need = std::max(inp_need, inp);
        wgt_need = std::max(wgt_need, wgt);
        if (step.maximum)  // of separable ones, a part of the windows becomes the results
            acc_work = std::max(acc_work,
                                schedule.tile_co * (std::uint64_t{step.y.entries(schedule.tile_h)} *
                                                        step.x.entries(schedule.tile_w) -
                                                    (step.separable ? pixels : 0)));
    }
    const bool copies = std::any_of(spec.epilogue.begin(), spec.epilogue.end(), [](const auto& op) {
        return op.kind == EpilogueKind::kLeaky;
    });
    if (copies) acc_work = std::max<std::uint64_t>(acc_work, pixels);
    inp_total = static_cast<std::uint32_t>(inp_sum);
    wgt_total = static_cast<std::uint32_t>(wgt_sum);
    acc_need = std::uint64_t{schedule.tile_co} * pixels + acc_work +
               std::uint64_t{vectors} * schedule.tile_co;
    const bool one_co = tiles_co() == 1, one_picture = spatial_tiles() == 1;
    const bool inner = schedule.channels_innermost;
    const auto varying = std::count_if(
        spec.terms.begin(), spec.terms.end(), [](const auto& term) { return !term.constant(); });
    const bool uniform = varying == 1 && spec.late_terms.empty() && steps.size() > 1;
    // Whether each tile needs other inputs or weights than the one before.
    const bool new_input = inner && !one_co ? banded : !one_picture;
    const bool new_weights = inner || one_picture ? !one_co : false;
    inp_mode = mode_of(MemoryType::kInp,
                       inp_need,
                       inp_sum,
                       new_input,
                       new_input && uniform && spatial_tiles() > 2);
    wgt_mode = mode_of(
        MemoryType::kWgt, wgt_need, wgt_sum, new_weights, new_weights && uniform && tiles_co() > 2);
}

SlotMode LayerGeometry::mode_of(MemoryType memory,
                                std::uint64_t largest,
                                std::uint64_t total,
                                bool changes_every_tile,
                                bool passing) const {
    const std::uint64_t room = config.depth(memory);
    const bool resident = total <= room && steps.size() >= 2;
    const bool alternate = 2 * largest <= room;
    // Where nothing is used again, two places do, and few places need few kernels.
    if (passing && alternate) return SlotMode::kAlternate;
    if (2 * total <= room) return SlotMode::kDouble;
    if (resident && (!changes_every_tile || !alternate)) return SlotMode::kResident;
    if (alternate) return SlotMode::kAlternate;
    return schedule.virtual_threads == 1 && largest <= room ? SlotMode::kSingle
                                                            : SlotMode::kTooSmall;
}

}  // namespace vta::workloads
