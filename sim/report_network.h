// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/network_report.h"
#include "sim/report_collector.h"

namespace vta::sim {

/// Writes what `collector` saw of the network's first execution into `folder`, layer by layer;
/// see write_report(). Throws IoError, and an internal error where a sum is not exact.
void write_network_report(const NetworkReport& report,
                          ReportCollector& collector,
                          const std::string& command_line,
                          const std::string& folder);

}  // namespace vta::sim
