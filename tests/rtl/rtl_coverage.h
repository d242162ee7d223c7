// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

class VVTAShell;

namespace vta::tests {

/// Adds the coverage of a design that is about to go to that of all before it. Nothing in a build
/// without coverage (VM_COVERAGE).
void keep_coverage(const VVTAShell& top);
/// Writes the sum in Verilator's format. Throws std::runtime_error in a build without coverage.
void write_coverage(const std::string& path);

}  // namespace vta::tests
