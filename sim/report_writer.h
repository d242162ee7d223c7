// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "sim/report_collector.h"
#include "sim/run_report.h"

namespace vta::sim {

/// What the files of a report are made of.
struct ReportInput {
    const RunReport& run;
    const ReportCollector& collector;
    std::string command_line;  ///< one that runs the same again
};

/// Version of report.json; its schema is share/vta/report-schema.json.
inline constexpr int kReportSchemaVersion = 2;

/// "not checked", "equal", "different".
const char* output_state_text(OutputCheck::State state);

void write_report_json(const ReportInput& input, std::ostream& out);
/// A row for the run and one a launch; a column a counter and ratio.
void write_counters_csv(const ReportInput& input, std::ostream& out);
/// A row a kept instruction: when, and its cycles by cause.
void write_instructions_csv(const ReportInput& input, std::ostream& out);
/// A row a time window.
void write_windows_csv(const ReportInput& input, std::ostream& out);
/// A block for the run and, of a network, one for each launch: name, value, unit and text a line.
void write_stats_text(const ReportInput& input, std::ostream& out);
void write_roofline_svg(const ReportInput& input, std::ostream& out);
/// One page that needs nothing else.
void write_report_html(const ReportInput& input, std::ostream& out);

/// Writes all of these, trace.json, units.vcd, of a network layers.csv, and, where the build can,
/// units.fst into `folder`, which is made if it does not exist. Throws IoError, and an internal
/// error where a sum of counters is not exact.
void write_report(const ReportInput& input, const std::string& folder);

}  // namespace vta::sim
