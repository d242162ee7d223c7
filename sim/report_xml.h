// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace vta::sim {

/// Text of an XML attribute or element; characters that XML cannot hold become '?'.
std::string xml_escaped(const std::string& text);

}  // namespace vta::sim
