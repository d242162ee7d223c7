// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace vta::isa {

/// The text as a JSON string, quoted and escaped.
std::string json_quoted(const std::string& text);
/// The shortest JSON number that reads back as `value`, which must be finite.
std::string json_number(double value);

}  // namespace vta::isa
