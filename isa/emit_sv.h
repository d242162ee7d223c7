// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "isa/hardware_config.h"

namespace vta::isa {

/// The SystemVerilog package `vta_pkg` that the modules of rtl/ are compiled with: every number of
/// the configuration that hardware depends on, and what follows from them.
std::string emit_sv_package(const HardwareConfig& config);

}  // namespace vta::isa
