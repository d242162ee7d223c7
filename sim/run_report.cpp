// SPDX-License-Identifier: Apache-2.0
#include "sim/run_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/check_report.h"

namespace vta::sim {

namespace {

using nlohmann::json;

// "1.23 G", with three significant digits and the unit's prefix.
std::string scaled(double value) {
    constexpr const char* kPrefixes[] = {"", "k", "M", "G", "T", "P"};
    std::size_t prefix = 0;
    while (value >= 1000 && prefix + 1 < std::size(kPrefixes)) {
        value /= 1000;
        ++prefix;
    }
    return fmt::format("{:.{}f} {}",
                       value,
                       value >= 100  ? 0
                       : value >= 10 ? 1
                                     : 2,
                       kPrefixes[prefix]);
}

// Short times in milliseconds, so that they are not all "0.000 s".
std::string duration(double seconds) {
    return seconds < 1 ? fmt::format("{:.3f} ms", seconds * 1e3) : fmt::format("{:.3f} s", seconds);
}

double per(double value, double divisor) { return divisor > 0 ? value / divisor : 0; }

const char* state_text(OutputCheck::State state) {
    switch (state) {
        case OutputCheck::State::kEqual:
            return "equal";
        case OutputCheck::State::kDifferent:
            return "different";
        case OutputCheck::State::kNotChecked:
            break;
    }
    return "not checked";
}

// Seconds that the hardware would take.
double hardware_seconds(const RunReport& report) {
    return static_cast<double>(report.total().cycles) /
           (report.config.parameters().clock_mhz * 1e6);
}

/// Of the SystemC kernel, by what the model must at least react to.
double deltas_per_event(const Session::Result& total) {
    return static_cast<double>(total.delta_cycles) /
           static_cast<double>(total.instructions + total.read_bursts + total.write_bursts);
}

void print_line(std::ostream& out, const char* label, const std::string& text) {
    out << fmt::format("{:<14}{}\n", label, text);
}

void print_timing(const RunReport& report, std::ostream& out) {
    const Session::Result total = report.total();
    const std::uint64_t bus = report.config.bus_bytes();
    std::string cycles = std::to_string(total.cycles);
    if (report.launches.size() > 1) {
        cycles += " (";
        for (std::size_t i = 0; i < report.launches.size(); ++i) {
            cycles += fmt::format("{}{}", i == 0 ? "" : " + ", report.launches[i].cycles);
        }
        cycles += ")";
    }
    print_line(out, "cycles", cycles);
    // Of an instruction that was cut short all operations count: the ratio would be wrong.
    if (report.stopped_by.empty()) {
        print_line(out,
                   "utilisation",
                   fmt::format("{:.2f} % (GEMM operations / cycles)", 100 * report.utilisation()));
    }
    print_line(
        out,
        "memory",
        fmt::format("read {} bursts, {} beats, {} bytes; written {} bursts, {} beats, {} bytes",
                    total.read_bursts,
                    total.read_beats,
                    total.read_beats * bus,
                    total.write_bursts,
                    total.write_beats,
                    total.write_beats * bus));
    const double seconds = hardware_seconds(report);
    print_line(out,
               "hardware",
               fmt::format("{:.3f} us at {} MHz, {}MAC/s",
                           seconds * 1e6,
                           report.config.parameters().clock_mhz,
                           scaled(per(static_cast<double>(report.macs()), seconds))));
}

json launch_json(const Session::Result& launch, bool timing) {
    json object = {{"finished", launch.finished},
                   {"instructions", launch.instructions},
                   {"acc_writes", launch.acc_writes},
                   {"gemm_operations", launch.gemm_operations}};
    if (!timing) return object;
    object["cycles"] = launch.cycles;
    object["read_bursts"] = launch.read_bursts;
    object["read_beats"] = launch.read_beats;
    object["write_bursts"] = launch.write_bursts;
    object["write_beats"] = launch.write_beats;
    object["delta_cycles"] = launch.delta_cycles;
    return object;
}

}  // namespace

std::string summary_of(const RaceReport& races) {
    return fmt::format("{} found in {} instructions watched",
                       races.races == 0 ? "none" : fmt::to_string(races.races),
                       races.watched);
}

void print_findings(const RaceReport& races, std::ostream& out) {
    for (const Finding& finding : races.findings) {
        if (finding.launch < races.layers.size())
            out << "layer " << races.layers[finding.launch] << ": ";
        out << finding.to_text() << '\n';
    }
}

std::string races_json(const RaceReport& races) {
    const json object = {{"watched_instructions", races.watched},
                         {"races", races.races},
                         {"findings", json::parse(findings_json(races.findings))}};
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

Session::Result RunReport::total() const {
    Session::Result total;
    total.finished = !launches.empty();
    for (const Session::Result& launch : launches) {
        total.finished = total.finished && launch.finished;
        total.cycles += launch.cycles;
        total.acc_writes += launch.acc_writes;
        total.read_bursts += launch.read_bursts;
        total.read_beats += launch.read_beats;
        total.write_bursts += launch.write_bursts;
        total.write_beats += launch.write_beats;
        total.instructions += launch.instructions;
        total.gemm_operations += launch.gemm_operations;
        total.delta_cycles += launch.delta_cycles;
    }
    return total;
}

std::uint64_t RunReport::macs() const {
    return total().gemm_operations * config.batch() * config.block_in() * config.block_out();
}

double RunReport::utilisation() const {
    const Session::Result sum = total();
    return per(static_cast<double>(sum.gemm_operations), static_cast<double>(sum.cycles));
}

void print_text(const RunReport& report, std::ostream& out) {
    const Session::Result total = report.total();
    const bool timing = report.session.model != Model::kFunctional;
    if (!report.stopped_by.empty()) {
        print_line(out,
                   "PARTIAL",
                   fmt::format("stopped by {} in launch {} of {}; the numbers are those until then",
                               report.stopped_by,
                               report.launches.size(),
                               report.planned_launches));
    }
    print_line(out, "program", fmt::format("{} ({})", report.program, report.form));
    print_line(
        out, "config", fmt::format("{} {}", report.config.name(), report.config.config_string()));
    print_line(out,
               "model",
               std::string(to_string(report.session.model)) +
                   (report.session.timing_only ? ", timing only" : ""));
    print_line(
        out, "output", fmt::format("{}: {}", state_text(report.output.state), report.output.text));
    if (report.races) print_line(out, "races", summary_of(*report.races));
    print_line(out,
               "instructions",
               fmt::format("{}, {} GEMM operations, {} accumulator writes",
                           total.instructions,
                           total.gemm_operations,
                           total.acc_writes));
    if (timing) print_timing(report, out);
    const double macs = static_cast<double>(report.macs());
    std::string speed = fmt::format("{}, simulated {}MAC/s",
                                    duration(report.wall_seconds),
                                    scaled(per(macs, report.wall_seconds)));
    if (timing) {
        speed += fmt::format(", {}cycle/s",
                             scaled(per(static_cast<double>(total.cycles), report.wall_seconds)));
    }
    print_line(out, "simulator", speed);
    if (timing && total.delta_cycles > 0) {
        print_line(out,
                   "kernel",
                   fmt::format("{} delta cycles, {:.2f} per instruction and burst",
                               total.delta_cycles,
                               deltas_per_event(total)));
    }
    if (report.races) print_findings(*report.races, out);
}

void print_json(const RunReport& report, std::ostream& out) {
    const Session::Result total = report.total();
    const bool timing = report.session.model != Model::kFunctional;
    const double macs = static_cast<double>(report.macs());
    json object = {{"schema_version", 1},
                   {"program", report.program},
                   {"form", report.form},
                   {"config", report.config.name()},
                   {"config_string", report.config.config_string()},
                   {"model", to_string(report.session.model)},
                   {"timing_only", report.session.timing_only},
                   {"partial", !report.stopped_by.empty()},
                   {"output", state_text(report.output.state)},
                   {"output_text", report.output.text},
                   {"macs", report.macs()},
                   {"total", launch_json(total, timing)},
                   {"launches", json::array()},
                   {"simulator",
                    {{"wall_seconds", report.wall_seconds},
                     {"macs_per_second", per(macs, report.wall_seconds)}}}};
    for (const Session::Result& launch : report.launches) {
        object["launches"].push_back(launch_json(launch, timing));
    }
    if (report.races) object["races"] = json::parse(races_json(*report.races));
    if (!report.stopped_by.empty()) object["stopped_by"] = report.stopped_by;
    if (timing) {
        if (report.stopped_by.empty()) object["utilisation"] = report.utilisation();
        object["hardware"] = {{"clock_mhz", report.config.parameters().clock_mhz},
                              {"seconds", hardware_seconds(report)},
                              {"macs_per_second", per(macs, hardware_seconds(report))},
                              {"read_bytes", total.read_beats * report.config.bus_bytes()},
                              {"write_bytes", total.write_beats * report.config.bus_bytes()}};
        object["simulator"]["cycles_per_second"] =
            per(static_cast<double>(total.cycles), report.wall_seconds);
    }
    out << object.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
}

}  // namespace vta::sim
