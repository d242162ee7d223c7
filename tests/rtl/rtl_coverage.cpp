// SPDX-License-Identifier: Apache-2.0
#include "tests/rtl/rtl_coverage.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <stdexcept>
#include <vector>

#include <verilated.h>
#include "VVTAShell.h"
#include "VVTAShell__Syms.h"
#include "VVTAShell___024root.h"
#if VM_COVERAGE
#include <verilated_cov.h>
#endif

namespace vta::tests {

#if VM_COVERAGE
namespace {

/// Sum of each counter over the designs that are gone: every program runs on a new one, and writing
/// a file for each would take longer than the program.
std::vector<std::uint64_t> totals;

}  // namespace

void keep_coverage(const VVTAShell& top) {
    const auto& counters = top.rootp->vlSymsp->__Vcoverage;
    totals.resize(std::size(counters));
    for (std::size_t i = 0; i < totals.size(); ++i) totals[i] += counters[i];
}

void write_coverage(const std::string& path) {
    VerilatedContext context;
    VVTAShell top(&context);
    auto& counters = top.rootp->vlSymsp->__Vcoverage;
    for (std::size_t i = 0; i < totals.size(); ++i)
        counters[i] = static_cast<std::uint32_t>(std::min<std::uint64_t>(totals[i], 0xffffffffu));
    context.coveragep()->write(path.c_str());
}
#else
void keep_coverage(const VVTAShell&) {}

void write_coverage(const std::string&) {
    throw std::runtime_error("this build has no coverage; set VTA_RTL_COVERAGE=1 for rtl_build.sh");
}
#endif

}  // namespace vta::tests
