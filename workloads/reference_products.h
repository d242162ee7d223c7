// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/graph.h"
#include "workloads/reference_kernels.h"

namespace vta::workloads {

/// Sums of products of a node with 8-bit inputs, before bias and scale: zero points subtracted,
/// one number for each element of the output. Sums wrap around in 32 bits.
std::vector<std::int32_t> integer_sums(const NodeRun& run);
/// The same for float32.
std::vector<float> float_sums(const NodeRun& run);

/// Adds the bias to integer sums and brings them to the output's type.
TensorValue finish_sums(const NodeRun& run, const std::vector<std::int32_t>& sums);
/// The same with the shifts of IntegerArithmetic::kShift.
TensorValue finish_shifted_sums(const NodeRun& run, const std::vector<std::int32_t>& sums);

}  // namespace vta::workloads
