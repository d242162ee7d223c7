// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "cosim/rtl_simulation.h"
#include "isa/hardware_config.h"
#include "sim/session.h"

namespace vta::sim {

/// Of a design that does not show why its units spend their cycles there is no report.
void require_spans(const cosim::RtlSimulation& simulation);

/// A session of the Verilated RTL of this configuration, built if that was not done before.
std::unique_ptr<Session> make_rtl_session(const isa::HardwareConfig& config,
                                          const SessionOptions& options);

}  // namespace vta::sim
