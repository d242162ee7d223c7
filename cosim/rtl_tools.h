// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace vta::cosim {

/// A program to run: its path and arguments.
using Command = std::vector<std::string>;

/// The programs that turn RTL into a shared object.
struct RtlTools {
    std::string verilator;
    std::string verilator_include;  ///< folder of its runtime
    std::string verilator_version;
    std::string compiler;  ///< $CXX, g++, clang++ or c++
    std::string compiler_version;
    std::string ccache;  ///< empty: not there
    bool clang = false;
};

/// Throws UserError saying what to install.
RtlTools find_rtl_tools();

/// Runs a command in `folder`, all it prints going to `log`. Throws UserError with `what` ("cannot
/// verilate the RTL"), the tool's first lines, the command and the log file if it fails.
void run_tool(const Command& command,
              const std::filesystem::path& folder,
              const std::filesystem::path& log,
              const std::string& what);

/// The command as one types it.
std::string to_text(const Command& command);

}  // namespace vta::cosim
