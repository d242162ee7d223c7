// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workloads/graph.h"

namespace vta::workloads {

/// Throws ModelError unless the element types and quantisations of the node's inputs and output
/// are among those that its operator is defined for (docs/models.md).
void check_types(const Graph& graph, const Node& node);
/// The same for nodes with quantised tensors in graphs of IntegerArithmetic::kShift; false, and
/// nothing is checked, for others.
bool check_shift_types(const Graph& graph, const Node& node);

/// Output channel axis of the weights of convolutions and dense layers.
std::size_t channel_axis(const Operator& op);
/// Conv2D, DepthwiseConv2D, TransposeConv2D, FullyConnected: input 1 is weights, 2 a bias.
bool has_weights(const Operator& op);

}  // namespace vta::workloads
