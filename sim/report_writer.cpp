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

}  // namespace

const char* output_state_text(OutputCheck::State state) {
    if (state == OutputCheck::State::kEqual) return "equal";
    return state == OutputCheck::State::kDifferent ? "different" : "not checked";
}

void write_stats_text(const ReportInput& input, std::ostream& out) {
    const LaunchCounters& total = input.collector.counters().total();
    out << "---------- Begin Simulation Statistics ----------\n";
    const CounterStatistics statistics(total, input.collector.config());
    out << statistics.registry().to_text();
    for (const RatioInfo& ratio : ratio_table())
        out << fmt::format("ratio.{:<38} {:>20.6f} {:<12} {}\n",
                           ratio.name,
                           ratio.value(total, input.collector.config()),
                           ratio.unit,
                           ratio.text);
    out << "---------- End Simulation Statistics   ----------\n";
}

void write_report(const ReportInput& input, const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw IoError(folder, "cannot make the folder: " + error.message());
    const auto with_input = [&input](void (*write)(const ReportInput&, std::ostream&)) {
        return [&input, write](std::ostream& out) { write(input, out); };
    };
    write_file(folder, "report.json", with_input(write_report_json));
    write_file(folder, "counters.csv", with_input(write_counters_csv));
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
