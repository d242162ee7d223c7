// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "base/error.h"
#include "sim/network_options.h"

namespace vta::sim {

/// `vta run MODEL`: imports, quantises, schedules and executes a network.
ExitCode run_network(const NetworkRunOptions& options, std::ostream& out);

}  // namespace vta::sim
