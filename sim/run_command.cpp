// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>

#include "sim/commands.h"
#include "sim/execute.h"
#include "sim/model_options.h"
#include "sim/network_command.h"
#include "sim/network_options.h"
#include "sim/output_check.h"
#include "sim/program_source.h"
#include "sim/report_writer.h"
#include "sim/run_report.h"
#include "sim/watchers.h"

namespace vta::sim {

namespace {

constexpr const char* kFooter = R"(
Exit code: 0 done and the output as expected, 1 other output or races, 2 bad input, 3 the program can never
finish, 4 a limit or control-C ended it (what it did until then is printed).

Examples:
  vta run conv.json                             a program image
  vta run conv.vta --config pynq --json         assembler text
  vta run golden/de10nano.jsonl#pipeline-3      one recorded program
  vta run big.json --timing-only --timeout 10
  vta run conv.json --report out                counters, timeline, charts: open out/report.html

A trained network (TensorFlow Lite, ONNX, or builtin:resnet18, resnet34, resnet50) is quantised where
it needs to be, scheduled and executed, operator by operator on VTA or the host; docs/networks-cli.md:
  vta run digits.onnx --input digit.png                   classes, cycles, a table of layers
  vta run net.tflite --input images.npy --expect labels.csv --model functional
  vta run net.onnx --input cat.jpg --verify               every value equals the integer reference
  vta run style.onnx --input cat.ppm --output styled.png --compare float
  vta run builtin:resnet18 --timing-only)";

struct RunOptions {
    std::string program;
    std::string config;
    SessionOptions session;
    ExecuteLimits limits;
    bool json = false;
    std::string report_folder;
    cycle::Cycle window_cycles = 0;
    bool check_races = false;
    std::string command_line;  ///< runs the same again
    NetworkRunOptions network;
};

void check_options(const RunOptions& options) {
    check_model_options(options.session);
    const bool functional = options.session.model == Model::kFunctional;
    if (options.limits.max_cycles > 0 && functional) {
        throw UserError("--max-cycles: the functional model has no cycles; use --timeout");
    }
    if (!options.report_folder.empty() && functional) {
        throw UserError("--report: the functional model has no cycles; use --model cycle or rtl");
    }
    if (options.window_cycles > 0 && options.report_folder.empty()) {
        throw UserError("--window: time windows are part of a report; add --report DIR");
    }
}

void check_race_options(const RunOptions& options) {
    if (!options.check_races) return;
    if (options.session.model == Model::kRtl)
        throw UserError("--check-races: the RTL is not watched; use --model cycle or functional");
}

// Words that a shell would take apart are quoted.
std::string shell_word(const std::string& word) {
    constexpr const char* kPlain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./,:@%#~";
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos && word[0] != '#' &&
        word[0] != '~')
        return word;
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
    return quoted + "'";
}

// A command line that runs the same again: every option as it was given.
std::string command_line_of(const CLI::App& command) {
    std::string text = "vta run";
    for (const CLI::Option* option : command.get_options()) {
        if (option->empty()) continue;
        if (!option->get_positional()) text += ' ' + option->get_name();
        if (option->get_items_expected_max() == 0) continue;
        for (const std::string& value : option->results()) text += ' ' + shell_word(value);
    }
    return text;
}

ExitCode run_model(const RunOptions& options, std::ostream& out) {
    check_model_options(options.session);
    if (options.limits.max_cycles > 0)
        throw UserError("--max-cycles: is for programs; use --timeout with a network");
    NetworkRunOptions network = options.network;
    network.model = options.program;
    network.config = options.config;
    network.session = options.session;
    network.timeout_seconds = options.limits.timeout_seconds;
    network.json = options.json;
    network.report_folder = options.report_folder;
    network.window_cycles = static_cast<std::uint64_t>(options.window_cycles);
    network.check_races = options.check_races;
    network.command_line = options.command_line;
    return run_network(network, out);
}

ExitCode exit_code(const RunReport& report) {
    if (!report.stopped_by.empty()) return ExitCode::kLimit;
    const bool races = report.races && report.races->races > 0;
    return races || report.output.state == OutputCheck::State::kDifferent ? ExitCode::kCheckFailed
                                                                          : ExitCode::kOk;
}

Watchers::Options watcher_options(const RunOptions& options) {
    return {!options.report_folder.empty(),
            options.window_cycles,
            options.check_races,
            !options.session.timing_only};
}

ExitCode run_program(const RunOptions& options, std::ostream& out) {
    if (is_network(options.program)) return run_model(options, out);
    if (options.network.any_network_option)
        throw UserError(options.program +
                        ": is a program, but an option for networks was given (see --help)");
    check_options(options);
    check_race_options(options);
    const LoadedProgram program = load_program(options.program, options.config);
    Watchers watchers(program.config, watcher_options(options));
    SessionOptions session_options = options.session;
    session_options.observer = watchers.observer();
    const auto session = make_session(program.config, session_options);
    RunReport report;
    report.program = program.launches.front().name;
    report.form = program.form;
    report.config = program.config;
    report.session = options.session;
    report.planned_launches = program.launches.size();
    const auto finish_report = [&] {
        report.races = watchers.races();
        if (watchers.collector() != nullptr) {
            watchers.collector()->predict_changes();
            write_report({report, *watchers.collector(), options.command_line},
                         options.report_folder);
        }
        options.json ? print_json(report, out) : print_text(report, out);
    };
    Executed executed;
    try {
        executed = execute(program, *session, options.limits, [&](const auto&, const auto& result) {
            report.launches.push_back(result);
        });
    } catch (const DeadlockError&) {
        // What was watched until then is as good as ever.
        if (watchers.observer() == nullptr) throw;
        report.launches.push_back(session->partial());
        report.stopped_by = "a deadlock";
        report.output.text = "the program did not end";
        finish_report();
        throw;
    }
    report.wall_seconds = executed.wall_seconds;
    report.stopped_by = executed.stopped_by;
    report.output = executed.stopped_by.empty()
                        ? check_output(program, *session)
                        : OutputCheck{OutputCheck::State::kNotChecked, "the program did not end"};
    finish_report();
    return exit_code(report);
}

}  // namespace

void add_run_command(CLI::App& app, Command& run) {
    auto options = std::make_shared<RunOptions>();
    CLI::App* command =
        app.add_subcommand("run", "Run one program or network and report what it did");
    command->footer(kFooter);
    command
        ->add_option(
            "PROGRAM",
            options->program,
            std::string(kProgramHelp) + "; or a network: MODEL.onnx, MODEL.tflite, builtin:NAME")
        ->required();
    command->add_option("--config", options->config, "Configuration (see vta config --help)");
    add_model_options(*command, options->session);
    command->add_flag("--json", options->json, "Report as one JSON object");
    command->add_option("--max-cycles", options->limits.max_cycles, "Stop after so many cycles")
        ->check(CLI::PositiveNumber);
    command
        ->add_option("--timeout",
                     options->limits.timeout_seconds,
                     "Stop after so many seconds of wall clock")
        ->check(CLI::PositiveNumber);
    command->add_option(
        "--report", options->report_folder, "Write counters, timeline and charts into this folder");
    command
        ->add_option("--window",
                     options->window_cycles,
                     "Report: cycles of a time window (default 256, more in long runs)")
        ->check(CLI::PositiveNumber);
    command->add_flag(
        "--check-races",
        options->check_races,
        "Name accesses that no tokens order (see also vta check); of networks, in the "
        "first execution");
    add_network_options(*command, options->network);
    command->callback([options, command, &run] {
        options->command_line = command_line_of(*command);
        run = [options](std::ostream& out) { return run_program(*options, out); };
    });
}

}  // namespace vta::sim
