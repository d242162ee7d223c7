// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "isa/hardware_config.h"
#include "runtime/device.h"
#include "sim/session.h"

namespace vta::sim {

/// The device of a model, with the DRAM that networks need. `stop` is asked during launches; true
/// ends one with a LimitError. session.observer watches the launches.
std::unique_ptr<runtime::Device> make_network_device(const isa::HardwareConfig& config,
                                                     const SessionOptions& session,
                                                     const std::function<bool()>& stop);

}  // namespace vta::sim
