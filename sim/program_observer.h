// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/program.h"
#include "models/cycle/observer.h"
#include "models/cycle/simulation.h"
#include "models/functional/dram.h"

namespace vta::sim {

/// An observer that is told which program each launch runs.
class ProgramObserver : public cycle::Observer {
  public:
    /// It looks into DRAM while launches run: it must be told of events one by one, before the
    /// model goes on, and what the program finds in DRAM must be there even where no data move.
    virtual bool reads_dram() const { return false; }
    /// The DRAM of the launches from now on; it lives until the last of them has ended.
    virtual void sees_dram(const functional::Dram& /*dram*/) {}
    /// The machine was powered up: nothing of earlier launches is left.
    virtual void powered_up() {}
    /// Before a launch. The program lives until end() or failed() has returned.
    virtual void begin(const isa::Program& /*program*/) {}
    /// After a launch and all that was still in flight then; also after one that got stuck.
    /// `complete`: the launch reached FINISH and nothing cut short what followed, so all that
    /// happened before FINISH was reported.
    virtual void end(const cycle::LaunchResult& /*result*/, bool /*complete*/) {}
    /// Instead of end(): the launch was no program that the machine can run.
    virtual void failed() {}
};

}  // namespace vta::sim
