// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "platform/cycle_device.h"
#include "sim/program_observer.h"

namespace vta::sim {

/// The cycle model as a device whose launches are watched.
class ReportDevice final : public platform::CycleDevice {
  public:
    /// `observer` outlives the device, or is told to watch no more. `stop` is asked during
    /// launches; true ends one with a LimitError.
    ReportDevice(const isa::HardwareConfig& config,
                 const cycle::Simulation::Options& options,
                 ProgramObserver& observer,
                 const std::function<bool()>& stop);

    /// Later launches are not watched.
    void stop_observing();

    void write_register(std::uint32_t offset, std::uint32_t value) override;
    void wait(std::uint64_t max_cycles) override;

  private:
    void read_program();

    ProgramObserver* observer_;
    isa::Program program_;  ///< of the launch
    bool stopped_ = false;
};

}  // namespace vta::sim
