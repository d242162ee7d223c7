// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer_bounds.h"

#include <algorithm>
#include <set>
#include <vector>

namespace vta::workloads {

namespace {

/// Windows of one axis in which a tap reads the picture.
std::uint64_t windows_inside(std::uint32_t out,
                             std::uint32_t phase,
                             std::uint32_t phases,
                             std::uint32_t stride,
                             std::int64_t begin,
                             std::int64_t size) {
    std::uint64_t count = 0;
    for (std::uint32_t i = 0; i * phases + phase < out; ++i) {
        const std::int64_t at = std::int64_t{i} * stride + begin;
        if (at >= 0 && at < size) ++count;
    }
    return count;
}

std::uint64_t products_of(const LayerSpec& spec, const ProductTerm& term) {
    std::uint64_t positions = 0;
    const Picture& input = spec.inputs[term.input];
    for (const Tap& tap : term.taps)
        positions += windows_inside(spec.output.height,
                                    tap.phase_y,
                                    term.phases_h,
                                    term.stride_h,
                                    std::int64_t{tap.y} - term.pad_top,
                                    input.height) *
                     windows_inside(spec.output.width,
                                    tap.phase_x,
                                    term.phases_w,
                                    term.stride_w,
                                    std::int64_t{tap.x} - term.pad_left,
                                    input.width);
    return positions * spec.output.batch_blocks * spec.out_blocks * term.in_blocks;
}

/// Rows and channel blocks of an input that terms read.
struct Reads {
    std::set<std::uint32_t> rows;
    std::set<std::uint32_t> blocks;

    void add(const LayerSpec& spec, const ProductTerm& term) {
        const std::uint32_t windows = (spec.output.height + term.phases_h - 1) / term.phases_h;
        for (const Tap& tap : term.taps)
            for (std::uint32_t i = 0; i < windows; ++i) {
                const std::int64_t row = std::int64_t{i} * term.stride_h + tap.y - term.pad_top;
                if (row >= 0 && row < spec.inputs[term.input].height)
                    rows.insert(static_cast<std::uint32_t>(row));
            }
        for (std::uint32_t co = 0; co < spec.out_blocks; ++co) {
            const std::uint32_t first = term.first_in_block.empty() ? 0 : term.first_in_block[co];
            for (std::uint32_t ci = 0; ci < term.in_blocks; ++ci) blocks.insert(first + ci);
        }
    }
};

}  // namespace

std::uint64_t LayerBounds::memory_cycles(const isa::HardwareConfig& config) const {
    return std::max(bytes_read, bytes_written) / config.bus_bytes();
}

LayerBounds layer_bounds(const isa::HardwareConfig& config,
                         const LayerSpec& spec,
                         std::uint64_t weight_bytes,
                         std::uint64_t vector_bytes) {
    LayerBounds bounds;
    std::vector<Reads> reads(spec.inputs.size());
    for (const std::vector<ProductTerm>* terms : {&spec.terms, &spec.late_terms})
        for (const ProductTerm& term : *terms) {
            if (!term.constant()) bounds.gemm_cycles += products_of(spec, term);
            reads[term.input].add(spec, term);
        }
    bounds.bytes_read = weight_bytes + vector_bytes;
    for (std::size_t i = 0; i < reads.size(); ++i)
        bounds.bytes_read += reads[i].rows.size() * reads[i].blocks.size() * spec.inputs[i].width *
                             std::uint64_t{spec.inputs[i].batch_blocks} *
                             config.elem_bytes(isa::MemoryType::kInp);
    const std::uint64_t planes = spec.form == OutputForm::kInt32Planes ? 4 : 1;
    bounds.bytes_written = planes * spec.output.batch_blocks * spec.out_blocks *
                           spec.output.height * spec.output.width *
                           config.elem_bytes(isa::MemoryType::kOut);
    return bounds;
}

}  // namespace vta::workloads
