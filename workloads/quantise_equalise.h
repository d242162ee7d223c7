// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "workloads/graph.h"

/// Steps of quantise(): ranges of channels.
namespace vta::workloads {

/// Where a layer's output is read by one other layer only, with a ramp, pooling or padding between
/// at most, multiplies each channel by a factor and divides the weights that read it by the same.
/// What the graph computes stays the same but for rounding; the ranges of the channels become more
/// alike.
void equalise(Graph& graph);

}  // namespace vta::workloads
