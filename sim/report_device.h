// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "platform/cycle_device.h"
#include "platform/functional_device.h"
#include "platform/rtl_device.h"
#include "sim/program_observer.h"

namespace vta::sim {

/// A device whose launches are watched.
class WatchedDevice {
  public:
    virtual ~WatchedDevice() = default;
    /// Later launches are not watched.
    virtual void stop_observing() = 0;
};

/// The cycle model as a watched device.
class ReportDevice : public platform::CycleDevice, public WatchedDevice {
  public:
    /// `observer` outlives the device, or is told to watch no more. `stop` is asked during
    /// launches; true ends one with a LimitError.
    ReportDevice(const isa::HardwareConfig& config,
                 const cycle::Simulation::Options& options,
                 ProgramObserver& observer,
                 const std::function<bool()>& stop);
    /// Watched by nobody at first.
    ReportDevice(const isa::HardwareConfig& config, const cycle::Simulation::Options& options)
        : CycleDevice(config, options) {}

    /// Another observer of later launches; not during one. To it the machine was just powered up.
    void observe(ProgramObserver& observer);
    void stop_observing() override;

    void write_register(std::uint32_t offset, std::uint32_t value) override;
    void wait(std::uint64_t max_cycles) override;

  private:
    ProgramObserver* observer_ = nullptr;
    isa::Program program_;  ///< of the launch
    bool stopped_ = false;
};

/// The functional model as a watched device: the observer is told what starts, all in cycle 0.
class FunctionalReportDevice final : public platform::FunctionalDevice, public WatchedDevice {
  public:
    FunctionalReportDevice(const isa::HardwareConfig& config,
                           const Options& options,
                           ProgramObserver& observer);

    void stop_observing() override;

    void wait(std::uint64_t max_cycles) override;

  private:
    ProgramObserver* observer_;
    isa::Program program_;
    std::vector<cycle::Unit> units_;  ///< of its instructions
};

/// The RTL as a watched device.
class RtlReportDevice final : public platform::RtlDevice, public WatchedDevice {
  public:
    RtlReportDevice(const isa::HardwareConfig& config,
                    const cosim::RtlSimulation::Options& options,
                    ProgramObserver& observer);

    void stop_observing() override;

    void wait(std::uint64_t max_cycles) override;

  private:
    ProgramObserver* observer_;
    isa::Program program_;
};

}  // namespace vta::sim
