// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <fstream>
#include <memory>

#include "sim/commands.h"
#include "sim/report_compare.h"
#include "sim/report_junit.h"

namespace vta::sim {

namespace {

constexpr const char* kFooter = R"(
"vta run PROGRAM --report DIR" writes reports. A report is its report.json or the folder it lies in.

Examples:
  vta report diff before after
  vta report check result --baseline golden/report.json --tolerance 0 --junit drift.xml)";

struct CheckOptions {
    std::string result;
    std::string baseline;
    double tolerance = 0;
    std::string junit;
};

ExitCode diff(const std::string& before, const std::string& after, std::ostream& out) {
    const auto changes = compare_reports(read_report(before), read_report(after));
    std::size_t changed = 0;
    for (const CounterChange& change : changes) {
        if (!change.changed()) continue;
        out << fmt::format("{:<52} {}\n", change.name, change.text());
        ++changed;
    }
    out << fmt::format("{} of {} counters changed\n", changed, changes.size());
    return ExitCode::kOk;
}

ExitCode check(const CheckOptions& options, std::ostream& out) {
    const auto changes =
        compare_reports(read_report(options.baseline), read_report(options.result));
    std::size_t drifted = 0;
    for (const CounterChange& change : changes) {
        if (change.relative() <= options.tolerance) continue;
        out << fmt::format("drift: {:<45} {}\n", change.name, change.text());
        ++drifted;
    }
    out << fmt::format("{} of {} counters drifted by more than {:g} %\n",
                       drifted,
                       changes.size(),
                       100 * options.tolerance);
    if (!options.junit.empty())
        write_drift_junit(changes, options.tolerance, options.result, options.junit);
    return drifted > 0 ? ExitCode::kCheckFailed : ExitCode::kOk;
}

}  // namespace

void add_report_command(CLI::App& app, Command& run) {
    CLI::App* command = app.add_subcommand("report", "Compare the counters of two reports");
    command->footer(kFooter);
    command->require_subcommand(1);

    auto pair = std::make_shared<std::pair<std::string, std::string>>();
    CLI::App* differ = command->add_subcommand("diff", "Print every counter that differs");
    differ->add_option("A", pair->first, "Report before")->required();
    differ->add_option("B", pair->second, "Report after")->required();
    differ->callback([pair, &run] {
        run = [pair](std::ostream& out) { return diff(pair->first, pair->second, out); };
    });

    auto options = std::make_shared<CheckOptions>();
    CLI::App* checker =
        command->add_subcommand("check", "Fail (exit code 1) where a counter drifted");
    checker->add_option("RESULT", options->result, "Report to check")->required();
    checker->add_option("--baseline", options->baseline, "Report that is right")->required();
    checker
        ->add_option("--tolerance",
                     options->tolerance,
                     "Allowed change as a fraction of the baseline's value: 0.01 is 1 %")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    checker->add_option("--junit", options->junit, "Write a JUnit XML file, a case a counter");
    checker->callback(
        [options, &run] { run = [options](std::ostream& out) { return check(*options, out); }; });
}

}  // namespace vta::sim
