// SPDX-License-Identifier: Apache-2.0
#include "sim/report_compare.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include <fmt/format.h>

#include "base/json_reader.h"
#include "sim/report_writer.h"

namespace vta::sim {

namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

void add_counters(const JsonReader& counters, const std::string& prefix, ReportValues& report) {
    for (const auto& [name, value] : counters.members())
        report.values.emplace_back(prefix + name, value.as_unsigned(0, kMost));
}

// Only those that are launches: the others have no counters.
void add_layers(const JsonReader& reader, ReportValues& report) {
    const auto layers = reader.optional("layers");  // version 1 has none
    if (!layers) return;
    for (const JsonReader& layer : layers->elements()) {
        const auto counters = layer.optional("counters");
        if (!counters) continue;
        const std::string name = "layer " + layer.required("name").as_string() + ": ";
        add_counters(*counters, name, report);
        for (const char* key :
             {"macs", "bytes_read", "bytes_written", "compute_bound_cycles", "memory_bound_cycles"})
            report.values.emplace_back(name + "layer." + key,
                                       layer.required(key).as_unsigned(0, kMost));
    }
}

std::string value_text(const std::optional<std::uint64_t>& value) {
    return value ? std::to_string(*value) : "absent";
}

}  // namespace

ReportValues read_report(const std::string& path) {
    ReportValues report;
    report.file = std::filesystem::is_directory(path)
                      ? (std::filesystem::path(path) / "report.json").string()
                      : path;
    const JsonReader reader = JsonReader::parse_file(report.file);
    reader.required("schema").as_choice({"vta-report"});
    reader.required("schema_version").as_unsigned(1, kReportSchemaVersion);
    add_counters(reader.required("counters"), "", report);
    const auto launches = reader.required("launches").elements();
    for (std::size_t i = 0; i < launches.size(); ++i)
        if (const auto counters = launches[i].optional("counters"))
            add_counters(*counters, fmt::format("launch {}: ", i), report);
    add_layers(reader, report);
    std::sort(report.values.begin(), report.values.end());
    return report;
}

double CounterChange::relative() const {
    if (!changed()) return 0;
    if (!before || !after || *before == 0) return std::numeric_limits<double>::infinity();
    return std::abs(static_cast<double>(*after) - static_cast<double>(*before)) /
           static_cast<double>(*before);
}

std::string CounterChange::text() const {
    std::string text = value_text(before) + " -> " + value_text(after);
    if (std::isfinite(relative()) && changed())
        text += fmt::format(" ({}{:.2f} %)", *after > *before ? "+" : "-", 100 * relative());
    return text;
}

std::vector<CounterChange> compare_reports(const ReportValues& before, const ReportValues& after) {
    std::vector<CounterChange> changes;
    auto a = before.values.begin();
    auto b = after.values.begin();
    while (a != before.values.end() || b != after.values.end()) {
        const bool take_a =
            a != before.values.end() && (b == after.values.end() || a->first <= b->first);
        const bool take_b =
            b != after.values.end() && (a == before.values.end() || b->first <= a->first);
        CounterChange change;
        change.name = take_a ? a->first : b->first;
        if (take_a) change.before = (a++)->second;
        if (take_b) change.after = (b++)->second;
        changes.push_back(change);
    }
    return changes;
}

}  // namespace vta::sim
