// SPDX-License-Identifier: Apache-2.0
#include "sim/network_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "workloads/graph_cost.h"

namespace vta::sim {

namespace {

using workloads::StepInfo;
using workloads::Unit;

void print_line(std::ostream& out, const char* label, const std::string& text) {
    out << fmt::format("{:<14}{}\n", label, text);
}

// Short times in smaller units, so that they are not all "0.000 s".
std::string duration(double seconds) {
    if (seconds < 1e-3) return fmt::format("{:.1f} us", seconds * 1e6);
    return seconds < 1 ? fmt::format("{:.3f} ms", seconds * 1e3) : fmt::format("{:.3f} s", seconds);
}

std::string shortened(const std::string& text, std::size_t width) {
    if (text.size() <= width) return text;
    return "..." + text.substr(text.size() - (width - 3));
}

bool has_time(const NetworkReport& report) { return report.session.model != Model::kFunctional; }

double hardware_seconds(const NetworkReport& report, std::uint64_t cycles) {
    return static_cast<double>(cycles) / (report.config.parameters().clock_mhz * 1e6);
}

std::string class_text(const NetworkReport& report, const RankedClass& ranked) {
    const auto index = static_cast<std::size_t>(ranked.index);
    const std::string name = index < report.labels.size() && !report.labels[index].empty()
                                 ? report.labels[index]
                                 : fmt::format("class {}", ranked.index);
    return fmt::format("{} ({:.4g})", name, ranked.value);
}

void print_classes(const NetworkReport& report, std::ostream& out) {
    constexpr std::size_t kShown = 40;  // inputs; the JSON has all
    const auto& classes = report.results.classes;
    for (std::size_t i = 0; i < std::min(classes.size(), kShown); ++i) {
        std::string text;
        for (const RankedClass& ranked : classes[i].top)
            text += (text.empty() ? "" : ", ") + class_text(report, ranked);
        if (classes[i].right) text += *classes[i].right ? "  right" : "  WRONG";
        out << fmt::format("{:<32} {}\n", shortened(classes[i].name, 32), text);
    }
    if (classes.size() > kShown)
        out << fmt::format("... and {} more inputs\n", classes.size() - kShown);
}

void print_results(const NetworkReport& report, std::ostream& out) {
    const NetworkResults& results = report.results;
    if (results.right)
        print_line(
            out,
            "accuracy",
            fmt::format("{} of {} ({:.2f} %)",
                        *results.right,
                        results.classes.size(),
                        100.0 * static_cast<double>(*results.right) /
                            static_cast<double>(std::max<std::size_t>(results.classes.size(), 1))));
    for (const FloatComparison& comparison : results.comparison) {
        std::string text = fmt::format("SQNR {:.2f} dB, PSNR {:.2f} dB, largest difference {:.4g}",
                                       comparison.sqnr_db,
                                       comparison.psnr_db,
                                       comparison.largest);
        if (comparison.rows > 0)
            text += fmt::format(", same class {} of {}", comparison.same_class, comparison.rows);
        if (comparison.right) text += fmt::format(", float itself: {} right", *comparison.right);
        print_line(out, "against float", text);
    }
    if (report.verified && report.run.difference.empty())
        print_line(out,
                   "verified",
                   fmt::format("{} values and all outputs of {} executions equal the integer "
                               "reference",
                               report.run.values_compared,
                               report.run.outputs.size()));
    if (!report.run.difference.empty()) print_line(out, "DIFFERENT", report.run.difference);
    for (const std::string& file : results.written) print_line(out, "written", file);
}

void print_layer(const NetworkReport& report, std::size_t i, std::ostream& out) {
    const StepInfo& step = report.network.steps()[i];
    const StepTotals& took = report.run.steps[i];
    out << fmt::format("{:<28} {:<18} {:<4} {:<14} {:>11}",
                       shortened(step.name, 28),
                       shortened(step.operators, 18),
                       workloads::to_string(step.unit),
                       workloads::to_string(step.output_shape),
                       step.macs);
    if (step.unit != Unit::kVta) {
        out << fmt::format("{:>61}\n", duration(step.host_seconds));
        return;
    }
    if (has_time(report))
        out << fmt::format(" {:>9} {:>6.2f}",
                           took.cycles,
                           100 * utilisation(report.config, step.macs, took.cycles));
    else
        out << fmt::format(" {:>9} {:>6}", "-", "-");
    out << fmt::format(" {:>9} {:>9} {:>9} {:>8}\n",
                       step.compute_bound_cycles,
                       step.memory_bound_cycles,
                       took.bytes_read,
                       took.bytes_written);
}

bool passes_peak(const NetworkReport& report) {
    for (std::size_t i = 0; i < report.run.steps.size(); ++i)
        if (utilisation(report.config, report.network.steps()[i].macs, report.run.steps[i].cycles) >
            1.0)
            return true;
    return false;
}

void print_layers(const NetworkReport& report, std::ostream& out) {
    out << fmt::format(
        "\n{:<28} {:<18} {:<4} {:<14} {:>11} {:>9} {:>6} {:>9} {:>9} {:>9} {:>8} {:>6}\n",
        "layer",
        "operators",
        "unit",
        "output",
        "MACs",
        "cycles",
        "util %",
        "compute>=",
        "memory>=",
        "read B",
        "write B",
        "host");
    for (std::size_t i = 0; i < report.run.steps.size(); ++i)
        if (report.network.steps()[i].unit != Unit::kNone) print_layer(report, i, out);
    if (passes_peak(report))
        out << "util % counts products with the zeros around pictures; above 100 %, launches left "
               "them "
               "out\n";
    out << "\n";
}

void print_totals(const NetworkReport& report, std::ostream& out) {
    const NetworkTotals totals = totals_of(report);
    print_line(out,
               "MACs",
               fmt::format("{}, {:.2f} % on VTA in {} launches",
                           totals.macs,
                           totals.macs == 0 ? 0.0
                                            : 100.0 * static_cast<double>(totals.vta_macs) /
                                                  static_cast<double>(totals.macs),
                           totals.launches));
    if (has_time(report)) {
        print_line(out,
                   "VTA",
                   fmt::format("{} cycles an execution, {} at {:g} MHz, utilisation {:.2f} %",
                               totals.cycles,
                               duration(hardware_seconds(report, totals.cycles)),
                               report.config.parameters().clock_mhz,
                               100 * utilisation(report.config, totals.vta_macs, totals.cycles)));
        if (report.run.outputs.size() > 1)
            print_line(
                out,
                "",
                fmt::format(
                    "{} cycles in {} executions", report.run.cycles, report.run.outputs.size()));
    }
    print_line(out,
               "memory",
               fmt::format("{} bytes read, {} written by VTA an execution",
                           totals.bytes_read,
                           totals.bytes_written));
    print_line(out,
               "host",
               fmt::format("{} an execution in {} steps, by the cost table",
                           duration(totals.host_seconds),
                           totals.host_steps));
    print_line(out,
               "simulation",
               fmt::format("{} for {} executions ({} each); model {}, schedules {}{}",
                           duration(report.run.seconds),
                           report.run.outputs.size(),
                           duration(report.run.seconds / static_cast<double>(std::max<std::size_t>(
                                                             report.run.outputs.size(), 1))),
                           duration(report.prepare_seconds),
                           duration(report.schedule_seconds),
                           report.schedules_cached ? " (cached)" : ""));
}

void print_quantisation(const NetworkReport& report, std::ostream& out) {
    const workloads::QuantisationReport& quantisation = *report.model.quantisation;
    out << fmt::format("\n{:<40} {:<18} {:>6} {:>9}\n", "node", "operator", "scale", "SQNR dB");
    for (const workloads::QuantisedTensorInfo& tensor : quantisation.tensors)
        out << fmt::format("{:<40} {:<18} {:>6} {:>9.2f}\n",
                           shortened(tensor.node, 40),
                           tensor.source,
                           fmt::format("2^{}", tensor.exponent),
                           tensor.sqnr_db);
    out << fmt::format("{:<66} {:>9.2f}\n", "outputs", quantisation.output_sqnr_db);
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace

double utilisation(const isa::HardwareConfig& config, std::uint64_t macs, std::uint64_t cycles) {
    if (cycles == 0) return 0;
    const double lanes =
        static_cast<double>(config.batch()) * config.block_in() * config.block_out();
    return static_cast<double>(macs) / (lanes * static_cast<double>(cycles));
}

NetworkTotals totals_of(const NetworkReport& report) {
    NetworkTotals totals;
    totals.macs = workloads::macs_of(report.network.graph());
    totals.vta_macs = report.network.vta_macs();
    for (std::size_t i = 0; i < report.run.steps.size(); ++i) {
        const StepInfo& step = report.network.steps()[i];
        totals.cycles += report.run.steps[i].cycles;
        totals.bytes_read += report.run.steps[i].bytes_read;
        totals.bytes_written += report.run.steps[i].bytes_written;
        totals.host_seconds += step.host_seconds;
        if (step.unit == Unit::kVta) ++totals.launches;
        if (step.unit == Unit::kCpu) ++totals.host_steps;
    }
    return totals;
}

void print_network_text(const NetworkReport& report, std::ostream& out) {
    print_line(out, "network", report.model.name + " (" + report.model.arithmetic + ")");
    print_line(out,
               "configuration",
               fmt::format("{} ({})", report.config.name(), report.config.config_string()));
    print_line(out,
               "model",
               std::string(to_string(report.session.model)) +
                   (report.session.timing_only ? ", timing only" : ""));
    if (!report.run.stopped_by.empty())
        print_line(out,
                   "STOPPED",
                   fmt::format("by {} after {} of {} executions",
                               report.run.stopped_by,
                               report.run.outputs.size(),
                               report.planned));
    print_classes(report, out);
    print_results(report, out);
    if (report.quantisation_report && report.model.quantisation) print_quantisation(report, out);
    if (report.layers) print_layers(report, out);
    print_totals(report, out);
    if (!report.races) return;
    print_line(out, "races", summary_of(*report.races) + " (first execution)");
    print_findings(*report.races, out);
}

void print_network_csv(const NetworkReport& report, std::ostream& out) {
    out << "layer,operators,unit,reason,output,macs,cycles,utilisation,compute_bound_cycles,"
           "memory_bound_cycles,bytes_read,bytes_written,host_seconds\n";
    for (std::size_t i = 0; i < report.run.steps.size(); ++i) {
        const StepInfo& step = report.network.steps()[i];
        const StepTotals& took = report.run.steps[i];
        out << fmt::format("{},{},{},{},{},{},{},{:.6f},{},{},{},{},{:.9f}\n",
                           csv_field(step.name),
                           csv_field(step.operators),
                           workloads::to_string(step.unit),
                           csv_field(step.reason),
                           workloads::to_string(step.output_shape),
                           step.macs,
                           took.cycles,
                           utilisation(report.config, step.macs, took.cycles),
                           step.compute_bound_cycles,
                           step.memory_bound_cycles,
                           took.bytes_read,
                           took.bytes_written,
                           step.host_seconds);
    }
}

}  // namespace vta::sim
