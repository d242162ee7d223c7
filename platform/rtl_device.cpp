// SPDX-License-Identifier: Apache-2.0
#include "platform/rtl_device.h"

#include <fmt/format.h>

#include "base/error.h"

namespace vta::platform {

RtlDevice::RtlDevice(const isa::HardwareConfig& config,
                     const cosim::RtlSimulation::Options& options)
    : SharedMemoryDevice(config),
      simulation_(config_, options),
      memory_(simulation_.dram()),
      registers_(config_) {}

void RtlDevice::wait(std::uint64_t max_cycles) {
    last_result_ = {};
    if (!registers_.launched()) return;
    cycle::Simulation::Limits limits;
    limits.max_cycles = static_cast<cycle::Cycle>(max_cycles);
    limits.stop = stop_;
    // The launch bit drops whatever happens: a launch that threw is not repeated by the next wait.
    const auto bases = registers_.bases();
    const std::uint32_t count = registers_.instruction_count();
    registers_.write(isa::RegisterMap::kControl, 0);
    last_result_ = simulation_.launch(bases, count, limits);
    if (!last_result_.finished)
        throw LimitError(fmt::format("the launch was stopped after {} cycles, before FINISH",
                                     last_result_.cycles));
    registers_.write(isa::RegisterMap::kCycles, static_cast<std::uint32_t>(last_result_.cycles));
    registers_.write(registers_.map().acc_writes(),
                     static_cast<std::uint32_t>(last_result_.acc_writes));
    registers_.finish();
}

}  // namespace vta::platform
