// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cosim/lockstep.h"
#include "isa/hardware_config.h"
#include "models/cycle/simulation.h"
#include "models/functional/simulator.h"

namespace vta::cosim {

/// Runs `work` and notes in `launch` how it ended; what the program does wrong does not throw.
void run_guarded(SideLaunch& launch, const std::function<cycle::LaunchResult()>& work);
/// What SideRun::scratchpads holds.
inline constexpr isa::MemoryType kScratchpads[] = {isa::MemoryType::kUop,
                                                   isa::MemoryType::kWgt,
                                                   isa::MemoryType::kInp,
                                                   isa::MemoryType::kAcc,
                                                   isa::MemoryType::kOut};
/// Processor time of this process.
double processor_seconds();

/// The functional model: what DRAM and scratchpads hold at the end, no events.
class FunctionalSide : public LockstepSide {
  public:
    explicit FunctionalSide(const isa::HardwareConfig& config);
    std::string name() const override { return "functional model"; }
    SideRun run(const std::vector<isa::Program>& launches, cycle::Cycle max_cycles) override;

  private:
    functional::Simulator simulator_;
};

/// The cycle model. Its simulation lives as long as DRAM keeps its size, unless `release` is set:
/// then it goes after each run, for another one of the same process.
class CycleSide : public LockstepSide {
  public:
    explicit CycleSide(const isa::HardwareConfig& config, bool release = false);
    std::string name() const override { return "cycle model"; }
    SideRun run(const std::vector<isa::Program>& launches, cycle::Cycle max_cycles) override;

  private:
    const isa::HardwareConfig config_;
    const bool release_;
    std::unique_ptr<cycle::Simulation> simulation_;
};

}  // namespace vta::cosim
