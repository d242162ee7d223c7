// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer_program.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "workloads/layer_geometry.h"
#include "workloads/layer_kernels.h"
#include "workloads/layer_maxima.h"
#include "workloads/layer_plan.h"
#include "workloads/layer_transfers.h"

namespace vta::workloads {
namespace {

using isa::AluOpcode;
using isa::MemoryType;
using isa::Module;

class Emitter {
  public:
    Emitter(runtime::Runtime& runtime, const LayerGeometry& geometry, const LayerBuffers& buffers)
        : runtime_(runtime),
          kernels_(runtime),
          g_(geometry),
          spec_(geometry.spec),
          buffers_(buffers) {}

    void run() {
        make_layer_plan(g_, plan_);
        for (const LayerStep& step : plan_.steps) {
            const LayerTile& tile = plan_.tiles[step.tile];
            const LayerStepShape& shape = g_.steps[step.shape];
            const bool loads = step.load_input || step.load_weights;
            if (loads) load(tile, shape, step);
            if (step.first) begin_tile(tile, step);
            if (shape.late) apply_until(tile, shape.late_op);
            if (loads) runtime_.dep_pop(Module::kLoad, Module::kCompute);
            if (!step.empty) multiply(tile, shape, step);
            if (step.frees_buffers) runtime_.dep_push(Module::kCompute, Module::kLoad);
            if (step.last) end_tile(tile);
        }
    }

  private:
    std::uint32_t acc_base(const LayerTile& tile) const { return tile.thread * g_.acc_share; }
    std::uint32_t work_base(const LayerTile& tile) const {
        return acc_base(tile) + g_.schedule.tile_co * g_.schedule.tile_h * g_.schedule.tile_w;
    }
    /// Vectors lie [vector][output block of the tile].
    std::uint32_t vector_base(const LayerTile& tile) const {
        return acc_base(tile) + g_.acc_share - g_.vectors * g_.schedule.tile_co;
    }
    std::uint32_t tensors(const LayerTile& tile) const { return tile.co_blocks * tile.pixels(); }

    void load(const LayerTile& tile, const LayerStepShape& shape, const LayerStep& step);
    void begin_tile(const LayerTile& tile, const LayerStep& first);
    void multiply(const LayerTile& tile, const LayerStepShape& shape, const LayerStep& step);
    void begin_windows(const LayerTile& tile, const LayerStepShape& shape);
    void take_maxima(const LayerTile& tile, const LayerStepShape& shape);
    void apply_until(const LayerTile& tile, std::uint32_t end);
    void apply(const LayerTile& tile, const EpilogueOp& op);
    void immediate(const LayerTile& tile, AluOpcode opcode, std::int32_t value);
    void with_vector(const LayerTile& tile, AluOpcode opcode, std::uint32_t index);
    void leaky(const LayerTile& tile, const EpilogueOp& op);
    void end_tile(const LayerTile& tile);

    runtime::Runtime& runtime_;
    KernelWriter kernels_;
    const LayerGeometry& g_;
    const LayerSpec& spec_;
    const LayerBuffers& buffers_;
    LayerPlan plan_;
    std::uint32_t next_op_ = 0;  // of the epilogue, in this tile
    bool written_ = false;  // every result was written by a GEMM or ALU operation since the reset
};

void Emitter::load(const LayerTile& tile, const LayerStepShape& shape, const LayerStep& step) {
    if (step.waits_for_compute) runtime_.dep_pop(Module::kCompute, Module::kLoad);
    if (step.load_input)
        for (runtime::Load2D& load : input_loads(g_, tile, shape, step.inp_base)) {
            load.buffer = buffers_.inputs[shape.term->input];
            runtime_.load(load);
        }
    if (step.load_weights)
        for (runtime::Load2D& load : weight_loads(tile, shape, step.wgt_base)) {
            load.buffer = buffers_.weights;
            runtime_.load(load);
        }
    runtime_.dep_push(Module::kLoad, Module::kCompute);
}

void Emitter::begin_tile(const LayerTile& tile, const LayerStep& first) {
    next_op_ = 0;
    written_ = false;
    if (tile.waits_for_store) runtime_.dep_pop(Module::kStore, Module::kCompute);
    // Separable maxima are taken in the windows themselves.
    if (!g_.steps.front().separable || first.empty) {
        kernels_.reset(acc_base(tile), tensors(tile));
        if (g_.maximum()) immediate(tile, AluOpcode::kAdd, -128);
    }
    if (!tile.load_vectors) return;
    runtime::Load2D load;
    load.buffer = buffers_.vectors;
    load.memory = MemoryType::kAcc;
    for (std::uint32_t v = 0; v < g_.vectors; ++v) {
        load.offset = v * spec_.out_blocks + tile.co;
        load.x_size = load.x_stride = tile.co_blocks;
        load.sram_index = vector_base(tile) + v * g_.schedule.tile_co;
        runtime_.load(load);
    }
}

void Emitter::multiply(const LayerTile& tile, const LayerStepShape& shape, const LayerStep& step) {
    if (shape.maximum && shape.first_of_taps) begin_windows(tile, shape);
    const bool apart = shape.maximum && !shape.separable;
    const std::uint32_t acc = apart ? work_base(tile) : acc_base(tile);
    bool whole = false;  // some tap adds to all windows
    for (const KernelWork& work : gemm_work(g_, tile, step, acc)) {
        kernels_.gemm(work);
        whole = whole || (work.dims[0].extent == tile.rows && work.dims[1].extent == tile.columns);
    }
    if (shape.maximum && shape.last_of_taps) take_maxima(tile, shape);
    // A GEMM over parts leaves others as the reset left them, which does not reach the output.
    written_ = written_ || shape.maximum ||
               (whole && shape.y.phases == 1 && shape.x.phases == 1 &&
                shape.co_of(tile.co_blocks) == tile.co_blocks);
}

/// Windows of maxima become zeros, around the picture -128, which no code is below.
void Emitter::begin_windows(const LayerTile& tile, const LayerStepShape& shape) {
    if (shape.separable) {
        const SeparableMaxima maxima(shape, tile, acc_base(tile));
        kernels_.reset(acc_base(tile), maxima.tensors());
        for (const KernelWork& work : maxima.borders())
            kernels_.immediate(AluOpcode::kAdd, -128, work);
        return;
    }
    const AxisWindow y = shape.y.window(tile.y, tile.rows);
    const AxisWindow x = shape.x.window(tile.x, tile.columns);
    const std::uint32_t columns = x.entries(), size = y.entries() * columns;
    kernels_.reset(work_base(tile), tile.co_blocks * size);
    const auto fill =
        [&](std::uint32_t row, std::uint32_t rows, std::uint32_t column, std::uint32_t count) {
            if (rows == 0 || count == 0) return;
            const auto first = static_cast<std::uint16_t>(work_base(tile) + row * columns + column);
            kernels_.immediate(
                AluOpcode::kAdd,
                -128,
                {{{tile.co_blocks, size, size, 0}, {rows, columns, columns, 0}, {count, 1, 1, 0}},
                 {{first, first, 0}}});
        };
    fill(0, y.before, 0, columns);
    fill(y.before + y.inside, y.after, 0, columns);
    fill(y.before, y.inside, 0, x.before);
    fill(y.before, y.inside, x.before + x.inside, x.after);
}

void Emitter::take_maxima(const LayerTile& tile, const LayerStepShape& shape) {
    if (shape.separable) {
        for (const KernelWork& work : SeparableMaxima(shape, tile, acc_base(tile)).comparisons())
            kernels_.registers(AluOpcode::kMax, work);
        return;
    }
    const std::uint32_t rows = shape.y.window(tile.y, tile.rows).entries();
    const std::uint32_t columns = shape.x.window(tile.x, tile.columns).entries();
    for (std::uint32_t t = shape.first_tap; t < shape.first_tap + shape.taps; ++t) {
        const Tap& tap = shape.term->taps[t];
        const std::uint32_t at = (tap.y - shape.y.min_tap) * columns + tap.x - shape.x.min_tap;
        kernels_.registers(AluOpcode::kMax,
                           {{{tile.co_blocks, tile.pixels(), rows * columns, 0},
                             {tile.rows, tile.columns, shape.y.stride * columns, 0},
                             {tile.columns, 1, shape.x.stride, 0}},
                            {{static_cast<std::uint16_t>(acc_base(tile)),
                              static_cast<std::uint16_t>(work_base(tile) + at),
                              0}}});
    }
}

void Emitter::apply_until(const LayerTile& tile, std::uint32_t end) {
    for (; next_op_ < end; ++next_op_) apply(tile, spec_.epilogue[next_op_]);
}

void Emitter::apply(const LayerTile& tile, const EpilogueOp& op) {
    switch (op.kind) {
        case EpilogueKind::kTerm:
            return;  // a step of its own
        case EpilogueKind::kAddVector:
            with_vector(tile, AluOpcode::kAdd, op.index);
            break;
        case EpilogueKind::kShrVector:
            with_vector(tile, AluOpcode::kShr, op.index);
            break;
        case EpilogueKind::kAdd:
            immediate(tile, AluOpcode::kAdd, op.value);
            break;
        case EpilogueKind::kShr:
            immediate(tile, AluOpcode::kShr, op.value);
            break;
        case EpilogueKind::kMax:
            immediate(tile, AluOpcode::kMax, op.value);
            break;
        case EpilogueKind::kMin:
            immediate(tile, AluOpcode::kMin, op.value);
            break;
        case EpilogueKind::kLeaky:
            leaky(tile, op);
            break;
    }
    written_ = true;
}

void Emitter::immediate(const LayerTile& tile, AluOpcode opcode, std::int32_t value) {
    kernels_.immediate(opcode, value, acc_base(tile), tensors(tile));
    written_ = true;
}

void Emitter::with_vector(const LayerTile& tile, AluOpcode opcode, std::uint32_t index) {
    const std::uint32_t vector = vector_base(tile) + index * g_.schedule.tile_co;
    kernels_.registers(
        opcode,
        {{{tile.co_blocks, tile.pixels(), 1, 0}, {tile.pixels(), 1, 0, 0}},
         {{static_cast<std::uint16_t>(acc_base(tile)), static_cast<std::uint16_t>(vector), 0}}});
}

/// One output block after the other: a copy, times op.value by doubling and adding, shifted.
void Emitter::leaky(const LayerTile& tile, const EpilogueOp& op) {
    const std::uint32_t copy = work_base(tile), count = tile.pixels();
    std::uint32_t bit = 1;
    while (bit * 2 <= static_cast<std::uint32_t>(op.value)) bit *= 2;
    for (std::uint32_t co = 0; co < tile.co_blocks; ++co) {
        const auto result = static_cast<std::uint16_t>(acc_base(tile) + co * count);
        const auto other = static_cast<std::uint16_t>(copy);
        const KernelWork to_copy{{{count, 1, 1, 0}}, {{other, result, 0}}};
        kernels_.reset(copy, count);
        kernels_.registers(AluOpcode::kAdd, to_copy);
        for (std::uint32_t b = bit / 2; b != 0; b /= 2) {
            kernels_.immediate(AluOpcode::kShr, -1, copy, count);
            if ((static_cast<std::uint32_t>(op.value) & b) != 0)
                kernels_.registers(AluOpcode::kAdd, to_copy);
        }
        if (op.shift != 0)
            kernels_.immediate(AluOpcode::kShr, static_cast<std::int32_t>(op.shift), copy, count);
        kernels_.registers(AluOpcode::kMax, {{{count, 1, 1, 0}}, {{result, other, 0}}});
    }
}

void Emitter::end_tile(const LayerTile& tile) {
    apply_until(tile, static_cast<std::uint32_t>(spec_.epilogue.size()));
    if (!written_) immediate(tile, AluOpcode::kAdd, 0);
    for (std::uint32_t plane = 0; plane < g_.planes(); ++plane) {
        if (tile.plane_waits[plane]) runtime_.dep_pop(Module::kStore, Module::kCompute);
        if (plane != 0) immediate(tile, AluOpcode::kShr, 8);
        runtime_.dep_push(Module::kCompute, Module::kStore);
        runtime_.dep_pop(Module::kCompute, Module::kStore);
        for (runtime::Store2D& store : tile_stores(g_, tile, plane, acc_base(tile))) {
            store.buffer = buffers_.output;
            runtime_.store(store);
        }
        if (tile.store_pushes[plane]) runtime_.dep_push(Module::kStore, Module::kCompute);
    }
}

void require_buffer(const LayerSpec& spec,
                    const char* what,
                    const runtime::Buffer* buffer,
                    std::uint64_t bytes) {
    if (buffer == nullptr)
        throw UserError(fmt::format("layer {}: buffers: {} is missing", spec.name, what));
    if (buffer->bytes() < bytes)
        throw UserError(fmt::format("layer {}: buffers: {} has {} bytes, the layer uses {}",
                                    spec.name,
                                    what,
                                    buffer->bytes(),
                                    bytes));
}

std::uint64_t weight_tensors(const LayerSpec& spec) {
    std::uint64_t most = 0;
    for (const auto* terms : {&spec.terms, &spec.late_terms})
        for (const ProductTerm& term : *terms)
            most = std::max<std::uint64_t>(
                most,
                term.weights + (term.shared_weights ? term.in_blocks
                                                    : std::uint64_t{spec.out_blocks} *
                                                          term.in_blocks * term.taps.size()));
    return most;
}

void check_buffers(const LayerGeometry& g, const LayerBuffers& buffers) {
    const LayerSpec& spec = g.spec;
    const isa::HardwareConfig& config = g.config;
    if (buffers.inputs.size() != spec.inputs.size())
        throw UserError(fmt::format("layer {}: buffers: {} inputs, the layer has {}",
                                    spec.name,
                                    buffers.inputs.size(),
                                    spec.inputs.size()));
    for (std::size_t i = 0; i < spec.inputs.size(); ++i)
        require_buffer(spec,
                       "an input",
                       buffers.inputs[i],
                       spec.inputs[i].tensors() * config.elem_bytes(MemoryType::kInp));
    require_buffer(spec,
                   "weights",
                   buffers.weights,
                   weight_tensors(spec) * config.elem_bytes(MemoryType::kWgt));
    if (g.vectors != 0)
        require_buffer(
            spec,
            "vectors",
            buffers.vectors,
            std::uint64_t{g.vectors} * spec.out_blocks * config.elem_bytes(MemoryType::kAcc));
    require_buffer(spec,
                   "output",
                   buffers.output,
                   g.planes() * spec.output.tensors() * config.elem_bytes(MemoryType::kOut));
}

}  // namespace

void require_int8(const isa::HardwareConfig& config) {
    const auto& p = config.parameters();
    if (p.inp_bits != 8 || p.wgt_bits != 8 || p.out_bits != 8 || p.acc_bits != 32)
        throw UserError(
            fmt::format("configuration {}: layers need 8-bit inp, wgt and out and "
                        "32-bit acc, got {}, {}, {} and {}",
                        config.name(),
                        p.inp_bits,
                        p.wgt_bits,
                        p.out_bits,
                        p.acc_bits));
}

void append_layer(runtime::Runtime& runtime,
                  const LayerSpec& spec,
                  const LayerSchedule& schedule,
                  const LayerBuffers& buffers) {
    spec.validate();
    require_int8(runtime.config());
    const std::string wrong = why_not(runtime.config(), spec, schedule);
    if (!wrong.empty())
        throw UserError(
            fmt::format("layer {}: schedule {}: {}", spec.name, schedule.to_json(), wrong));
    const LayerGeometry geometry(runtime.config(), spec, schedule);
    check_buffers(geometry, buffers);
    Emitter(runtime, geometry, buffers).run();
}

}  // namespace vta::workloads
