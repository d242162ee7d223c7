// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "models/functional/dram.h"
#include "models/functional/simulator.h"
#include "platform/device_memory.h"
#include "runtime/default_device.h"
#include "runtime/device.h"
#include "runtime/register_file.h"

namespace vta::platform {

/// The functional model as a device: right bytes, no time. Its cycle counter reads 0.
class FunctionalDevice : public SharedMemoryDevice {
  public:
    static constexpr std::uint64_t kDefaultDramBytes = std::uint64_t{1} << 30;

    struct Options {
        std::uint64_t dram_bytes = kDefaultDramBytes;  ///< untouched pages cost nothing
        functional::Kernels kernels = functional::Kernels::kBest;
        /// Asked now and then during a launch; true ends it with a LimitError.
        std::function<bool()> stop;
    };

    explicit FunctionalDevice(const isa::HardwareConfig& config)
        : FunctionalDevice(config, Options{}) {}
    FunctionalDevice(const isa::HardwareConfig& config, const Options& options);

    const functional::RunResult& last_result() const { return last_result_; }
    functional::Dram& dram() { return dram_; }
    functional::Simulator& simulator() { return simulator_; }

    std::uint32_t read_register(std::uint32_t offset) override { return registers_.read(offset); }
    void write_register(std::uint32_t offset, std::uint32_t value) override {
        registers_.write(offset, value);
    }
    void wait(std::uint64_t max_cycles) override;

  private:
    DeviceMemory& memory() override { return memory_; }

    const std::function<bool()> stop_;
    functional::Dram dram_;
    DeviceMemory memory_;
    functional::Simulator simulator_;
    runtime::RegisterFile registers_;
    functional::RunResult last_result_;
};

/// Makes functional devices of `config`; for runtime::set_default_device_factory.
runtime::DeviceFactory functional_device_factory(const isa::HardwareConfig& config);

}  // namespace vta::platform
