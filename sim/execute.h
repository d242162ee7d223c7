// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "sim/program_source.h"
#include "sim/session.h"

namespace vta::sim {

struct ExecuteLimits {
    cycle::Cycle max_cycles = 0;  ///< over all launches; 0: none
    double timeout_seconds = 0;   ///< wall clock, over all launches; 0: none
};

/// Called after each launch, also after one that a limit or control-C ended.
using AfterLaunch = std::function<void(const isa::Program&, const Session::Result&)>;

struct Executed {
    std::string stopped_by;  ///< what ended the program early; empty: nothing
    double wall_seconds = 0;
};

/// Powers the session up and runs all launches of a program. Stuck programs are explained in the
/// DeadlockError that is thrown.
Executed execute(const LoadedProgram& program,
                 Session& session,
                 const ExecuteLimits& limits,
                 const AfterLaunch& after);

}  // namespace vta::sim
