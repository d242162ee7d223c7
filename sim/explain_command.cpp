// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "isa/stuck.h"
#include "sim/check_network.h"
#include "sim/commands.h"
#include "sim/explain_report.h"
#include "sim/program_source.h"
#include "sim/progress.h"

namespace vta::sim {

namespace {

constexpr const char* kFooter = R"(
Runs the program in the cycle model (time alone, no data), follows the chain of instructions, tokens
and fetches that decides when FINISH is reached, and says what that chain waits for and which changes
of the machine or the schedule would shorten the run, each with the gain that a replay of the
program's dependencies predicts. docs/check.md says more.

Of a program of several launches, or a network (MODEL.onnx, MODEL.tflite, builtin:NAME: a launch a
layer), it prints a line for each launch; --launch N explains one. Each launch is looked at alone, on
a machine as after power-up.

Exit code: 0 done, 2 bad input, 3 the program can never finish.

Examples:
  vta explain conv.json
  vta explain golden/de10nano.jsonl#pipeline-1 --json
  vta explain conv.json --measure        run every change too
  vta explain builtin:resnet18 --launch 3)";

struct ExplainOptions {
    std::string program;
    std::string config;
    std::string input_shape;
    std::optional<std::size_t> launch;
    bool measure = false;
    bool json = false;
};

// Tokens that launches before it left are not there.
Explanation explain_alone(const LoadedProgram& program,
                          std::size_t launch,
                          const ExplainOptions& options) {
    try {
        return explain_program(program.config, program.launches[launch], options.measure);
    } catch (const isa::StuckError& error) {
        if (launch == 0) throw;
        throw UserError(
            fmt::format("{}: launch {} gets stuck alone, on a machine as after power-up; it may "
                        "need tokens that a launch before it leaves (vta check says). Explain "
                        "another one with --launch N.\n{}",
                        options.program,
                        launch,
                        error.what()));
    }
}

void explain_launch(const LoadedProgram& program,
                    std::size_t launch,
                    const ExplainOptions& options,
                    std::ostream& out) {
    const Explanation explanation = explain_alone(program, launch, options);
    if (options.json)
        print_explanation_json(explanation, out);
    else
        print_explanation(explanation, out);
}

void explain_all(const LoadedProgram& program, const ExplainOptions& options, std::ostream& out) {
    Progress progress;
    std::vector<Explanation> explanations;
    for (std::size_t launch = 0; launch < program.launches.size(); ++launch) {
        progress.update([&] {
            return fmt::format("explaining: launch {} of {}", launch, program.launches.size());
        });
        explanations.push_back(explain_alone(program, launch, options));
    }
    if (options.json)
        print_launches_json(options.program, explanations, out);
    else
        print_launch_table(options.program, explanations, out);
}

ExitCode explain(const ExplainOptions& options, std::ostream& out) {
    const LoadedProgram program =
        load_program_or_network(options.program, options.config, options.input_shape);
    const std::size_t launches = program.launches.size();
    if (options.launch && *options.launch >= launches)
        throw UserError(fmt::format("--launch {}: {} has launches 0 to {}",
                                    *options.launch,
                                    options.program,
                                    launches - 1));
    if (launches > 1 && !options.launch)
        explain_all(program, options, out);
    else
        explain_launch(program, options.launch.value_or(0), options, out);
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
    command->add_flag("--measure", options->measure, "Also run each change in the cycle model");
    command->add_flag("--json", options->json, "Explanation as one JSON object");
    command->callback(
        [options, &run] { run = [options](std::ostream& out) { return explain(*options, out); }; });
}

}  // namespace vta::sim
