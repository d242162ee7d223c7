// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json_reader.h"
#include "isa/hardware_config.h"

namespace vta::isa {

/// One configuration from a JSON object: our keys (the members of HardwareParameters) and the
/// original's (TARGET, HW_VER, LOG_*), any subset; what is absent has its default. Both spellings
/// of one thing must agree; only uop_depth may be smaller than LOG_UOP_BUFF_SIZE makes it, for
/// that key also sets the width of the instruction fields. `sources` (key to text) and `assumed`
/// (list of keys) are notes. `name` is used where the object has none. Throws ConfigError.
HardwareConfig config_from_json(const JsonReader& object, const std::string& name);

/// The configuration of a file; its name is the file's stem. Throws IoError or ConfigError.
HardwareConfig load_config(const std::string& path);

/// A file that holds an object of configurations by name.
std::map<std::string, HardwareConfig> load_configs(const std::string& path);

/// What a configuration file says about its own numbers.
struct ConfigProvenance {
    std::map<std::string, std::string> sources;  ///< by key
    std::vector<std::string> assumed;            ///< keys that no source gives
};
ConfigProvenance load_provenance(const std::string& path);

/// A JSON object with every key of ours, for config_from_json().
std::string to_json(const HardwareConfig& config);

}  // namespace vta::isa
