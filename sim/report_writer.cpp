// SPDX-License-Identifier: Apache-2.0
#include "sim/report_writer.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "base/error.h"
#include "sim/trace_writer.h"

namespace vta::sim {

namespace {

template <typename Write>
void write_file(const std::string& folder, const char* name, const Write& write) {
    const std::string path = (std::filesystem::path(folder) / name).string();
    std::ofstream out(path, std::ios::binary);
    if (!out) throw IoError(path, "cannot write the file");
    write(out);
    out.close();
    if (!out) throw IoError(path, "cannot write the file");
}

void write_block(const LaunchCounters& counters,
                 const isa::HardwareConfig& config,
                 std::ostream& out) {
    out << "---------- Begin Simulation Statistics ----------\n";
    const CounterStatistics statistics(counters, config);
    out << statistics.registry().to_text();
    for (const RatioInfo& ratio : ratio_table())
        out << fmt::format("ratio.{:<38} {:>20.6f} {:<12} {}\n",
                           ratio.name,
                           ratio.value(counters, config),
                           ratio.unit,
                           ratio.text);
    out << "---------- End Simulation Statistics   ----------\n";
}

// Files of an earlier run that this one does not write would look like its own.
void remove_file(const std::string& folder, const char* name) {
    std::error_code ignored;
    std::filesystem::remove(std::filesystem::path(folder) / name, ignored);
}

}  // namespace

const char* output_state_text(OutputCheck::State state) {
    if (state == OutputCheck::State::kEqual) return "equal";
    return state == OutputCheck::State::kDifferent ? "different" : "not checked";
}

void write_stats_text(const ReportInput& input, std::ostream& out) {
    const ReportCollector& collector = input.collector;
    write_block(collector.counters().total(), collector.config(), out);
    for (const ReportLayer& layer : collector.layers()) {
        if (!layer.launch) continue;
        out << fmt::format("\n# layer {}: {}\n", layer.key, layer.step.operators);
        write_block(collector.launches()[*layer.launch].counters, collector.config(), out);
    }
}

void write_report(const ReportInput& input, const std::string& folder) {
    check_launch_sums(input.collector);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw IoError(folder, "cannot make the folder: " + error.message());
    const auto with_input = [&input](void (*write)(const ReportInput&, std::ostream&)) {
        return [&input, write](std::ostream& out) { write(input, out); };
    };
    write_file(folder, "report.json", with_input(write_report_json));
    write_file(folder, "counters.csv", with_input(write_counters_csv));
    if (input.collector.layers().empty())
        remove_file(folder, "layers.csv");
    else
        write_file(folder, "layers.csv", [&](std::ostream& out) {
            write_layers_csv(input.collector, out);
        });
    write_file(folder, "instructions.csv", with_input(write_instructions_csv));
    write_file(folder, "windows.csv", with_input(write_windows_csv));
    write_file(folder, "stats.txt", with_input(write_stats_text));
    write_file(folder, "roofline.svg", with_input(write_roofline_svg));
    write_file(folder, "report.html", with_input(write_report_html));
    write_file(
        folder, "trace.json", [&](std::ostream& out) { write_chrome_trace(input.collector, out); });
    write_file(folder, "units.vcd", [&](std::ostream& out) { write_vcd(input.collector, out); });
    if (fst_available())
        write_fst(input.collector, (std::filesystem::path(folder) / "units.fst").string());
    else
        fmt::print(stderr,
                   "vta: no units.fst, only units.vcd: built where Verilator's writer of FST was "
                   "not found\n");
}

}  // namespace vta::sim
