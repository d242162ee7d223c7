// SPDX-License-Identifier: Apache-2.0
#include "workloads/conv2d.h"

#include <initializer_list>

#include <fmt/format.h>

#include "base/error.h"
#include "workloads/conv2d_geometry.h"
#include "workloads/conv2d_plan.h"

namespace vta::workloads {
namespace {

using isa::AluOpcode;
using isa::MemoryType;
using isa::Module;
using runtime::KernelKey;
using runtime::KernelRecorder;

/// Kernels of all convolutions share a runtime's cache, so a key holds all that a recording uses.
enum Site : std::uint64_t { kReset = 0x636f6e76'00000000, kGemm, kBias, kImmediate };

KernelKey key_of(Site site, std::initializer_list<std::uint32_t> values) {
    KernelKey key;
    key.site = site;
    for (const std::uint32_t value : values)
        key.signature.append(reinterpret_cast<const char*>(&value), sizeof value);
    return key;
}

class Emitter {
  public:
    Emitter(runtime::Runtime& runtime,
            const Conv2dGeometry& geometry,
            const Conv2dEpilogue& epilogue,
            const Conv2dBuffers& buffers)
        : runtime_(runtime), g_(geometry), epilogue_(epilogue), buffers_(buffers) {}

    void run() {
        make_conv2d_plan(g_, epilogue_.bias, plan_);
        for (const Conv2dStep& step : plan_.steps) {
            const Conv2dTile& tile = plan_.tiles[step.tile];
            const bool loads = step.load_input || step.load_weights;
            for (std::uint32_t i = 0; i < step.compute_tokens; ++i)
                runtime_.dep_pop(Module::kCompute, Module::kLoad);
            if (step.load_input) load_input(tile, step);
            if (step.load_weights) load_weights(tile, step);
            if (loads) runtime_.dep_push(Module::kLoad, Module::kCompute);
            if (step.first) begin_tile(tile);
            if (loads) runtime_.dep_pop(Module::kLoad, Module::kCompute);
            multiply(tile, step);
            if (step.frees_buffers) runtime_.dep_push(Module::kCompute, Module::kLoad);
            if (step.last) end_tile(tile);
        }
    }

  private:
    std::uint32_t pixels(const Conv2dTile& tile) const { return tile.rows * tile.columns; }
    std::uint32_t inp_base(const Conv2dTile& tile) const { return tile.thread * g_.inp_share; }
    std::uint32_t wgt_base(const Conv2dTile& tile) const { return tile.thread * g_.wgt_share; }
    std::uint32_t acc_base(const Conv2dTile& tile) const { return tile.thread * g_.acc_share; }
    std::uint32_t bias_base(const Conv2dTile& tile) const {
        return acc_base(tile) + g_.acc_share - g_.schedule.tile_co;
    }

    void load_input(const Conv2dTile& tile, const Conv2dStep& step);
    void load_weights(const Conv2dTile& tile, const Conv2dStep& step);
    void begin_tile(const Conv2dTile& tile);
    void multiply(const Conv2dTile& tile, const Conv2dStep& step);
    void add_bias(const Conv2dTile& tile);
    void immediate(const Conv2dTile& tile, AluOpcode opcode, std::int32_t value);
    void end_tile(const Conv2dTile& tile);
    void store(const Conv2dTile& tile);

    runtime::Runtime& runtime_;
    const Conv2dGeometry& g_;
    const Conv2dEpilogue& epilogue_;
    const Conv2dBuffers& buffers_;
    Conv2dPlan plan_;
};

void Emitter::load_input(const Conv2dTile& tile, const Conv2dStep& step) {
    const InputWindow w = g_.window(tile.y, tile.rows, tile.x, tile.columns);
    for (std::uint32_t i = 0; i < step.ci_blocks; ++i) {
        runtime::Load2D load;
        load.buffer = buffers_.input;
        const std::uint32_t plane = tile.batch * g_.in_blocks + step.ci + i;
        load.offset = (plane * g_.shape.height + w.first_row) * g_.shape.width + w.first_column;
        load.x_size = w.columns_inside();
        load.y_size = w.rows_inside();
        load.x_stride = g_.shape.width * g_.row_step;
        load.x_pad_before = w.pad_left;
        load.x_pad_after = w.pad_right;
        load.y_pad_before = w.pad_top;
        load.y_pad_after = w.pad_bottom;
        load.memory = MemoryType::kInp;
        load.sram_index = inp_base(tile) + i * w.rows * w.columns;
        runtime_.load(load);
    }
}

void Emitter::load_weights(const Conv2dTile& tile, const Conv2dStep& step) {
    runtime::Load2D load;
    load.buffer = buffers_.weights;
    load.offset = (tile.co * g_.in_blocks + step.ci) * g_.taps;
    load.x_size = step.ci_blocks * g_.taps;
    load.y_size = tile.co_blocks;
    load.x_stride = g_.in_blocks * g_.taps;
    load.memory = MemoryType::kWgt;
    load.sram_index = wgt_base(tile);
    runtime_.load(load);
}

void Emitter::begin_tile(const Conv2dTile& tile) {
    if (tile.waits_for_store) runtime_.dep_pop(Module::kStore, Module::kCompute);
    const std::uint32_t base = acc_base(tile);
    const std::uint32_t tensors = tile.co_blocks * pixels(tile);
    runtime_.push_gemm(key_of(kReset, {base, tensors}), [=](KernelRecorder& r) {
        r.loop_begin({tensors, 1, 0, 0});
        r.gemm(true, base, 0, 0);
        r.loop_end();
    });
    if (!tile.load_bias) return;
    runtime::Load2D load;
    load.buffer = buffers_.bias;
    load.offset = tile.co;
    load.x_size = load.x_stride = tile.co_blocks;
    load.memory = MemoryType::kAcc;
    load.sram_index = bias_base(tile);
    runtime_.load(load);
}

void Emitter::multiply(const Conv2dTile& tile, const Conv2dStep& step) {
    const std::uint32_t rows = g_.window_rows(tile.rows);
    const std::uint32_t columns = g_.window_columns(tile.columns);
    const std::uint32_t inp = inp_base(tile), wgt = wgt_base(tile), acc = acc_base(tile);
    const Conv2dShape& shape = g_.shape;
    const std::uint32_t row_stride = g_.window_row_stride() * columns;
    const KernelKey key = key_of(kGemm,
                                 {inp,
                                  wgt,
                                  acc,
                                  tile.rows,
                                  tile.columns,
                                  tile.co_blocks,
                                  step.ci_blocks,
                                  rows,
                                  columns,
                                  row_stride,
                                  shape.stride,
                                  shape.kernel_h,
                                  shape.kernel_w});
    const std::uint32_t co_blocks = tile.co_blocks, ci_blocks = step.ci_blocks;
    runtime_.push_gemm(key, [&](KernelRecorder& r) {
        r.loop_begin({tile.rows, tile.columns, row_stride, 0});
        r.loop_begin({tile.columns, 1, shape.stride, 0});
        for (std::uint32_t co = 0; co < co_blocks; ++co)
            for (std::uint32_t ci = 0; ci < ci_blocks; ++ci)
                for (std::uint32_t ky = 0; ky < shape.kernel_h; ++ky)
                    for (std::uint32_t kx = 0; kx < shape.kernel_w; ++kx)
                        r.gemm(false,
                               acc + co * pixels(tile),
                               inp + (ci * rows + ky) * columns + kx,
                               wgt + (co * ci_blocks + ci) * g_.taps + ky * shape.kernel_w + kx);
        r.loop_end();
        r.loop_end();
    });
}

void Emitter::add_bias(const Conv2dTile& tile) {
    const std::uint32_t base = acc_base(tile), bias = bias_base(tile);
    const std::uint32_t count = pixels(tile), co_blocks = tile.co_blocks;
    runtime_.push_alu(key_of(kBias, {base, bias, count, co_blocks}), [=](KernelRecorder& r) {
        r.loop_begin({co_blocks, count, 1, 0});
        r.loop_begin({count, 1, 0, 0});
        r.alu(AluOpcode::kAdd, false, 0, base, bias);
        r.loop_end();
        r.loop_end();
    });
}

void Emitter::immediate(const Conv2dTile& tile, AluOpcode opcode, std::int32_t value) {
    const std::uint32_t base = acc_base(tile);
    const std::uint32_t tensors = tile.co_blocks * pixels(tile);
    const KernelKey key = key_of(
        kImmediate,
        {base, tensors, static_cast<std::uint32_t>(opcode), static_cast<std::uint32_t>(value)});
    runtime_.push_alu(key, [=](KernelRecorder& r) {
        r.loop_begin({tensors, 1, 1, 0});
        r.alu(opcode, true, value, base, base);
        r.loop_end();
    });
}

void Emitter::end_tile(const Conv2dTile& tile) {
    if (epilogue_.bias) add_bias(tile);
    if (epilogue_.round) immediate(tile, AluOpcode::kAdd, 1 << (epilogue_.shift - 1));
    if (epilogue_.shift != 0)
        immediate(tile, AluOpcode::kShr, static_cast<std::int32_t>(epilogue_.shift));
    if (epilogue_.clip) {
        immediate(tile, AluOpcode::kMax, epilogue_.clip_min);
        immediate(tile, AluOpcode::kMin, epilogue_.clip_max);
    }
    runtime_.dep_push(Module::kCompute, Module::kStore);
    runtime_.dep_pop(Module::kCompute, Module::kStore);
    store(tile);
    if (tile.store_pushes) runtime_.dep_push(Module::kStore, Module::kCompute);
}

void Emitter::store(const Conv2dTile& tile) {
    // Rows of whole width lie behind one another in DRAM: one long row.
    const bool contiguous = tile.columns == g_.out_w;
    for (std::uint32_t co = 0; co < tile.co_blocks; ++co) {
        runtime::Store2D store;
        store.sram_index = acc_base(tile) + co * pixels(tile);
        store.buffer = buffers_.output;
        const std::uint32_t plane = tile.batch * g_.out_blocks + tile.co + co;
        store.offset = (plane * g_.out_h + tile.y) * g_.out_w + tile.x;
        store.x_size = contiguous ? pixels(tile) : tile.columns;
        store.y_size = contiguous ? 1 : tile.rows;
        store.x_stride = contiguous ? store.x_size : g_.out_w;
        runtime_.store(store);
    }
}

}  // namespace

void append_conv2d(runtime::Runtime& runtime,
                   const Conv2dShape& shape,
                   const Conv2dEpilogue& epilogue,
                   const Conv2dSchedule& schedule,
                   const Conv2dBuffers& buffers) {
    shape.validate();
    epilogue.validate();
    require_int8(runtime.config());
    const std::string wrong = why_not(runtime.config(), shape, epilogue, schedule);
    if (!wrong.empty())
        throw UserError(fmt::format(
            "{} ({}): schedule {}: {}", shape.name, shape.text(), schedule.to_json(), wrong));
    const Conv2dGeometry geometry(runtime.config(), shape, schedule);
    Emitter(runtime, geometry, epilogue, buffers).run();
}

}  // namespace vta::workloads
