// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/report_compare.h"

namespace vta::sim {

/// A JUnit file with a case a counter, failed where it changed by more than `tolerance`. Throws
/// IoError.
void write_drift_junit(const std::vector<CounterChange>& changes,
                       double tolerance,
                       const std::string& suite,
                       const std::string& path);

}  // namespace vta::sim
