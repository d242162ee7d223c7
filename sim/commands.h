// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <ostream>

#include "base/error.h"

namespace vta::sim {

/// Each adds one subcommand. `run` is set to what the command does if it is the chosen one.
using Command = std::function<ExitCode(std::ostream& out)>;
void add_asm_command(CLI::App& app, Command& run);
void add_check_command(CLI::App& app, Command& run);
void add_config_command(CLI::App& app, Command& run);
void add_counters_command(CLI::App& app, Command& run);
void add_cosim_command(CLI::App& app, Command& run);
void add_disasm_command(CLI::App& app, Command& run);
void add_explain_command(CLI::App& app, Command& run);
void add_inspect_command(CLI::App& app, Command& run);
void add_record_command(CLI::App& app, Command& run);
void add_regress_command(CLI::App& app, Command& run);
void add_report_command(CLI::App& app, Command& run);
void add_run_command(CLI::App& app, Command& run);

}  // namespace vta::sim
