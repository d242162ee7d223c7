// SPDX-License-Identifier: Apache-2.0
// The micro-op part of RandomInstructions: kernels in DRAM and on chip.
#include <algorithm>

#include "cosim/random_instructions.h"

namespace vta::cosim {

using isa::Instruction;
using isa::MemoryType;
using isa::Uop;

namespace {

/// A walk through a window: start + j * step, wrapping inside it.
struct Walk {
    Window window;
    std::uint32_t start = 0, step = 0;
    std::uint32_t at(std::uint32_t j) const {
        return window.first + (start + j * step) % window.count;
    }
};

}  // namespace

/// Micro-ops of one of several patterns, all indices inside the windows.
std::vector<Uop> RandomInstructions::make_kernel(std::uint32_t count, bool for_alu) {
    const Window& sources = for_alu ? windows_.acc : windows_.inp;
    const auto walk = [&](const Window& window) {
        // Starting low leaves room for loop factors.
        const std::uint32_t start =
            random_.chance(60) ? random_.below(window.count / 4 + 1) : random_.below(window.count);
        return Walk{window, start, random_.pick({0u, 1u, 1u, 2u, 3u, 7u})};
    };
    Walk dst = walk(windows_.acc), src = walk(sources);
    const Walk wgt = walk(windows_.wgt);
    const std::uint32_t pattern = random_.below(5);
    if (pattern == 0) dst.step = 0;          // a reduction
    if (for_alu && pattern >= 3) src = dst;  // in place
    if (for_alu && pattern >= 3 && dst.step == 0) src.step = dst.step = 1;
    std::vector<Uop> kernel(count);
    for (std::uint32_t j = 0; j < count; ++j) {
        Uop& uop = kernel[j];
        uop.dst = static_cast<std::uint16_t>(dst.at(j));
        uop.src = static_cast<std::uint16_t>(src.at(j));
        uop.wgt = static_cast<std::uint16_t>(wgt.at(j));
        if (pattern != 1) continue;  // no order at all
        uop.dst = static_cast<std::uint16_t>(dst.at(random_.below(dst.window.count)));
        uop.src = static_cast<std::uint16_t>(src.at(random_.below(src.window.count)));
        uop.wgt = static_cast<std::uint16_t>(wgt.at(random_.below(wgt.window.count)));
    }
    return kernel;
}

std::optional<Planned> RandomInstructions::load_uops(bool for_alu) {
    Planned planned;
    Instruction& load = planned.instruction;
    load.opcode = isa::Opcode::kLoad;
    load.memory_type = MemoryType::kUop;
    const std::uint32_t depth = config_.depth(MemoryType::kUop);
    const std::uint32_t longest = std::min(random_.pick({8u, 24u, 24u, 200u}), depth);
    // Kernels crowd together at times, so that later ones overwrite parts of earlier ones.
    const Window anywhere = {random_.chance(50) ? 0 : random_.below(depth - longest + 1), longest};
    shape(load, anywhere, random_.chance(20));
    choose_stride(load);
    load.x_stride = std::min<std::uint16_t>(load.x_stride, load.x_size + 9);
    const std::uint32_t span = (load.y_size - 1u) * load.x_stride + load.x_size;
    std::uint64_t address = 0;
    if (uop_image_.size() > span && random_.chance(15)) {  // some that lie there already
        address = layout_.uop_area() +
                  random_.below(uop_image_.size() - span) * std::uint64_t{isa::kUopBytes};
    } else {
        const std::optional<std::uint64_t> room = layout_.allocate_uops(span);
        if (!room) return std::nullopt;
        address = *room;
        uop_image_.resize((address - layout_.uop_area()) / isa::kUopBytes);
        const std::vector<Uop> kernel = make_kernel(span, for_alu);
        uop_image_.insert(uop_image_.end(), kernel.begin(), kernel.end());
    }
    layout_.set_address(load, address);
    apply_uop_load(load, address);
    const std::uint32_t total =
        (load.x_size + load.x_pad_0 + load.x_pad_1) * (load.y_size + load.y_pad_0 + load.y_pad_1);
    remember_kernel({load.sram_base, total, windows_.id, for_alu});
    planned.footprint.dram = RandomLayout::rows(config_, load, layout_.base_of(MemoryType::kUop));
    return planned;
}

void RandomInstructions::apply_uop_load(const Instruction& load, std::uint64_t address) {
    const std::uint64_t first = (address - layout_.uop_area()) / isa::kUopBytes;
    const std::uint32_t width = load.x_size + load.x_pad_0 + load.x_pad_1;
    const std::uint32_t rows = load.y_size + load.y_pad_0 + load.y_pad_1;
    for (std::uint32_t r = 0; r < rows; ++r)
        for (std::uint32_t c = 0; c < width; ++c) {
            const std::uint32_t y = r - load.y_pad_0, x = c - load.x_pad_0;  // huge in the padding
            Uop& uop = uops_[load.sram_base + r * width + c];
            uop = y < load.y_size && x < load.x_size ? uop_image_[first + y * load.x_stride + x]
                                                     : Uop{};
        }
}

void RandomInstructions::remember_kernel(const Kernel& kernel) {
    const auto overlaps = [&](const Kernel& old) {
        return old.first < kernel.first + kernel.count && kernel.first < old.first + old.count;
    };
    kernels_.erase(std::remove_if(kernels_.begin(), kernels_.end(), overlaps), kernels_.end());
    kernels_.push_back(kernel);
}

isa::Segment RandomInstructions::uop_segment() const {
    isa::Segment segment{"uop", layout_.uop_area(), {}};
    for (const Uop& uop : uop_image_) {
        const std::uint32_t word = codec_.encode_uop(uop);
        for (std::uint32_t byte = 0; byte < isa::kUopBytes; ++byte)
            segment.bytes.push_back(static_cast<std::uint8_t>(word >> (8 * byte)));
    }
    return segment;
}

}  // namespace vta::cosim
