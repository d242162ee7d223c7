// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "isa/hardware_config.h"

namespace vta::isa {

/// The configuration that a user means by `text`: a path to a JSON file (it ends in .json, holds a
/// slash or exists), FILE.json#NAME for a file of several, a config string
/// ("1x16_i8w8a32_15_15_18_17"), or the name of a shipped configuration. Throws ConfigError listing
/// the known names.
HardwareConfig find_config(const std::string& text);

/// Names of the shipped configurations, sorted. Searched in VTA_CONFIG_DIR, in share/vta/configs
/// beside the running program, in the source tree and where the package was installed.
std::vector<std::string> shipped_config_names();
/// File of a shipped configuration; nothing if there is none of this name.
std::optional<std::string> shipped_config_path(const std::string& name);

/// What a config string says, the rest being defaults; nothing if `text` is not of that form.
/// Numbers out of range give parameters that HardwareConfig refuses.
std::optional<HardwareParameters> parse_config_string(const std::string& text);

}  // namespace vta::isa
