// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

namespace vta::sim {

/// The whole `vta` command: results to `out`, messages to `err`. Returns the exit code.
int run_command_line(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace vta::sim
