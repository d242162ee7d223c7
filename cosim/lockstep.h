// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cosim/divergence.h"
#include "cosim/lockstep_run.h"
#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vta::cosim {

/// One of the two machines of a lockstep.
class LockstepSide {
  public:
    virtual ~LockstepSide() = default;
    /// "cycle model", "RTL": for reports.
    virtual std::string name() const = 0;
    /// Powers up, places the first program with everything it finds in DRAM, and launches them one
    /// after the other; ends early at a launch that does not reach FINISH within `max_cycles` (0:
    /// no limit). What the program does wrong is told in the run, not thrown.
    virtual SideRun run(const std::vector<isa::Program>& launches, cycle::Cycle max_cycles) = 0;
};

struct LockstepOptions {
    Level level = Level::kRetire;
    /// Compare memories at the end; false for programs whose bytes are not defined.
    bool data = true;
    cycle::Cycle max_cycles = 0;    ///< of the first side; the second gets some more than it took
    std::size_t history = 8;        ///< events of each side before a divergence
    std::uint32_t trial_runs = 64;  ///< to find the instruction that made wrong bytes; 0: none
};

struct LockstepResult {
    std::optional<Divergence> divergence;
    std::uint64_t compared_events = 0;
    /// Of the first launches together, by side.
    std::array<cycle::Cycle, 2> cycles{};
    std::array<double, 2> seconds{};
    bool finished = false;  ///< both reached FINISH; else both ended in the same other way
    std::string end;        ///< how, if not finished
};

/// Runs the launches on one side, then on the other, from equal memories, and finds the earliest
/// difference between what they did. `reference` is the side believed to be right.
LockstepResult run_lockstep(const isa::HardwareConfig& config,
                            const std::vector<isa::Program>& launches,
                            LockstepSide& reference,
                            LockstepSide& candidate,
                            const LockstepOptions& options = {});

}  // namespace vta::cosim
