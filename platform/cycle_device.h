// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "models/cycle/simulation.h"
#include "platform/device_memory.h"
#include "runtime/device.h"

namespace vta::platform {

/// The cycle model as a device. Holds the process's SystemC simulation: one at a time.
class CycleDevice : public SharedMemoryDevice {
  public:
    /// `options.dram_bytes` is the device's DRAM; untouched pages cost nothing.
    explicit CycleDevice(const isa::HardwareConfig& config,
                         const cycle::Simulation::Options& options = default_options());
    static cycle::Simulation::Options default_options();

    cycle::Simulation& simulation() { return simulation_; }
    /// Counters of the last launch.
    const cycle::LaunchResult& last_result() const { return last_result_; }
    /// Asked during launches; true ends one with a LimitError.
    void set_stop(std::function<bool()> stop) { stop_ = std::move(stop); }

    std::uint32_t read_register(std::uint32_t offset) override {
        return simulation_.read_register(offset);
    }
    void write_register(std::uint32_t offset, std::uint32_t value) override {
        simulation_.write_register(offset, value);
    }
    void wait(std::uint64_t max_cycles) override;

  private:
    DeviceMemory& memory() override { return memory_; }

    cycle::Simulation simulation_;
    DeviceMemory memory_;
    std::function<bool()> stop_;
    cycle::LaunchResult last_result_;
};

}  // namespace vta::platform
