// SPDX-License-Identifier: Apache-2.0
#include "workloads/conv2d.h"

#include "workloads/packed_layout.h"

namespace vta::workloads {

LayerSpec conv2d_layer(const isa::HardwareConfig& config,
                       const Conv2dShape& shape,
                       const Conv2dEpilogue& epilogue) {
    LayerSpec spec;
    spec.name = shape.name + " (" + shape.text() + ")";
    const std::uint32_t batch_blocks = blocks_of(shape.batch, config.batch());
    const std::uint32_t in_blocks = blocks_of(shape.in_channels, config.block_in());
    spec.out_blocks = blocks_of(shape.out_channels, config.block_out());
    spec.inputs = {{batch_blocks, in_blocks, shape.height, shape.width}};
    spec.output = {batch_blocks, spec.out_blocks, shape.out_height(), shape.out_width()};
    ProductTerm term;
    term.stride_h = term.stride_w = shape.stride;
    term.pad_top = term.pad_left = shape.pad;
    term.in_blocks = in_blocks;
    for (std::uint32_t y = 0; y < shape.kernel_h; ++y)
        for (std::uint32_t x = 0; x < shape.kernel_w; ++x) term.taps.push_back({y, x, 0, 0});
    spec.terms.push_back(term);
    const auto add = [&spec](EpilogueKind kind, std::int32_t value) {
        EpilogueOp op;
        op.kind = kind;
        op.value = value;
        spec.epilogue.push_back(op);
    };
    const auto shift = static_cast<std::int32_t>(epilogue.shift);
    if (epilogue.bias) add(EpilogueKind::kAddVector, 0);
    if (epilogue.round) add(EpilogueKind::kAdd, 1 << (shift - 1));
    if (shift != 0) add(EpilogueKind::kShr, shift);
    if (epilogue.clip) add(EpilogueKind::kMax, epilogue.clip_min);
    if (epilogue.clip) add(EpilogueKind::kMin, epilogue.clip_max);
    spec.macs = shape.macs();
    return spec;
}

std::string why_not(const isa::HardwareConfig& config,
                    const Conv2dShape& shape,
                    const Conv2dEpilogue& epilogue,
                    const Conv2dSchedule& schedule) {
    return why_not(config, conv2d_layer(config, shape, epilogue), schedule);
}

Conv2dSchedule choose_conv2d_schedule(const isa::HardwareConfig& config,
                                      const Conv2dShape& shape,
                                      const Conv2dEpilogue& epilogue,
                                      std::uint32_t virtual_threads) {
    shape.validate();
    epilogue.validate();
    return choose_layer_schedule(config, conv2d_layer(config, shape, epilogue), virtual_threads);
}

void append_conv2d(runtime::Runtime& runtime,
                   const Conv2dShape& shape,
                   const Conv2dEpilogue& epilogue,
                   const Conv2dSchedule& schedule,
                   const Conv2dBuffers& buffers) {
    shape.validate();
    epilogue.validate();
    LayerBuffers layer;
    layer.inputs = {buffers.input};
    layer.weights = buffers.weights;
    layer.vectors = buffers.bias;
    layer.output = buffers.output;
    append_layer(runtime, conv2d_layer(runtime.config(), shape, epilogue), schedule, layer);
}

}  // namespace vta::workloads
