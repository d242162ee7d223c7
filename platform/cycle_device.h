// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "models/cycle/simulation.h"
#include "platform/device_memory.h"
#include "runtime/device.h"

namespace vta::platform {

/// The cycle model as a device. Holds the process's SystemC simulation: one at a time.
class CycleDevice : public runtime::Device {
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
    std::uint32_t read_register(std::uint32_t offset) override {
        return simulation_.read_register(offset);
    }
    void write_register(std::uint32_t offset, std::uint32_t value) override {
        simulation_.write_register(offset, value);
    }
    void wait(std::uint64_t max_cycles) override;

  private:
    const isa::HardwareConfig config_;
    cycle::Simulation simulation_;
    DeviceMemory memory_;
    std::function<bool()> stop_;
    cycle::LaunchResult last_result_;
};

}  // namespace vta::platform
