// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

#include "isa/hardware_config.h"
#include "sim/network_execution.h"
#include "sim/network_model.h"
#include "sim/network_results.h"
#include "sim/run_report.h"
#include "workloads/network.h"

namespace vta::sim {

/// All that a run of a network has to say.
struct NetworkReport {
    const NetworkModel& model;
    const workloads::Network& network;
    const isa::HardwareConfig& config;
    const SessionOptions& session;
    const NetworkRun& run;
    const NetworkResults& results;
    std::size_t planned = 0;  ///< inputs
    std::size_t batch = 1;    ///< inputs an execution
    const std::vector<std::string>& labels;
    bool verified = false;
    bool layers = true;                ///< print the table of layers
    bool quantisation_report = false;  ///< print the loss layer by layer
    double prepare_seconds = 0;        ///< wall clock: import, quantisation
    double schedule_seconds = 0;       ///< and lowering, schedules
    bool schedules_cached = false;
    std::optional<RaceReport> races{};  ///< where they were looked for
};

/// What follows from the steps.
struct NetworkTotals {
    std::uint64_t macs = 0;
    std::uint64_t vta_macs = 0;
    std::uint64_t cycles = 0;  ///< of one execution
    std::uint64_t bytes_read = 0;
    std::uint64_t bytes_written = 0;
    double host_seconds = 0;  ///< by the cost table, of one execution
    std::size_t launches = 0;
    std::size_t host_steps = 0;
};
NetworkTotals totals_of(const NetworkReport& report);
/// Multiply-accumulates of a step over those that its cycles could hold; 0 without cycles.
double utilisation(const isa::HardwareConfig& config, std::uint64_t macs, std::uint64_t cycles);

void print_network_text(const NetworkReport& report, std::ostream& out);
/// Schema "vta-network-1", docs/networks-cli.md.
void print_network_json(const NetworkReport& report, std::ostream& out);
/// One row a step, with a heading.
void print_network_csv(const NetworkReport& report, std::ostream& out);

}  // namespace vta::sim
