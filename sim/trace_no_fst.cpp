// SPDX-License-Identifier: Apache-2.0
// In place of trace_fst.cpp where Verilator's writer of FST was not found.
#include "base/error.h"
#include "sim/trace_writer.h"

namespace vta::sim {

bool fst_available() { return false; }

void write_fst(const ReportCollector& /*collector*/, const std::string& path) {
    throw UserError(path +
                    ": this build cannot write FST: configure it where Verilator's fstapi.c is "
                    "found (Debian: verilator), or read the VCD");
}

}  // namespace vta::sim
