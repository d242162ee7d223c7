// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "sim/check_network.h"
#include "sim/commands.h"
#include "sim/explain_launches.h"
#include "sim/explain_report.h"
#include "sim/program_source.h"

namespace vta::sim {

namespace {

constexpr const char* kFooter = R"(
Runs the program in the cycle model (time alone, no data), follows the chain of instructions, tokens
and fetches that decides when FINISH is reached, and says what that chain waits for and which changes
of the machine or the schedule would shorten the run, each with the gain that a replay of the
program's dependencies predicts. docs/check.md says more.

Of a program of several launches, or a network (MODEL.onnx, MODEL.tflite, builtin:NAME: a launch a
layer), it says this of all together, and prints a line for each of the longest launches; --launch N
explains one. Each launch finds the tokens that those before it left.

Exit code: 0 done, 2 bad input, 3 the program can never finish.

Examples:
  vta explain conv.json
  vta explain golden/de10nano.jsonl#pipeline-1 --json
  vta explain conv.json --measure        run every change too
  vta explain builtin:resnet18 --launch 3)";

constexpr std::size_t kRows = 10;

struct ExplainOptions {
    std::string program;
    std::string config;
    std::string input_shape;
    std::optional<std::size_t> launch;
    bool measure = false;
    bool all = false;
    bool json = false;
};

void print(const Explanation& explanation, bool as_json, std::ostream& out) {
    if (explanation.shares.empty())
        throw UserError(
            fmt::format("{}: its critical path is too long to follow", explanation.program));
    if (as_json)
        out << to_json(explanation).dump(2) << '\n';
    else
        print_explanation(explanation, out);
}

ExitCode explain(const ExplainOptions& options, std::ostream& out) {
    LoadedProgram program =
        load_program_or_network(options.program, options.config, options.input_shape);
    program.path = options.program;
    const std::size_t launches = program.launches.size();
    if (options.launch && *options.launch >= launches)
        throw UserError(fmt::format("--launch {}: {} has launches 0 to {}",
                                    *options.launch,
                                    options.program,
                                    launches - 1));
    ExplainSettings settings;
    settings.launch = options.launch;
    settings.measure = options.measure;
    const ExplainedLaunches explained = explain_launches(program, settings);
    if (launches == 1 || options.launch)
        print(explained.launches.back(), options.json, out);
    else if (options.json)
        print_launches_json(explained, out);
    else
        print_launches(explained, options.all ? launches : kRows, out);
    return ExitCode::kOk;
}

}  // namespace

void add_explain_command(CLI::App& app, Command& run) {
    auto options = std::make_shared<ExplainOptions>();
    CLI::App* command =
        app.add_subcommand("explain", "Say why a program takes as long as it does, and what helps");
    command->footer(kFooter);
    command
        ->add_option(
            "PROGRAM",
            options->program,
            std::string(kProgramHelp) + "; or a network: MODEL.onnx, MODEL.tflite, builtin:NAME")
        ->required();
    command->add_option("--config", options->config, "Configuration (see vta config --help)");
    command->add_option("--input-shape",
                        options->input_shape,
                        "ONNX networks: 1x3x256x256 where the file leaves it open");
    command->add_option("--launch", options->launch, "Explain this launch of several, from 0 on");
    command->add_flag("--all", options->all, "List all launches, not only the longest");
    command->add_flag("--measure", options->measure, "Also run each change in the cycle model");
    command->add_flag("--json", options->json, "Explanation as one JSON object");
    command->callback(
        [options, &run] { run = [options](std::ostream& out) { return explain(*options, out); }; });
}

}  // namespace vta::sim
