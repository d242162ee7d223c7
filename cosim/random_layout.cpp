// SPDX-License-Identifier: Apache-2.0
#include "cosim/random_layout.h"

#include <algorithm>

#include "base/error.h"

namespace vta::cosim {

using isa::BaseRegister;
using isa::MemoryType;

RandomLayout::RandomLayout(const isa::HardwareConfig& config,
                           std::uint64_t dram_bytes,
                           RandomSource& random)
    : config_(config), random_(random), dram_bytes_(dram_bytes) {
    choose_slots();
    choose_buffers();
    choose_bases();
}

void RandomLayout::choose_slots() {
    const std::uint32_t slots = static_cast<std::uint32_t>(dram_bytes_ / kSlotBytes);
    const std::uint32_t instructions = random_.between(1, slots - 1);
    std::uint32_t uops = random_.between(1, slots - 2);
    if (uops >= instructions) ++uops;
    instruction_area_ = instructions * kSlotBytes;
    uop_area_ = uops * kSlotBytes;
    for (std::uint32_t slot = 0; slot < slots; ++slot) {
        if (slot == instructions || slot == uops) continue;
        const std::uint64_t begin = slot == 0 ? kPageBytes : slot * kSlotBytes;
        const std::uint64_t end = (slot + 1) * kSlotBytes;
        if (!runs_.empty() && runs_.back().address + runs_.back().bytes == begin)
            runs_.back().bytes = end - runs_.back().address;
        else
            runs_.push_back({begin, end - begin});
    }
}

void RandomLayout::choose_buffers() {
    std::uint32_t largest = 1;
    for (const MemoryType type : {MemoryType::kInp, MemoryType::kWgt, MemoryType::kAcc})
        largest = std::max(largest, config_.elem_bytes(type));
    const std::uint32_t buffers = random_.between(4, 10);
    for (std::uint32_t i = 0; i < buffers; ++i) {
        const ByteRange& run = random_.pick(runs_);
        const std::uint32_t most = static_cast<std::uint32_t>(run.bytes);
        const std::uint32_t bytes =
            std::min(most, random_.pick({16u * largest, 64u * largest, 24u * 1024, most}));
        const std::uint64_t start = random_.below((most - bytes) / 64 + 1) * std::uint64_t{64};
        buffers_.push_back({run.address + start, bytes});
    }
}

void RandomLayout::choose_bases() {
    // The fetch unit takes its base as it is; odd ones make it cross burst windows.
    const std::uint64_t window = std::uint64_t{config_.bus_bytes()} * config_.max_burst_beats();
    const std::uint64_t step = random_.chance(60) ? std::max<std::uint64_t>(window, 16)
                                                  : random_.pick({16u, 16u, 8u, 4096u});
    base_[0] = instruction_area_ + random_.below(16 * 1024 / step + 1) * step;
    for (std::size_t which = 1; which < base_.size(); ++which) {
        if (random_.chance(50)) continue;
        // Any bits of the micro-ops' slot address; for data one bit, sometimes two.
        if (which == static_cast<std::size_t>(BaseRegister::kUop)) {
            base_[which] = uop_area_ & random_.next();
            continue;
        }
        std::uint32_t bits = 12;
        while ((std::uint64_t{2} << bits) < dram_bytes_) ++bits;
        base_[which] = std::uint64_t{1} << random_.between(12, bits);
        if (random_.chance(30)) base_[which] |= std::uint64_t{1} << random_.between(12, bits);
    }
}

void RandomLayout::set_address(isa::Instruction& instruction, std::uint64_t address) const {
    const std::uint64_t base = base_of(instruction.memory_type);
    VTA_CHECK((address & base) == base, "the address cannot be written as base OR offset");
    instruction.dram_base =
        static_cast<std::uint32_t>((address ^ base) / config_.elem_bytes(instruction.memory_type));
}

bool RandomLayout::place(isa::Instruction& instruction) const {
    const std::uint64_t bytes = config_.elem_bytes(instruction.memory_type);
    const std::uint64_t base = base_of(instruction.memory_type);
    const std::uint64_t span =
        (std::uint64_t{instruction.y_size - 1u} * instruction.x_stride + instruction.x_size) *
        bytes;
    for (int attempt = 0; attempt < 24; ++attempt) {
        const ByteRange& buffer = random_.pick(attempt < 16 ? buffers_ : runs_);
        const std::uint64_t first = (buffer.address + bytes - 1) / bytes;
        const std::uint64_t end = (buffer.address + buffer.bytes) / bytes * bytes;
        if (first * bytes + span > end) continue;
        std::uint64_t address = (first + random_.below((end - span) / bytes - first + 1)) * bytes;
        if (random_.chance(25)) address &= ~std::uint64_t{config_.bus_bytes() - 1};
        // Moving to the base register's bits usually stays inside the buffer.
        address |= base;
        if (address % bytes != 0 || address < first * bytes || address + span > end) continue;
        set_address(instruction, address);
        return true;
    }
    return false;
}

std::optional<std::uint64_t> RandomLayout::allocate_uops(std::uint32_t uops) {
    const std::uint64_t skipped = random_.chance(50) ? 0 : random_.below(7);
    if ((uops_used_ + skipped + uops) * isa::kUopBytes > kSlotBytes) return std::nullopt;
    const std::uint64_t first = uops_used_ + skipped;
    uops_used_ = first + uops;
    return uop_area_ + first * isa::kUopBytes;
}

std::vector<ByteRange> RandomLayout::rows(const isa::HardwareConfig& config,
                                          const isa::Instruction& instruction,
                                          std::uint64_t base) {
    const std::uint64_t bytes = config.elem_bytes(instruction.memory_type);
    const std::uint64_t first = base | (instruction.dram_base * bytes & 0xffffffffu);
    std::vector<ByteRange> ranges;
    for (std::uint64_t row = 0; row < instruction.y_size; ++row)
        ranges.push_back({first + row * instruction.x_stride * bytes, instruction.x_size * bytes});
    return ranges;
}

}  // namespace vta::cosim
