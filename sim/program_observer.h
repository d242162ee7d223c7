// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/program.h"
#include "models/cycle/observer.h"
#include "models/cycle/simulation.h"

namespace vta::sim {

/// An observer that is told which program each launch runs.
class ProgramObserver : public cycle::Observer {
  public:
    /// The machine was powered up: nothing of earlier launches is left.
    virtual void powered_up() {}
    /// Before a launch. The program lives until end() has returned.
    virtual void begin(const isa::Program& /*program*/) {}
    /// After a launch and all that was still in flight then. `complete`: the launch reached FINISH
    /// and nothing cut short what followed, so all that happened before FINISH was reported.
    virtual void end(const cycle::LaunchResult& /*result*/, bool /*complete*/) {}
};

}  // namespace vta::sim
