// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sim/check_network.h"
#include "sim/check_report.h"
#include "sim/commands.h"
#include "sim/program_check.h"
#include "sim/vector.h"

namespace vta::sim {

namespace {

constexpr const char* kFooter = R"(
Looks for what is wrong whatever the timing: programs that get stuck, ranges beyond a scratchpad or
DRAM, loop counts of zero, tokens that overflow, and races: two accesses to the same tensors or DRAM
bytes, one a write, that no tokens order. ALU hazards and tokens left at the end are notes.
docs/check.md says more.

A network (MODEL.onnx, MODEL.tflite, builtin:NAME) stands for the programs that vta run makes for it,
one a layer, with a chosen schedule each. They do not depend on inputs, so none are needed.

Exit code: 0 no errors (notes do not count), 1 errors, 2 bad input.

Examples:
  vta check conv.vta
  vta check golden/de10nano.jsonl#pipeline-3 --json
  vta check golden/de10nano.jsonl --quiet          every program of a file
  vta check *.vta --junit check.xml
  vta check builtin:resnet18 --config pynq         all layers of a network)";

struct CheckOptions {
    std::vector<std::string> programs;
    std::string config;
    std::string input_shape;
    std::size_t most = 20;
    bool json = false;
    bool quiet = false;
    std::string junit;
};

// A file of vectors stands for all of them.
std::vector<std::string> expand(const std::string& argument) {
    if (std::filesystem::path(argument).extension() != ".jsonl" ||
        !std::filesystem::exists(argument))
        return {argument};
    std::vector<std::string> names;
    VectorReader reader(argument);
    while (reader.next_line()) names.push_back(reader.parse().name);
    std::vector<std::string> programs;
    programs.reserve(names.size());
    for (const std::string& name : names) programs.push_back(argument + "#" + name);
    return programs;
}

ExitCode check(const CheckOptions& options, std::ostream& out) {
    std::vector<ProgramFindings> all;
    for (const std::string& argument : options.programs)
        for (const std::string& name : expand(argument))
            all.push_back(check_program(
                load_program_or_network(name, options.config, options.input_shape), options.most));
    if (!options.junit.empty()) write_findings_junit(all, options.junit);
    if (options.json)
        print_findings_json(all, out);
    else
        print_findings(all, options.quiet, out);
    const bool wrong = std::any_of(
        all.begin(), all.end(), [](const ProgramFindings& program) { return program.errors > 0; });
    return wrong ? ExitCode::kCheckFailed : ExitCode::kOk;
}

}  // namespace

void add_check_command(CLI::App& app, Command& run) {
    auto options = std::make_shared<CheckOptions>();
    CLI::App* command = app.add_subcommand(
        "check", "Find deadlocks, races and bad ranges in programs without running them");
    command->footer(kFooter);
    command
        ->add_option(
            "PROGRAM",
            options->programs,
            std::string(kProgramHelp) + "; or a network: MODEL.onnx, MODEL.tflite, builtin:NAME")
        ->required();
    command->add_option("--config", options->config, "Configuration (see vta config --help)");
    command->add_option("--input-shape",
                        options->input_shape,
                        "ONNX networks: 1x3x256x256 where the file leaves it open");
    command->add_flag("--json", options->json, "Findings as one JSON object");
    command->add_option("--junit", options->junit, "Also write a JUnit file, a case a program");
    command->add_flag("--quiet,-q", options->quiet, "Only programs with errors");
    command->add_option("--most", options->most, "Errors, and notes, listed of a launch")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    command->callback(
        [options, &run] { run = [options](std::ostream& out) { return check(*options, out); }; });
}

}  // namespace vta::sim
