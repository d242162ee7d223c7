// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vta::sim {

/// The counters of a report.json, those of a launch under "layer NAME: <counter>" in
/// reports of networks, else "launch N: <counter>".
struct ReportValues {
    std::string file;
    std::vector<std::pair<std::string, std::uint64_t>> values;  ///< sorted by name
};
/// `path` is a report.json or a folder that holds one. Throws IoError, ConfigError.
ReportValues read_report(const std::string& path);

/// One counter in two reports; absent where a report does not have it.
struct CounterChange {
    std::string name;
    std::optional<std::uint64_t> before;
    std::optional<std::uint64_t> after;

    bool changed() const { return before != after; }
    /// |after - before| / before; infinite where one is absent, or `before` alone is 0.
    double relative() const;
    /// "12 -> 15 (+25.00 %)".
    std::string text() const;
};
/// Every counter of either report, sorted by name.
std::vector<CounterChange> compare_reports(const ReportValues& before, const ReportValues& after);

}  // namespace vta::sim
