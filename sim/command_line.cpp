// SPDX-License-Identifier: Apache-2.0
#include "sim/command_line.h"

#include <fmt/format.h>

#include <iostream>
#include <optional>

#include "sim/commands.h"
#include "sim/version.h"

namespace vta::sim {

namespace {

constexpr const char* kFooter = R"(
Results go to stdout, messages to stderr.
Exit code: 0 ok, 1 a check failed, 2 usage or bad input, 3 deadlock, 4 limit reached or interrupted,
5 internal error.

Examples:
  vta run examples/gemm.vta                  run assembler text in the cycle model
  vta run tests/golden/de10nano.jsonl#ex12   run one recorded program
  vta check examples/gemm.vta                find deadlocks and races before any run
  vta regress tests/golden/*.jsonl -j 2      replay recorded programs
  vta cosim --random 100                     run random programs on RTL and model
  vta config explain memory_data_bits        what a configuration key means

"vta COMMAND --help" says more of each command.)";

// CLI11 would only say that a subcommand is required.
void refuse_unknown_command(const CLI::App& app, int argc, const char* const* argv) {
    if (argc < 2 || argv[1][0] == '-') return;
    std::string names;
    for (const CLI::App* command : app.get_subcommands(nullptr)) {
        if (command->get_name() == argv[1]) return;
        names += (names.empty() ? "" : ", ") + command->get_name();
    }
    throw UserError(fmt::format("unknown command '{}'; known: {}", argv[1], names));
}

// Ends parsing: the command line was wrong, or all it wanted was printed.
std::optional<int> parse(
    CLI::App& app, int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error, out, err);
        return code == 0 ? 0 : static_cast<int>(ExitCode::kUsage);
    }
    return std::nullopt;
}

}  // namespace

int run_command_line(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
    CLI::App app("Cycle-accurate simulator of the Versatile Tensor Accelerator (VTA)", "vta");
    app.set_version_flag("--version", version_text());
    app.require_subcommand(1);
    app.footer(kFooter);
    Command run;
    add_run_command(app, run);
    add_regress_command(app, run);
    add_record_command(app, run);
    add_asm_command(app, run);
    add_disasm_command(app, run);
    add_check_command(app, run);
    add_config_command(app, run);
    add_cosim_command(app, run);
    add_explain_command(app, run);
    add_inspect_command(app, run);
    add_counters_command(app, run);
    add_report_command(app, run);
    try {
        refuse_unknown_command(app, argc, argv);
        if (const auto code = parse(app, argc, argv, out, err)) return *code;
        const ExitCode code = run(out);
        out.flush();
        if (!out) throw IoError("standard output", "cannot write");
        return static_cast<int>(code);
    } catch (const Error& error) {
        out.flush();
        err << "vta: " << error.what() << '\n';
        return static_cast<int>(error.exit_code());
    } catch (const std::bad_alloc&) {
        err << "vta: out of memory\n";
        return static_cast<int>(ExitCode::kLimit);
    } catch (const std::exception& error) {
        err << "vta: internal error: " << error.what() << '\n';
        return static_cast<int>(ExitCode::kInternal);
    }
}

}  // namespace vta::sim
