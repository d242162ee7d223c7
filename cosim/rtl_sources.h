// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cosim/rtl_build.h"
#include "isa/hardware_config.h"

namespace vta::cosim {

/// What is Verilated: files in the order of the command line.
struct RtlSources {
    bool own = true;                              ///< our RTL, with its probes
    std::vector<std::filesystem::path> settings;  ///< .vlt files, which come first
    std::vector<std::filesystem::path> files;
    std::string package;                         ///< text of vta_pkg.sv; empty: none
    std::vector<std::filesystem::path> wrapper;  ///< what is compiled around the design
};

/// Throws UserError if there is nothing, or nothing named so.
RtlSources find_rtl_sources(const isa::HardwareConfig& config, const RtlBuildOptions& options);

/// Text of a file. Throws IoError.
std::string read_text(const std::filesystem::path& path);

/// Sums up any number of texts in 32 hexadecimal digits (no protection against malice).
class ContentHash {
  public:
    void add(const std::string& text);
    std::string digits() const;

  private:
    std::uint64_t first_ = 0xcbf29ce484222325u;
    std::uint64_t second_ = 0x9e3779b97f4a7c15u;
};

}  // namespace vta::cosim
