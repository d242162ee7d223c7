// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "isa/hardware_config.h"

namespace vta::runtime {

/// A VTA and the DRAM it shares with the host: all that the runtime knows of the hardware. One
/// implementation a target (platform/): functional model, cycle model, RTL, CPU inside the
/// platform.
class Device {
  public:
    static constexpr std::uint64_t kPageBytes = 4096;

    virtual ~Device() = default;

    virtual const isa::HardwareConfig& config() const = 0;

    /// Physically contiguous DRAM, page aligned, never page 0. Throws UserError when DRAM is full.
    virtual std::uint64_t allocate(std::uint64_t bytes) = 0;
    /// Throws UserError for an address that allocate() did not give.
    virtual void free(std::uint64_t address) = 0;

    virtual void copy_to_device(std::uint64_t address, const void* from, std::size_t bytes) = 0;
    virtual void copy_from_device(void* to, std::uint64_t address, std::size_t bytes) = 0;
    /// Host pointer to DRAM at `address`, or null on a device that shares no memory.
    virtual std::uint8_t* host_pointer(std::uint64_t address) = 0;

    /// Control registers; offsets are those of isa::RegisterMap.
    virtual std::uint32_t read_register(std::uint32_t offset) = 0;
    virtual void write_register(std::uint32_t offset, std::uint32_t value) = 0;

    /// After launch was written: lets the device run until finish is set. Throws DeadlockError,
    /// LimitError (`max_cycles`, 0 = no limit; untimed devices have no cycles) or ProgramError.
    virtual void wait(std::uint64_t max_cycles) = 0;
};

}  // namespace vta::runtime
