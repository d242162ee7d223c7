// SPDX-License-Identifier: Apache-2.0
#include "platform/cycle_device.h"

#include <fmt/format.h>

#include "base/error.h"

namespace vta::platform {

cycle::Simulation::Options CycleDevice::default_options() {
    cycle::Simulation::Options options;
    options.dram_bytes = std::uint64_t{1} << 30;
    return options;
}

CycleDevice::CycleDevice(const isa::HardwareConfig& config,
                         const cycle::Simulation::Options& options)
    : SharedMemoryDevice(config), simulation_(config_, options), memory_(simulation_.dram()) {}

void CycleDevice::wait(std::uint64_t max_cycles) {
    last_result_ = {};
    cycle::Simulation::Limits limits;
    limits.max_cycles = max_cycles;
    limits.stop = stop_;
    last_result_ = simulation_.run(limits);
    if (!last_result_.finished)
        throw LimitError(fmt::format("the launch was stopped after {} cycles, before FINISH",
                                     last_result_.cycles));
}

}  // namespace vta::platform
