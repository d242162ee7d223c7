// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <map>
#include <memory>

#include "runtime/device.h"
#include "runtime/page_allocator.h"
#include "runtime/register_file.h"

namespace vta::runtime {

/// DRAM and registers without a VTA: a launch finishes at once and changes nothing. For building
/// programs that somebody else runs (CapturingDevice). Memory that nobody touches costs nothing.
class MemoryDevice : public Device {
  public:
    explicit MemoryDevice(const isa::HardwareConfig& config,
                          std::uint64_t dram_bytes = std::uint64_t{1} << 30);

    const isa::HardwareConfig& config() const override { return config_; }
    std::uint64_t allocate(std::uint64_t bytes) override;
    void free(std::uint64_t address) override;
    void copy_to_device(std::uint64_t address, const void* from, std::size_t bytes) override;
    void copy_from_device(void* to, std::uint64_t address, std::size_t bytes) override;
    std::uint8_t* host_pointer(std::uint64_t address) override;
    std::uint32_t read_register(std::uint32_t offset) override { return registers_.read(offset); }
    void write_register(std::uint32_t offset, std::uint32_t value) override {
        registers_.write(offset, value);
    }
    void wait(std::uint64_t max_cycles) override;

  private:
    struct Release {
        void operator()(std::uint8_t* data) const { std::free(data); }
    };
    std::uint8_t* checked(std::uint64_t address, std::size_t bytes);

    const isa::HardwareConfig config_;
    RegisterFile registers_;
    PageAllocator pages_;
    std::map<std::uint64_t, std::unique_ptr<std::uint8_t[], Release>> blocks_;  // by address
};

}  // namespace vta::runtime
