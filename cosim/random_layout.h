// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "cosim/ordered_program.h"
#include "cosim/random_source.h"
#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vta::cosim {

/// Where a random program keeps its things in DRAM: 64 KiB slots, one for instructions, one for
/// micro-ops, buffers of any size, place and overlap in the rest. Page 0 stays unused.
class RandomLayout {
  public:
    static constexpr std::uint64_t kSlotBytes = 64 * 1024;
    static constexpr std::uint64_t kPageBytes = 4096;

    RandomLayout(const isa::HardwareConfig& config, std::uint64_t dram_bytes, RandomSource& random);

    const std::array<std::uint64_t, isa::kBaseRegisterCount>& base() const { return base_; }
    std::uint64_t base_of(isa::MemoryType type) const {
        return base_[static_cast<std::size_t>(isa::base_register_of(type))];
    }

    /// A place for `rows` rows of `x` tensors, `stride` tensors apart, whose address can be written
    /// as base register OR offset; nothing if none was found. Sets dram_base.
    bool place(isa::Instruction& instruction) const;
    /// Sets dram_base to this address.
    void set_address(isa::Instruction& instruction, std::uint64_t address) const;

    /// Room for `uops` new micro-ops; nothing if the slot is full.
    std::optional<std::uint64_t> allocate_uops(std::uint32_t uops);
    std::uint64_t uop_area() const { return uop_area_; }

    /// The DRAM bytes of a LOAD or STORE, row by row.
    static std::vector<ByteRange> rows(const isa::HardwareConfig& config,
                                       const isa::Instruction& instruction,
                                       std::uint64_t base);

  private:
    void choose_slots();
    void choose_buffers();
    void choose_bases();

    const isa::HardwareConfig& config_;
    RandomSource& random_;
    std::uint64_t dram_bytes_;
    std::uint64_t instruction_area_ = 0;
    std::uint64_t uop_area_ = 0;
    std::uint64_t uops_used_ = 0;
    std::array<std::uint64_t, isa::kBaseRegisterCount> base_{};
    std::vector<ByteRange> runs_;     ///< slots free for data, neighbours joined
    std::vector<ByteRange> buffers_;  ///< inside the runs
};

}  // namespace vta::cosim
