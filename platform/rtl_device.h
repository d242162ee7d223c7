// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "cosim/rtl_simulation.h"
#include "platform/device_memory.h"
#include "runtime/device.h"
#include "runtime/register_file.h"

namespace vta::platform {

/// The Verilated RTL as a device. The registers that the host writes reach the design's register
/// port at launch; its counters are read back at FINISH. One at a time in a process.
class RtlDevice : public runtime::Device {
  public:
    /// `options.library` is what cosim::build_rtl() returned for this configuration,
    /// `options.dram_bytes` the device's DRAM.
    RtlDevice(const isa::HardwareConfig& config, const cosim::RtlSimulation::Options& options);

    cosim::RtlSimulation& simulation() { return simulation_; }
    /// Counters of the last launch.
    const cycle::LaunchResult& last_result() const { return last_result_; }
    /// Asked during launches; true ends one with a LimitError.
    void set_stop(std::function<bool()> stop) { stop_ = std::move(stop); }

    const isa::HardwareConfig& config() const override { return config_; }
    std::uint64_t allocate(std::uint64_t bytes) override { return memory_.allocate(bytes); }
    void free(std::uint64_t address) override { memory_.free(address); }
    void copy_to_device(std::uint64_t address, const void* from, std::size_t bytes) override {
        memory_.write(address, from, bytes);
    }
    void copy_from_device(void* to, std::uint64_t address, std::size_t bytes) override {
        memory_.read(to, address, bytes);
    }
    std::uint8_t* host_pointer(std::uint64_t address) override {
        return memory_.host_pointer(address);
    }
    std::uint32_t read_register(std::uint32_t offset) override { return registers_.read(offset); }
    void write_register(std::uint32_t offset, std::uint32_t value) override {
        registers_.write(offset, value);
    }
    void wait(std::uint64_t max_cycles) override;

  private:
    const isa::HardwareConfig config_;
    cosim::RtlSimulation simulation_;
    DeviceMemory memory_;
    runtime::RegisterFile registers_;
    std::function<bool()> stop_;
    cycle::LaunchResult last_result_;
};

}  // namespace vta::platform
