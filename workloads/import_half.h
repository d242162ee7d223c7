// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace vta::workloads {

/// The number that IEEE 754 binary16 bits stand for.
float half_to_float(std::uint16_t bits);

}  // namespace vta::workloads
