// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "sim/program_check.h"
#include "sim/session.h"

namespace vta::sim {

/// Whether DRAM holds what it should.
struct OutputCheck {
    enum class State : std::uint8_t { kEqual, kDifferent, kNotChecked };
    State state = State::kNotChecked;
    std::string text;  ///< what was compared, or the first difference, or why not
};

/// What --check-races found.
struct RaceReport {
    std::uint64_t watched = 0;  ///< instructions
    std::size_t races = 0;
    std::vector<Finding> findings;    ///< the first of them
    std::vector<std::string> layers;  ///< of a network: by launch, its name
};

/// "none found in 57 instructions watched".
std::string summary_of(const RaceReport& races);
/// A line or two for each finding.
void print_findings(const RaceReport& races, std::ostream& out);
/// "watched_instructions", "races", "findings" as one JSON object.
std::string races_json(const RaceReport& races);

/// What `vta run` did.
struct RunReport {
    std::string program;  ///< name
    std::string form;
    isa::HardwareConfig config;
    SessionOptions session;
    std::vector<Session::Result> launches;
    std::size_t planned_launches = 0;
    OutputCheck output;
    std::optional<RaceReport> races;  ///< where they were looked for
    std::string stopped_by;           ///< why the result is partial; empty: it is not
    double wall_seconds = 0;          ///< of the simulator, in the launches

    /// Sum over the launches.
    Session::Result total() const;
    std::uint64_t macs() const;
    /// GEMM operations / cycles; 0 without cycles.
    double utilisation() const;
};

void print_text(const RunReport& report, std::ostream& out);
void print_json(const RunReport& report, std::ostream& out);

}  // namespace vta::sim
