// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vta::sim {

/// The content of a gzip file; other bytes as they are. Throws UserError beginning with `name`.
std::vector<std::uint8_t> gunzip_if_packed(std::vector<std::uint8_t> bytes,
                                           const std::string& name);

}  // namespace vta::sim
