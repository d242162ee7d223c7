// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "base/error.h"
#include "isa/emit_sv.h"

namespace vta::cosim {
namespace {

namespace fs = std::filesystem;

/// Probes are bound into every build of our RTL; the other checkers are assertions.
bool is_probe(const fs::path& file) {
    const std::string name = file.stem().string();
    return name.size() > 5 && name.compare(name.size() - 5, 5, "Probe") == 0;
}

/// Folder `name` ("rtl", "cosim") of the source tree or of the installed package.
fs::path find_folder(const std::string& name, const std::string& file) {
    std::vector<fs::path> folders;
    std::error_code none;
    const fs::path program = fs::read_symlink("/proc/self/exe", none);
    if (!none) folders.push_back(program.parent_path() / "../share/vta" / name);
    folders.push_back(fs::path(VTA_SOURCE_DIR) / name);
    folders.push_back(fs::path(VTA_INSTALLED_DATA_DIR) / name);
    for (const fs::path& folder : folders)
        if (fs::exists(folder / file, none)) return folder.lexically_normal();
    throw UserError(
        "the RTL of this software is neither in the source tree nor installed (looked for " + file +
        " in " + folders.front().string() + " and others)");
}

std::vector<fs::path> files_of(const fs::path& folder, const std::set<std::string>& extensions) {
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (entry.is_regular_file() && extensions.count(entry.path().extension().string()) != 0)
            files.push_back(fs::absolute(entry.path()));
    if (error) throw IoError(folder.string(), "cannot be read as a folder: " + error.message());
    std::sort(files.begin(), files.end());
    return files;
}

RtlSources own_sources(const isa::HardwareConfig& config, const RtlBuildOptions& options) {
    RtlSources sources;
    const fs::path rtl = find_folder("rtl", "VTAShell.sv");
    for (const fs::path& folder : {rtl, rtl / "checkers"})
        for (const fs::path& file : files_of(folder, {".vlt"})) sources.settings.push_back(file);
    sources.files = files_of(rtl, {".sv"});
    for (const fs::path& file : files_of(rtl / "checkers", {".sv"}))
        if (options.assertions || is_probe(file)) sources.files.push_back(file);
    sources.package = isa::emit_sv_package(config);
    return sources;
}

RtlSources foreign_sources(const isa::HardwareConfig& config, const RtlBuildOptions& options) {
    RtlSources sources;
    sources.own = false;
    sources.files = files_of(options.rtl_dir, {".v", ".sv"});
    if (sources.files.empty())
        throw UserError(options.rtl_dir + ": no file there ends in .v or .sv");
    bool uses = false;
    bool has = false;
    bool has_top = false;
    for (const fs::path& file : sources.files) {
        const std::string text = read_text(file);
        uses = uses || text.find("vta_pkg::") != std::string::npos;
        has = has || text.find("package vta_pkg") != std::string::npos;
        has_top = has_top || text.find("module " + options.top) != std::string::npos;
    }
    if (!has_top)
        throw UserError(fmt::format("{}: no file there has the module {}; name the top module",
                                    options.rtl_dir,
                                    options.top));
    if (uses && !has) sources.package = isa::emit_sv_package(config);
    return sources;
}

}  // namespace

RtlSources find_rtl_sources(const isa::HardwareConfig& config, const RtlBuildOptions& options) {
    RtlSources sources =
        options.rtl_dir.empty() ? own_sources(config, options) : foreign_sources(config, options);
    const fs::path folder = find_folder("cosim", "verilated_wrapper.cpp");
    for (const char* file : {"verilated_wrapper.cpp",
                             "verilated_ports.h",
                             "verilated_print.h",
                             "verilated_scopes.h",
                             "rtl_abi.h"})
        sources.wrapper.push_back(folder / file);
    return sources;
}

std::string read_text(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) throw IoError(path.string(), "cannot be read");
    return text.str();
}

void ContentHash::add(const std::string& text) {
    for (const char c : text + '\0') {
        first_ = (first_ ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
        second_ = (second_ + static_cast<unsigned char>(c)) * 0xff51afd7ed558ccdu;
        second_ ^= second_ >> 29;
    }
}

std::string ContentHash::digits() const { return fmt::format("{:016x}{:016x}", first_, second_); }

}  // namespace vta::cosim
