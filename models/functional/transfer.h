// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "models/functional/machine.h"
#include "models/functional/scratchpads.h"

namespace vta::functional {

/// The DRAM side of a LOAD or STORE with x_size > 0: `rows` rows of `row_bytes`, the first at
/// `first`, each `stride` after the one before, addresses cut to the address width.
struct DramRows {
    std::uint64_t first = 0;
    std::uint64_t stride = 0;
    std::uint64_t row_bytes = 0;
    std::uint32_t rows = 0;
    std::uint64_t address_mask = 0;

    DramRows(const isa::HardwareConfig& config,
             const isa::Instruction& instruction,
             std::uint64_t base);
    std::uint64_t address(std::uint32_t row) const {
        return (first + std::uint64_t{row} * stride) & address_mask;
    }
};

void load(const isa::HardwareConfig& config,
          const isa::Instruction& instruction,
          std::uint64_t base,
          DramPort& dram,
          Scratchpads& memories);
void store(const isa::HardwareConfig& config,
           const isa::Instruction& instruction,
           std::uint64_t base,
           DramPort& dram,
           Scratchpads& memories);

}  // namespace vta::functional
