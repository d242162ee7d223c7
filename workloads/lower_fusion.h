// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "workloads/graph.h"

namespace vta::workloads {

/// Convolutions, dense layers and matrix products.
bool is_product(const Operator& op);

/// Scales are powers of two and the node computes with codes.
bool is_shift_node(const Graph& graph, const Node& node);

/// The layer whose int32 sums nobody but `node` reads, and whose launch can go on with what `node`
/// does: adding another value, LeakyRelu, Clip or Quantize.
std::optional<std::size_t> fused_product(const Graph& graph, const Node& node);
/// Which input of the node that is.
std::size_t fused_input(const Graph& graph, const Node& node, std::size_t product);

}  // namespace vta::workloads
