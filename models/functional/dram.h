// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "isa/program.h"

namespace vta::functional {

/// Bytes of DRAM from address 0 on. Pages that nobody touches cost no host memory.
class Dram {
  public:
    /// Zero-filled. Throws UserError if the host cannot reserve `bytes`.
    explicit Dram(std::uint64_t bytes);

    std::uint8_t* data() { return data_.get(); }
    const std::uint8_t* data() const { return data_.get(); }
    std::uint64_t size() const { return size_; }
    bool contains(std::uint64_t address, std::uint64_t bytes) const {
        return address <= size_ && bytes <= size_ - address;
    }

    /// Throws ProgramError naming the range if it lies outside.
    void write(std::uint64_t address, const void* from, std::size_t bytes);
    void read(std::uint64_t address, void* to, std::size_t bytes) const;

    /// Zero-fills again, or, with a seed, fills with the splitmix64 stream: 64-bit little-endian
    /// word i is output i of the generator started from `seed`.
    void clear();
    void fill_random(std::uint64_t seed);

  private:
    struct Unmap {
        std::uint64_t bytes = 0;
        void operator()(std::uint8_t* data) const;
    };
    std::unique_ptr<std::uint8_t[], Unmap> data_;
    std::uint64_t size_;
};

/// Puts a program into DRAM: first contents, segments, then the instructions at base[kInstruction].
void place(const isa::Program& program, Dram& dram);
/// Only the instructions (a relaunch).
void place_instructions(const isa::Program& program, Dram& dram);

}  // namespace vta::functional
