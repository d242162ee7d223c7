// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace vta::sim {

/// Versions of this software, of the SystemC library and of the compiler, a line each.
std::string version_text();

}  // namespace vta::sim
