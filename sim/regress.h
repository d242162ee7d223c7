// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "base/error.h"
#include "sim/outcome.h"
#include "sim/session.h"

namespace vta::sim {

struct RegressOptions {
    std::vector<std::string> files;
    std::string configs;  ///< file of configurations; empty: the shipped ones
    std::string config;   ///< name for every vector; empty: as the vector says
    SessionOptions session;
    unsigned workers = 1;
    std::string junit;  ///< file for a JUnit report; empty: none
    bool json = false;
};

struct RegressSummary {
    std::uint64_t passed = 0;
    std::uint64_t failed = 0;
    std::uint64_t skipped = 0;
    std::uint64_t compared_fields = 0;
    std::uint64_t skipped_fields = 0;
    bool interrupted = false;
    void add(const Outcome& outcome);
    std::uint64_t vectors() const { return passed + failed + skipped; }
};

/// Replays every vector of every file, in order, and reports to `out`. The output does not depend
/// on the number of workers. Throws UserError for bad input. Returns the exit code.
ExitCode run_regress(const RegressOptions& options, std::ostream& out);

}  // namespace vta::sim
