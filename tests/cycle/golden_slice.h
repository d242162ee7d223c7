// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "isa/hardware_config.h"
#include "models/cycle/simulation.h"
#include "sim/vector.h"

namespace vta::tests {

/// Calls `visit` for every vector of tests/golden with its configuration.
void for_each_golden(
    const std::function<void(const sim::Vector&, const isa::HardwareConfig&)>& visit);

/// One vector's launches in a simulation of its own; the last result.
cycle::LaunchResult run_vector(cycle::Simulation& simulation, const sim::Vector& vector);

/// The same configuration with other parameters.
isa::HardwareConfig with(const isa::HardwareConfig& config,
                         const std::function<void(isa::HardwareParameters&)>& change);

}  // namespace vta::tests
