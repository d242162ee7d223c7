// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "isa/hardware_config.h"

namespace vta::isa {

/// What a configuration key means, for people.
struct ConfigKey {
    std::string key;
    std::string type;  ///< "integer", "number", "string"
    std::string unit;  ///< "bits", "tensors", "-"...
    std::string default_value;
    std::string range;
    std::string text;    ///< one sentence
    std::string source;  ///< where the meaning and the default come from
};

/// Every key that a configuration file may have, ours first, then the original's.
const std::vector<ConfigKey>& config_keys();
/// Throws ConfigError listing the known keys.
const ConfigKey& explain_key(const std::string& key);

/// The integer parameters and their keys, in the order of HardwareParameters.
struct IntegerParameter {
    const char* key;
    std::uint32_t HardwareParameters::*member;
};
const std::vector<IntegerParameter>& integer_parameters();

/// "busy_period" or "request".
const char* to_string(MemoryLatencyPer per);

}  // namespace vta::isa
