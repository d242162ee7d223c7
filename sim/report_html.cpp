// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "isa/codec.h"
#include "isa/disassembler.h"
#include "sim/report_page.h"
#include "sim/report_writer.h"
#include "sim/trace_writer.h"

namespace vta::sim {

namespace {

using nlohmann::json;

/// The page stays quick with so many.
constexpr std::size_t kPageSpans = 20'000;
constexpr std::size_t kPageInstructions = 200;

json timeline_json(const ReportCollector& collector) {
    const TraceRecorder trace = collector.trace().coarser(kPageSpans);
    json tracks = json::array();
    for (std::size_t i = 0; i < cycle::kUnitCount; ++i) {
        const auto unit = static_cast<cycle::Unit>(i);
        json spans = json::array();
        for (const TraceSpan& span : trace.track(unit)) {
            const bool of_instruction = span.index != cycle::Observer::kNoInstruction;
            spans.push_back({span.begin,
                             span.end,
                             static_cast<int>(span.cause),
                             of_instruction ? static_cast<std::int64_t>(span.index) : -1});
        }
        tracks.push_back({{"name", to_string(unit)}, {"spans", std::move(spans)}});
    }
    json launches = json::array();
    for (std::size_t i = 0; i < collector.launches().size(); ++i) {
        const ReportLaunch& launch = collector.launches()[i];
        const auto end = launch.origin + static_cast<cycle::Cycle>(launch.counters.cycles);
        launches.push_back({launch.origin, end, collector.launch_name(i)});
    }
    return {{"launches", std::move(launches)},
            {"cycles", trace.cycles()},
            {"resolution", describe_resolution(trace)},
            {"tracks", std::move(tracks)}};
}

struct Longest {
    std::size_t launch = 0;
    std::size_t index = 0;
    cycle::Cycle cycles = 0;
};

json instructions_json(const ReportCollector& collector) {
    std::vector<Longest> all;
    for (std::size_t number = 0; number < collector.launches().size(); ++number) {
        const ReportLaunch& launch = collector.launches()[number];
        for (std::size_t i = 0; i < launch.instructions.size(); ++i) {
            const InstructionCounters& times = launch.instructions[i];
            if (times.done <= static_cast<cycle::Cycle>(launch.counters.cycles))
                all.push_back({number, i, times.done + 1 - times.started});
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const Longest& a, const Longest& b) {
        return a.cycles > b.cycles;
    });
    if (all.size() > kPageInstructions) all.resize(kPageInstructions);
    const isa::Codec codec(collector.config());
    json rows = json::array();
    for (const Longest& row : all) {
        const ReportLaunch& launch = collector.launches()[row.launch];
        const InstructionCounters& times = launch.instructions[row.index];
        rows.push_back({collector.launch_name(row.launch),
                        row.index,
                        to_string(times.kind),
                        launch.origin + times.started,
                        row.cycles,
                        isa::disassemble(codec, launch.words[row.index])});
    }
    return rows;
}

json causes_json(const LaunchCounters& total) {
    json units = json::array();
    for (std::size_t i = 0; i < cycle::kUnitCount; ++i) {
        const auto unit = static_cast<cycle::Unit>(i);
        units.push_back({{"name", to_string(unit)}, {"cycles", total.unit_causes(unit)}});
    }
    return units;
}

// Cycles by unit and cause of each launch.
json launches_json(const ReportCollector& collector) {
    json launches = json::array();
    for (const ReportLaunch& launch : collector.launches()) {
        json units = json::array();
        for (std::size_t i = 0; i < cycle::kUnitCount; ++i)
            units.push_back(launch.counters.unit_causes(static_cast<cycle::Unit>(i)));
        launches.push_back(std::move(units));
    }
    return launches;
}

json page_data(const ReportInput& input) {
    const ReportCollector& collector = input.collector;
    const LaunchCounters& total = collector.counters().total();
    std::ostringstream report;
    write_report_json(input, report);
    json data;
    data["report"] = json::parse(report.str());
    data["causes"] = json::array();
    for (std::size_t cause = 0; cause < kCauseCount; ++cause)
        data["causes"].push_back(to_string(static_cast<cycle::Cause>(cause)));
    data["units"] = causes_json(total);
    data["launches"] = launches_json(collector);
    data["timeline"] = timeline_json(collector);
    data["instructions"] = instructions_json(collector);
    for (const CounterInfo& info : counter_table())
        data["meaning"][info.path()] = {to_string(info.unit), info.text};
    for (const RatioInfo& info : ratio_table())
        data["ratio_meaning"][info.name] = {info.unit, info.text};
    return data;
}

// Nothing in a script element may look like its end.
std::string script_safe(const std::string& json_text) {
    std::string out;
    for (const char c : json_text) c == '<' ? out += "\\u003c" : out += c;
    return out;
}

void replace(std::string& text, const std::string& mark, const std::string& with) {
    const std::size_t at = text.find(mark);
    if (at != std::string::npos) text.replace(at, mark.size(), with);
}

}  // namespace

void write_report_html(const ReportInput& input, std::ostream& out) {
    std::ostringstream roofline;
    write_roofline_svg(input, roofline);
    std::string page = kReportPage;
    replace(page, "<!--ROOFLINE-->", roofline.str());
    replace(page,
            "<!--DATA-->",
            script_safe(page_data(input).dump(-1, ' ', false, json::error_handler_t::replace)));
    out << page;
}

}  // namespace vta::sim
