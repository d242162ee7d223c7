// SPDX-License-Identifier: Apache-2.0
#include "models/functional/scratchpads.h"

#include <cstring>
#include <utility>

#include "base/error.h"

namespace vta::functional {
namespace {

constexpr std::align_val_t kAlignment{64};
constexpr std::size_t kSlack = 64;

Scratchpad make(const isa::HardwareConfig& config, isa::MemoryType type) {
    Scratchpad memory;
    memory.elem_bytes = config.elem_bytes(type);
    memory.depth = config.depth(type);
    memory.bytes = AlignedBytes(std::size_t{memory.depth} * memory.elem_bytes);
    return memory;
}

}  // namespace

AlignedBytes::AlignedBytes(std::size_t bytes) : size_(bytes) {
    data_.reset(static_cast<std::uint8_t*>(::operator new(bytes + kSlack, kAlignment)));
    fill_zero();
}

void AlignedBytes::fill_zero() { std::memset(data_.get(), 0, size_ + kSlack); }

void AlignedBytes::grow(std::size_t bytes) {
    AlignedBytes larger(bytes);
    if (size_ > 0) std::memcpy(larger.data(), data(), size_);
    *this = std::move(larger);
}

void AlignedBytes::Free::operator()(std::uint8_t* data) const {
    ::operator delete(data, kAlignment);
}

Scratchpads::Scratchpads(const isa::HardwareConfig& config)
    : uop(make(config, isa::MemoryType::kUop)),
      wgt(make(config, isa::MemoryType::kWgt)),
      inp(make(config, isa::MemoryType::kInp)),
      acc(make(config, isa::MemoryType::kAcc)),
      out(make(config, isa::MemoryType::kOut)),
      batch(config.batch()),
      block_in(config.block_in()),
      block_out(config.block_out()),
      inp_bits(config.scalar_bits(isa::MemoryType::kInp)),
      wgt_bits(config.scalar_bits(isa::MemoryType::kWgt)),
      acc_bits(config.scalar_bits(isa::MemoryType::kAcc)),
      out_bits(config.scalar_bits(isa::MemoryType::kOut)) {}

void Scratchpads::reset() {
    for (Scratchpad* memory : {&uop, &wgt, &inp, &acc, &out}) memory->bytes.fill_zero();
}

const Scratchpad& Scratchpads::of(isa::MemoryType type) const {
    switch (type) {
        case isa::MemoryType::kUop:
            return uop;
        case isa::MemoryType::kWgt:
            return wgt;
        case isa::MemoryType::kInp:
            return inp;
        case isa::MemoryType::kAcc:
        case isa::MemoryType::kAcc8:
            return acc;
        case isa::MemoryType::kOut:
            return out;
    }
    throw InternalError("memory type out of range");
}

Scratchpad& Scratchpads::of(isa::MemoryType type) {
    return const_cast<Scratchpad&>(static_cast<const Scratchpads&>(*this).of(type));
}

}  // namespace vta::functional
