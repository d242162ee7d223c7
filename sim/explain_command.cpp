// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include "sim/commands.h"
#include "sim/explain_report.h"
#include "sim/program_source.h"

namespace vta::sim {

namespace {

constexpr const char* kFooter = R"(
Runs the program in the cycle model (time alone, no data), follows the chain of instructions, tokens
and fetches that decides when FINISH is reached, and says what that chain waits for and which changes
of the machine or the schedule would shorten the run, each with the gain that a replay of the
program's dependencies predicts. docs/check.md says more.

Exit code: 0 done, 2 bad input, 3 the program can never finish.

Examples:
  vta explain conv.json
  vta explain golden/de10nano.jsonl#pipeline-1 --json
  vta explain conv.json --measure        run every change too)";

struct ExplainOptions {
    std::string program;
    std::string config;
    bool measure = false;
    bool json = false;
};

ExitCode explain(const ExplainOptions& options, std::ostream& out) {
    const LoadedProgram program = load_program(options.program, options.config);
    if (program.launches.size() > 1)
        throw UserError(options.program + ": explain takes a program of one launch; this has " +
                        std::to_string(program.launches.size()));
    const Explanation explanation =
        explain_program(program.config, program.launches.front(), options.measure);
    if (options.json)
        print_explanation_json(explanation, out);
    else
        print_explanation(explanation, out);
    return ExitCode::kOk;
}

}  // namespace

void add_explain_command(CLI::App& app, Command& run) {
    auto options = std::make_shared<ExplainOptions>();
    CLI::App* command =
        app.add_subcommand("explain", "Say why a program takes as long as it does, and what helps");
    command->footer(kFooter);
    command->add_option("PROGRAM", options->program, kProgramHelp)->required();
    command->add_option("--config", options->config, "Configuration (see vta config --help)");
    command->add_flag("--measure", options->measure, "Also run each change in the cycle model");
    command->add_flag("--json", options->json, "Explanation as one JSON object");
    command->callback(
        [options, &run] { run = [options](std::ostream& out) { return explain(*options, out); }; });
}

}  // namespace vta::sim
