// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "cosim/rtl_build.h"
#include "isa/hardware_config.h"
#include "sim/vector.h"

namespace vta::tests {

/// Options with a cache in the build folder, so that a design is built once for all tests.
cosim::RtlBuildOptions rtl_options();

/// Our RTL for a configuration. Without Verilator the test program ends as skipped.
const std::string& library_of(const isa::HardwareConfig& config);

/// Our RTL for de10nano. Without Verilator the test program ends as skipped.
const std::string& de10nano_library();
const isa::HardwareConfig& de10nano();

/// Ends the test program as skipped unless Verilator is there.
void require_verilator();

/// The vectors of tests/golden that were made for this configuration.
void for_each_golden_of(const std::string& config,
                        const std::function<void(const sim::Vector&)>& visit);

}  // namespace vta::tests
