// SPDX-License-Identifier: Apache-2.0
#include "sim/report_csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/codec.h"
#include "isa/disassembler.h"
#include "sim/report_writer.h"

namespace vta::sim {

namespace {

// A cycle that may not have come.
std::string cycle_text(cycle::Cycle cycle, cycle::Cycle finish) {
    return cycle <= finish ? std::to_string(cycle) : "";
}

}  // namespace

std::string csv_field(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

void write_csv_counter_names(std::ostream& out) {
    for (const CounterInfo& info : counter_table()) out << ',' << info.path();
    for (const RatioInfo& info : ratio_table()) out << ",ratio." << info.name;
}

void write_csv_counters(const LaunchCounters& counters,
                        const isa::HardwareConfig& config,
                        std::ostream& out) {
    for (const CounterInfo& info : counter_table()) out << ',' << info.value(counters, config);
    for (const RatioInfo& info : ratio_table())
        out << fmt::format(",{:.9g}", info.value(counters, config));
}

void write_counters_csv(const ReportInput& input, std::ostream& out) {
    const isa::HardwareConfig& config = input.collector.config();
    out << "scope";
    write_csv_counter_names(out);
    out << "\nrun";
    write_csv_counters(input.collector.counters().total(), config, out);
    std::size_t number = 0;
    for (const ReportLaunch& launch : input.collector.launches()) {
        out << "\nlaunch " << number++;
        write_csv_counters(launch.counters, config, out);
    }
    out << '\n';
}

void write_instructions_csv(const ReportInput& input, std::ostream& out) {
    const isa::Codec codec(input.collector.config());
    out << "launch,instruction,module,kind,text,dispatched,started,done";
    for (std::size_t cause = 0; cause < kCauseCount; ++cause)
        out << ',' << to_string(static_cast<cycle::Cause>(cause));
    out << '\n';
    std::size_t number = 0;
    for (const ReportLaunch& launch : input.collector.launches()) {
        const auto finish = static_cast<cycle::Cycle>(launch.counters.cycles);
        for (std::size_t i = 0; i < launch.instructions.size(); ++i) {
            const InstructionCounters& times = launch.instructions[i];
            out << fmt::format("{},{},{},{},{},{},{},{}",
                               number,
                               i,
                               to_string(unit_of(times.kind)),
                               to_string(times.kind),
                               csv_field(isa::disassemble(codec, launch.words[i])),
                               cycle_text(times.dispatched, finish),
                               cycle_text(times.started, finish),
                               cycle_text(times.done, finish));
            for (const std::uint64_t cycles : launch.causes[i]) out << ',' << cycles;
            out << '\n';
        }
        ++number;
    }
}

void write_windows_csv(const ReportInput& input, std::ostream& out) {
    const CounterWindows& windows = input.collector.counters().windows();
    const std::uint64_t bus = input.collector.config().bus_bytes();
    // Only causes that a unit can have.
    std::vector<std::pair<std::size_t, std::size_t>> columns;
    out << "first_cycle,cycles,read_bytes,write_bytes";
    for (std::size_t unit = 0; unit < cycle::kUnitCount; ++unit) {
        const CauseCycles causes =
            input.collector.counters().total().unit_causes(static_cast<cycle::Unit>(unit));
        for (std::size_t cause = 0; cause < kCauseCount; ++cause) {
            if (causes[cause] == 0) continue;
            columns.emplace_back(unit, cause);
            out << fmt::format(",{}.{}",
                               to_string(static_cast<cycle::Unit>(unit)),
                               to_string(static_cast<cycle::Cause>(cause)));
        }
    }
    out << '\n';
    const auto end = static_cast<cycle::Cycle>(input.collector.counters().total().cycles);
    cycle::Cycle at = 0;
    for (const CounterWindows::Window& window : windows.windows()) {
        std::int64_t reads = 0;
        for (const std::int64_t beats : window.read_beats) reads += beats;
        out << fmt::format("{},{},{},{}",
                           at,
                           std::clamp<cycle::Cycle>(end - at, 0, windows.window_cycles()),
                           static_cast<std::uint64_t>(reads) * bus,
                           static_cast<std::uint64_t>(window.write_beats) * bus);
        for (const auto& [unit, cause] : columns) out << ',' << window.causes[unit][cause];
        out << '\n';
        at += windows.window_cycles();
    }
}

}  // namespace vta::sim
