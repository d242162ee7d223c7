// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "isa/hardware_config.h"

namespace vta::cosim {

/// Which design is Verilated, and how.
struct RtlBuildOptions {
    std::string rtl_dir;  ///< empty: our own RTL (source tree or installed package)
    std::string top = "VTAShell";
    bool trace = false;      ///< FST tracing compiled in
    bool coverage = false;   ///< line and toggle coverage compiled in
    bool assertions = true;  ///< checkers bound in (our own RTL)
    std::string cache_dir;   ///< empty: $VTA_CACHE_DIR, else ~/.cache/vta/rtl
    /// Told what is going on ("verilating...", "compiling 3/12"), for a progress line.
    std::function<void(const std::string&)> progress;
};

/// The shared object (rtl_abi.h) of a design for one configuration: Verilator and the C++ compiler
/// run once, the result is cached by the content of RTL, package, wrapper, options and tool
/// versions. Safe against concurrent builds of the same thing. Throws UserError with the tool's
/// message, the command and the log file if a step fails, or with what to install.
std::string build_rtl(const isa::HardwareConfig& config, const RtlBuildOptions& options);

}  // namespace vta::cosim
