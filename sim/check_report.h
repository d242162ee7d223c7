// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "sim/program_check.h"

namespace vta::sim {

/// Findings of several programs for people, ended by a line of sums.
void print_findings(const std::vector<ProgramFindings>& programs, bool quiet, std::ostream& out);
/// As one JSON object; described in docs/check.md.
void print_findings_json(const std::vector<ProgramFindings>& programs, std::ostream& out);
/// A JUnit file with a case a program, failed if it has errors. Throws IoError.
void write_findings_junit(const std::vector<ProgramFindings>& programs, const std::string& path);

/// Findings as a JSON array.
std::string findings_json(const std::vector<Finding>& findings);

}  // namespace vta::sim
