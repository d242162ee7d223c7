// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "workloads/graph.h"

/// Steps of quantise(): ranges of channels.
namespace vta::workloads {

/// Where a layer's output is read by one other layer only, with a ramp, pooling or padding between
/// at most, multiplies each channel by a factor and divides the weights that read it by the same,
/// so that large channels with small weights become smaller and the others larger. What the graph
/// computes stays the same but for rounding. `sizes` is by tensor: the largest size of each channel
/// of a layer's output, or empty.
void equalise(Graph& graph, const std::vector<std::vector<float>>& sizes);

}  // namespace vta::workloads
