// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "isa/hardware_config.h"

namespace vta::tests {

/// Configurations that random programs run on: the golden ones, then batches, widths, blocks,
/// buffers, buses and latencies that no golden data cover.
std::vector<isa::HardwareConfig> random_program_configs();

/// How many random programs a test runs in all: VTA_RANDOM_PROGRAMS, else `fallback`.
std::uint32_t random_program_count(std::uint32_t fallback);

}  // namespace vta::tests
