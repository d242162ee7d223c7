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
class RtlDevice : public SharedMemoryDevice {
  public:
    /// `options.library` is what cosim::build_rtl() returned for this configuration,
    /// `options.dram_bytes` the device's DRAM.
    RtlDevice(const isa::HardwareConfig& config, const cosim::RtlSimulation::Options& options);

    cosim::RtlSimulation& simulation() { return simulation_; }
    /// Counters of the last launch.
    const cycle::LaunchResult& last_result() const { return last_result_; }
    /// Asked during launches; true ends one with a LimitError.
    void set_stop(std::function<bool()> stop) { stop_ = std::move(stop); }

    std::uint32_t read_register(std::uint32_t offset) override { return registers_.read(offset); }
    void write_register(std::uint32_t offset, std::uint32_t value) override {
        registers_.write(offset, value);
    }
    void wait(std::uint64_t max_cycles) override;

  private:
    DeviceMemory& memory() override { return memory_; }

    cosim::RtlSimulation simulation_;
    DeviceMemory memory_;
    runtime::RegisterFile registers_;
    std::function<bool()> stop_;
    cycle::LaunchResult last_result_;
};

}  // namespace vta::platform
