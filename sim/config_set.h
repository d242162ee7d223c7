// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "isa/hardware_config.h"

namespace vta::sim {

/// The configurations that vectors name.
class ConfigSet {
  public:
    /// Those of a file of several configurations; empty: the shipped ones (and anything else that
    /// isa::find_config() understands).
    explicit ConfigSet(const std::string& path = "");
    /// Throws ConfigError, prefixed with `where`, listing the known names.
    const isa::HardwareConfig& find(const std::string& name, const std::string& where);

  private:
    std::string path_;
    std::map<std::string, isa::HardwareConfig> configs_;
};

}  // namespace vta::sim
