// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "sim/commands.h"
#include "sim/counters.h"

namespace vta::sim {

namespace {

constexpr const char* kFooter = R"(
"vta run PROGRAM --report DIR" counts all of them.

Examples:
  vta counters
  vta counters --markdown > docs/counters.md)";

constexpr const char* kMarkdownHead = R"(<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Printed by `vta counters --markdown`; a test compares them. -->
# Counters

`vta run PROGRAM --report DIR` counts what follows, in cycle model and RTL, from each launch to its
FINISH. Counters are integers of 64 bits. The counters of each group `<unit>.cycles` give every
cycle of that unit exactly one cause: they add up to `run.cycles`, which is checked at the end of
every run that counts.
)";

void print_text(std::ostream& out) {
    for (const CounterInfo& info : counter_table())
        out << fmt::format("{:<42} {:<12} {}\n", info.path(), to_string(info.unit), info.text);
    out << "\nComputed from them when they are printed:\n";
    for (const RatioInfo& info : ratio_table())
        out << fmt::format("{:<42} {:<12} {}\n", info.name, info.unit, info.text);
}

void print_markdown(std::ostream& out) {
    out << kMarkdownHead;
    std::string group;
    for (const CounterInfo& info : counter_table()) {
        if (info.group != group) {
            group = info.group;
            out << fmt::format("\n## {}\n\n| counter | unit | meaning |\n| --- | --- | --- |\n",
                               group);
        }
        out << fmt::format("| `{}` | {} | {} |\n", info.name, to_string(info.unit), info.text);
    }
    out << "\n## Ratios\n\nComputed from the counters when they are printed.\n\n"
           "| ratio | unit | meaning |\n| --- | --- | --- |\n";
    for (const RatioInfo& info : ratio_table())
        out << fmt::format("| `{}` | {} | {} |\n", info.name, info.unit, info.text);
}

}  // namespace

void add_counters_command(CLI::App& app, Command& run) {
    auto markdown = std::make_shared<bool>(false);
    CLI::App* command =
        app.add_subcommand("counters", "List every performance counter with unit and meaning");
    command->footer(kFooter);
    command->add_flag("--markdown", *markdown, "Print the page docs/counters.md");
    command->callback([markdown, &run] {
        run = [markdown](std::ostream& out) {
            *markdown ? print_markdown(out) : print_text(out);
            return ExitCode::kOk;
        };
    });
}

}  // namespace vta::sim
