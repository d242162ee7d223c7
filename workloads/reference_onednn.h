// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "workloads/reference_kernels.h"

namespace vta::workloads {

/// What float_sums() computes, several times as fast, with oneDNN on one thread and with AVX2 and
/// no more, so that the sums are the same on all machines that have it. They differ from the plain
/// ones in the last places. Nothing on machines without AVX2, for nodes that are no convolutions,
/// and for small ones, where it would not be faster.
std::optional<std::vector<float>> onednn_sums(const NodeRun& run);

}  // namespace vta::workloads
