// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vta::sim {

/// One past the last byte of DRAM that the program's instructions, segments, expected regions,
/// loads and stores reach.
std::uint64_t dram_extent(const isa::HardwareConfig& config, const isa::Program& program);

}  // namespace vta::sim
