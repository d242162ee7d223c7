// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "sim/commands.h"
#include "sim/model_options.h"
#include "sim/regress.h"

namespace vta::sim {

namespace {

constexpr const char* kFooter = R"(
What a model cannot tell is skipped and counted: everything of time in the functional model, DRAM
with --timing-only. dram_crc32_sequential is never compared.
Exit code: 0 all equal, 1 a difference, 2 bad input, 4 interrupted.

Examples:
  vta regress tests/golden/*.jsonl
  vta regress mine.jsonl --configs mine.json --config wide -j 4 --junit report.xml)";

}  // namespace

void add_regress_command(CLI::App& app, Command& run) {
    auto options = std::make_shared<RegressOptions>();
    CLI::App* command = app.add_subcommand(
        "regress", "Replay recorded programs and compare every field and timeline entry");
    command->footer(kFooter);
    command->add_option("FILE", options->files, "Vector files (.jsonl)")->required();
    command->add_option("--configs",
                        options->configs,
                        "JSON file of configurations by name (default: the shipped ones)");
    command->add_option("--config",
                        options->config,
                        "Configuration of every vector (default: the one it names, else the "
                        "file's stem)");
    add_model_options(*command, options->session);
    command->add_option("-j,--jobs", options->workers, "Worker processes")
        ->check(CLI::Range(1u, 1024u));
    command->add_option("--junit", options->junit, "Also write a JUnit XML report");
    command->add_flag("--json", options->json, "Report as one JSON object");
    command->callback([options, &run] {
        run = [options](std::ostream& out) {
            check_model_options(options->session);
            return run_regress(*options, out);
        };
    });
}

}  // namespace vta::sim
