// SPDX-License-Identifier: Apache-2.0
#include "sim/config_set.h"

#include "base/error.h"
#include "isa/config_search.h"
#include "isa/hardware_config_json.h"

namespace vta::sim {

ConfigSet::ConfigSet(const std::string& path) : path_(path) {
    if (!path.empty()) configs_ = isa::load_configs(path);
}

const isa::HardwareConfig& ConfigSet::find(const std::string& name, const std::string& where) {
    const auto known = configs_.find(name);
    if (known != configs_.end()) return known->second;
    if (path_.empty()) {
        try {
            return configs_.emplace(name, isa::find_config(name)).first->second;
        } catch (const ConfigError& error) {
            throw ConfigError(where + ": " + error.what());
        }
    }
    std::string names;
    for (const auto& entry : configs_) names += (names.empty() ? "" : ", ") + entry.first;
    throw ConfigError(
        where, "the configuration \"" + name + "\"", "one of " + path_ + ": " + names);
}

}  // namespace vta::sim
