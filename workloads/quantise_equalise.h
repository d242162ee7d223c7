// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "workloads/graph.h"

/// Steps of quantise(): ranges of channels.
namespace vta::workloads {

/// Where the output of a layer or an InstanceNorm is read by one layer only, with a ramp, pooling
/// or padding between at most, multiplies each channel by a factor and divides the weights that
/// read it by the same, so that large channels with small weights become smaller and the others
/// larger. What an InstanceNorm makes fills the range of its codes then, and so do the weights
/// before it, whose scale it takes out again. What the graph computes stays the same but for
/// rounding (and an InstanceNorm's epsilon, which counts a little less). `sizes` is by tensor: the
/// largest size of each channel of what layers make or read, or empty.
void equalise(Graph& graph, const std::vector<std::vector<float>>& sizes);

}  // namespace vta::workloads
