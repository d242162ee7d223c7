// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "models/functional/dram.h"
#include "models/functional/machine.h"

namespace vta::functional {

/// Why the hardware could only hang on this LOAD or STORE, or why it leaves DRAM; empty if neither.
std::string transfer_problem(const isa::HardwareConfig& config,
                             const isa::Instruction& instruction,
                             std::uint64_t base,
                             const Dram& dram);

/// Memory accesses of one Machine straight into a Dram. Ranges are checked.
class DirectPort : public DramPort {
  public:
    DirectPort(Dram& dram, const isa::HardwareConfig& config);
    const std::uint8_t* direct_read(std::uint64_t address, std::size_t bytes) override;
    std::uint8_t* direct_write(std::uint64_t address, std::size_t bytes) override;
    void read(std::uint64_t address, void* to, std::size_t bytes) override;
    void write(std::uint64_t address, const void* from, std::size_t bytes) override;

  private:
    Dram& dram_;
    std::uint64_t beat_bytes_;
    std::uint64_t burst_bytes_;
};

}  // namespace vta::functional
