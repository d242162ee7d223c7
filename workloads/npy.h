// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/graph_tensor.h"

namespace vta::workloads {

bool looks_like_npy(const std::vector<std::uint8_t>& bytes);

/// One array of NumPy (format 1.0 to 3.0): little-endian or single bytes, in C or Fortran order.
/// bool becomes uint8, float64 float32. Throws UserError beginning with `name` for other types and
/// for damaged files.
TensorValue decode_npy(const std::vector<std::uint8_t>& bytes, const std::string& name);

void write_npy(const std::string& path, const TensorValue& value);

}  // namespace vta::workloads
