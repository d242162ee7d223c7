// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "isa/hardware_config.h"
#include "sim/session.h"

namespace vta::sim {

/// A session of the Verilated RTL of this configuration, built if that was not done before.
std::unique_ptr<Session> make_rtl_session(const isa::HardwareConfig& config,
                                          const SessionOptions& options);

}  // namespace vta::sim
