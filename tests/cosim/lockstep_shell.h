// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cosim/lockstep.h"
#include "isa/hardware_config.h"
#include "models/cycle/vta_shell.h"

namespace vta::tests {

/// A side of a lockstep that a test can change: the cycle model's shell with another storer, or
/// with wires moved after it is built. Programs of one launch.
class ShellSide : public cosim::LockstepSide {
  public:
    struct Changes {
        cycle::Core::MakeStore make_store;
        std::function<void(cycle::VTAShell&)> rewire;  ///< before the simulation starts
        /// After FINISH: what DRAM and scratchpads hold.
        std::function<void(cosim::SideRun&)> spoil;
    };
    ShellSide(const isa::HardwareConfig& config, Changes changes)
        : config_(config), changes_(std::move(changes)) {}

    std::string name() const override { return "changed model"; }
    cosim::SideRun run(const std::vector<isa::Program>& launches, cycle::Cycle max_cycles) override;

  private:
    const isa::HardwareConfig config_;
    const Changes changes_;
};

}  // namespace vta::tests
