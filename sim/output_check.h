// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/program_source.h"
#include "sim/run_report.h"

namespace vta::sim {

/// Compares DRAM after the last launch with the program's expected regions, or with the CRC that
/// its vector recorded.
OutputCheck check_output(const LoadedProgram& program, const Session& session);

}  // namespace vta::sim
