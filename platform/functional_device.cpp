// SPDX-License-Identifier: Apache-2.0
#include "platform/functional_device.h"

#include <memory>

#include "base/error.h"

namespace vta::platform {

FunctionalDevice::FunctionalDevice(const isa::HardwareConfig& config, const Options& options)
    : SharedMemoryDevice(config),
      stop_(options.stop),
      dram_(options.dram_bytes),
      memory_(dram_),
      simulator_(config_, options.kernels),
      registers_(config_) {}

void FunctionalDevice::wait(std::uint64_t /*max_cycles*/) {
    if (!registers_.launched()) return;
    last_result_ = {};
    // The launch bit drops whatever happens: a launch that threw is not repeated by the next wait.
    const auto bases = registers_.bases();
    const std::uint32_t count = registers_.instruction_count();
    registers_.write(isa::RegisterMap::kControl, 0);
    last_result_ = simulator_.run(bases, count, dram_, stop_);
    if (!last_result_.finished) throw LimitError("the launch was stopped before FINISH");
    registers_.write(registers_.map().acc_writes(),
                     static_cast<std::uint32_t>(last_result_.acc_writes));
    registers_.finish();
}

runtime::DeviceFactory functional_device_factory(const isa::HardwareConfig& config) {
    return [config] { return std::make_unique<FunctionalDevice>(config); };
}

}  // namespace vta::platform
