// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "isa/hardware_config.h"
#include "isa/memory_type.h"

namespace vta::functional {

/// Zeroed bytes aligned for any vector load. Vector code may touch the few bytes after the end.
class AlignedBytes {
  public:
    AlignedBytes() = default;
    explicit AlignedBytes(std::size_t bytes);

    std::uint8_t* data() const { return data_.get(); }
    std::size_t size() const { return size_; }
    void fill_zero();
    /// Keeps the first bytes.
    void grow(std::size_t bytes);

  private:
    struct Free {
        void operator()(std::uint8_t* data) const;
    };
    std::unique_ptr<std::uint8_t[], Free> data_;
    std::size_t size_ = 0;
};

/// One on-chip memory: `depth` tensors of `elem_bytes`, index order, rows dense.
struct Scratchpad {
    AlignedBytes bytes;
    std::uint32_t elem_bytes = 0;
    std::uint32_t depth = 0;  ///< a power of two

    std::uint32_t mask() const { return depth - 1; }
    /// The tensor at `index`, wrapped at the depth as the hardware's address registers do.
    std::uint8_t* tensor(std::uint32_t index) const {
        return bytes.data() + std::size_t{index & mask()} * elem_bytes;
    }
};

/// The five memories of one machine and the numbers that its operations need.
struct Scratchpads {
    explicit Scratchpads(const isa::HardwareConfig& config);
    void reset();
    /// kAcc8 is another way into the acc memory.
    Scratchpad& of(isa::MemoryType type);
    const Scratchpad& of(isa::MemoryType type) const;

    Scratchpad uop, wgt, inp, acc, out;
    std::uint32_t batch = 1;
    std::uint32_t block_in = 16;
    std::uint32_t block_out = 16;
    std::uint32_t inp_bits = 8;
    std::uint32_t wgt_bits = 8;
    std::uint32_t acc_bits = 32;
    std::uint32_t out_bits = 8;
    std::uint32_t lanes() const { return batch * block_out; }  ///< scalars of an acc tensor
};

}  // namespace vta::functional
