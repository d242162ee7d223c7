// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace vta::sim {

/// While one lives, control-C (SIGINT) sets a flag instead of ending the process, so that a run can
/// end early and keep what it has. A second control-C ends the process at once.
class InterruptGuard {
  public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;
};

/// Whether control-C was pressed under the guard.
bool interrupted();

}  // namespace vta::sim
