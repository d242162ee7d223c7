// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sim/counters.h"

namespace vta::sim {

/// Appends the counters of the groups "<unit>.cycles".
void append_cycle_counters(std::vector<CounterInfo>& table);

}  // namespace vta::sim
