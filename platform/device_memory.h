// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/functional/dram.h"
#include "runtime/device.h"
#include "runtime/page_allocator.h"

namespace vta::platform {

/// DRAM that a simulated device shares with the host: pages are handed out, copies are checked.
class DeviceMemory {
  public:
    explicit DeviceMemory(functional::Dram& dram) : dram_(dram), pages_(dram.size()) {}

    std::uint64_t allocate(std::uint64_t bytes) { return pages_.allocate(bytes); }
    void free(std::uint64_t address) { pages_.free(address); }
    /// UserError for a range outside DRAM (also of memory that nobody allocated: raw programs).
    void write(std::uint64_t address, const void* from, std::size_t bytes) {
        dram_.write(address, from, bytes);
    }
    void read(void* to, std::uint64_t address, std::size_t bytes) const {
        dram_.read(address, to, bytes);
    }
    /// Null outside DRAM.
    std::uint8_t* host_pointer(std::uint64_t address) {
        return dram_.contains(address, 1) ? dram_.data() + address : nullptr;
    }

  private:
    functional::Dram& dram_;
    runtime::PageAllocator pages_;
};

/// What devices with such a memory have in common.
class SharedMemoryDevice : public runtime::Device {
  public:
    const isa::HardwareConfig& config() const override { return config_; }
    std::uint64_t allocate(std::uint64_t bytes) override { return memory().allocate(bytes); }
    void free(std::uint64_t address) override { memory().free(address); }
    void copy_to_device(std::uint64_t address, const void* from, std::size_t bytes) override {
        memory().write(address, from, bytes);
    }
    void copy_from_device(void* to, std::uint64_t address, std::size_t bytes) override {
        memory().read(to, address, bytes);
    }
    std::uint8_t* host_pointer(std::uint64_t address) override {
        return memory().host_pointer(address);
    }

  protected:
    explicit SharedMemoryDevice(const isa::HardwareConfig& config) : config_(config) {}
    const isa::HardwareConfig config_;

  private:
    virtual DeviceMemory& memory() = 0;
};

}  // namespace vta::platform
