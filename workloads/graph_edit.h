// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "workloads/graph.h"

/// Questions and steps that passes share.
namespace vta::workloads {

/// The node that makes the tensor; nothing for constants and inputs.
std::optional<std::size_t> producer_of(const Graph& graph, TensorId id);
/// The producer if its operator is an Op; null otherwise. Valid until nodes are added.
template <typename Op>
Node* producer_as(Graph& graph, TensorId id) {
    const std::optional<std::size_t> index = producer_of(graph, id);
    if (!index || !std::holds_alternative<Op>(graph.nodes[*index].op)) return nullptr;
    return &graph.nodes[*index];
}

/// How many inputs of nodes and outputs of the graph the tensor is.
std::size_t uses_of(const Graph& graph, TensorId id);
bool is_output(const Graph& graph, TensorId id);

/// Reads `to` wherever `from` was read; where `from` is an output of the graph, `to` takes its
/// name. False, and nothing is done, where that is not possible (an input or constant as an
/// output).
bool replace_uses(Graph& graph, TensorId from, TensorId to);

/// Makes `node`, whose output was read by the node `next` only, write what `next` wrote; `next`
/// goes.
void merge_into(Graph& graph, std::size_t node, std::size_t next);

/// A constant with the numbers of another in another order and shape.
TensorId transposed_constant(Graph& graph, TensorId id, const std::vector<std::size_t>& order);
TensorId reshaped_constant(Graph& graph, TensorId id, const Shape& shape);

}  // namespace vta::workloads
