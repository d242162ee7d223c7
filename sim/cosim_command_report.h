// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>

#include "base/error.h"
#include "cosim/coverage.h"
#include "models/timing/cycle.h"
#include "sim/cosim_command_options.h"
#include "sim/regress_report.h"

namespace vta::sim {

/// What lockstep of one random program gave.
struct CosimOutcome {
    std::uint64_t seed = 0;
    std::uint64_t instructions = 0;
    std::uint64_t events = 0;               ///< compared
    std::array<timing::Cycle, 2> cycles{};  ///< simulated, by side
    std::array<double, 2> seconds{};        ///< of processor time
    bool failed = false;
    std::string text;  ///< of a failure: report, how to repeat it, where the smaller program is
};
std::string to_json_line(const CosimOutcome& outcome);
CosimOutcome parse_cosim_outcome(const std::string& line);

/// "cycle model 45.1 Mcycle/s, RTL 512 kcycle/s".
std::string speed_text(const std::array<std::string, 2>& names,
                       const std::array<timing::Cycle, 2>& cycles,
                       const std::array<double, 2>& seconds);

/// Failures as they come, then totals, speed and coverage; JUnit beside it if asked for.
class CosimReport {
  public:
    CosimReport(const CosimOptions& options, const isa::HardwareConfig& config, std::ostream& out);

    void add(const CosimOutcome& outcome);
    void set_interrupted() { summary_.interrupted = true; }
    std::string progress(double seconds) const;
    ExitCode finish(const cosim::ProgramCoverage& coverage);

  private:
    const CosimOptions options_;
    const std::string config_name_;
    std::ostream& out_;
    std::unique_ptr<RegressReport> junit_;
    RegressSummary summary_;
    CosimOutcome total_;
};

}  // namespace vta::sim
