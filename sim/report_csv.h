// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "isa/hardware_config.h"
#include "sim/counters.h"

namespace vta::sim {

/// Text of a field: quoted, quotes doubled.
std::string csv_field(const std::string& text);

/// ",<counter>,...,ratio.<ratio>,..." for a heading, and the values of one row.
void write_csv_counter_names(std::ostream& out);
void write_csv_counters(const LaunchCounters& counters,
                        const isa::HardwareConfig& config,
                        std::ostream& out);

}  // namespace vta::sim
