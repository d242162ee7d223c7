// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_tools.h"

#include <unistd.h>

#include <boost/process.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/error.h"

namespace vta::cosim {
namespace {

namespace bp = boost::process;

constexpr int kShownLines = 25;  ///< of a failed tool's output

/// Where PATH has a program; empty if nowhere.
std::string find(const std::string& name) {
    if (name.find('/') != std::string::npos) return name;
    const char* path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        const std::filesystem::path file = std::filesystem::path(folder) / name;
        if (::access(file.c_str(), X_OK) == 0) return file.string();
    }
    return {};
}

/// What a command prints; empty if it fails.
std::string output_of(const Command& command) {
    bp::ipstream stream;
    std::string text;
    try {
        bp::child child(command[0],
                        bp::args(Command(command.begin() + 1, command.end())),
                        bp::std_out > stream,
                        bp::std_err > bp::null,
                        bp::std_in < bp::null);
        std::string line;
        while (std::getline(stream, line)) text += (text.empty() ? "" : "\n") + line;
        child.wait();
        if (child.exit_code() != 0) text.clear();
    } catch (const bp::process_error&) {
        text.clear();
    }
    return text;
}

void find_compiler(RtlTools& tools) {
    std::vector<std::string> names;
    const char* named = std::getenv("CXX");
    if (named != nullptr && *named != '\0')
        names = {named};
    else
        names = {"g++", "clang++", "c++"};
    for (const std::string& name : names) {
        tools.compiler = find(name);
        if (tools.compiler.empty()) continue;
        tools.compiler_version = output_of({tools.compiler, "--version"});
        if (!tools.compiler_version.empty()) break;
    }
    if (tools.compiler_version.empty())
        throw UserError("a C++ compiler is needed to simulate RTL, and " +
                        (named != nullptr ? "CXX=" + std::string(named) + " does not work"
                                          : std::string("none is installed")) +
                        "; on Debian: apt install g++");
    tools.clang = tools.compiler_version.find("clang") != std::string::npos;
}

std::string first_lines(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string text;
    std::string line;
    for (int i = 0; std::getline(stream, line); ++i) {
        if (i == kShownLines) {
            text += "...\n";
            break;
        }
        text += line + "\n";
    }
    return text;
}

}  // namespace

RtlTools find_rtl_tools() {
    RtlTools tools;
    tools.verilator = find("verilator");
    if (!tools.verilator.empty())
        tools.verilator_version = output_of({tools.verilator, "--version"});
    if (tools.verilator_version.empty())
        throw UserError(
            "Verilator is needed to simulate RTL and is not installed (or not in PATH); on Debian: "
            "apt install verilator");
    tools.verilator_include =
        output_of({tools.verilator, "--getenv", "VERILATOR_ROOT"}) + "/include";
    find_compiler(tools);
    tools.ccache = find("ccache");
    return tools;
}

std::string to_text(const Command& command) {
    std::string text;
    for (const std::string& word : command) {
        const bool plain =
            !word.empty() && word.find_first_of(" '\"\\$()<>|;&*?#") == std::string::npos;
        text += (text.empty() ? "" : " ") + (plain ? word : "'" + word + "'");
    }
    return text;
}

void run_tool(const Command& command,
              const std::filesystem::path& folder,
              const std::filesystem::path& log,
              const std::string& what) {
    std::string reason;
    try {
        bp::child child(command[0],
                        bp::args(Command(command.begin() + 1, command.end())),
                        bp::start_dir(folder.string()),
                        (bp::std_out & bp::std_err) > log.string(),
                        bp::std_in < bp::null);
        child.wait();
        if (child.exit_code() == 0) return;
        reason = "exit code " + std::to_string(child.exit_code());
    } catch (const bp::process_error& error) {
        reason = error.what();
    }
    throw UserError(what + " (" + reason + "):\n" + first_lines(log) + "command: cd " +
                    folder.string() + " && " + to_text(command) + "\nlog: " + log.string());
}

}  // namespace vta::cosim
