// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph_cost.h"

#include <set>

namespace vta::workloads {

namespace {

std::uint64_t count_of(const Tensor& tensor) {
    return static_cast<std::uint64_t>(element_count(tensor.shape));
}

std::uint64_t parameters_in(const Graph& graph, const std::set<TensorId>& ids) {
    std::uint64_t count = 0;
    for (const TensorId id : ids) count += count_of(graph.tensor(id));
    return count;
}

void collect_constants(const Graph& graph, const Node& node, std::set<TensorId>& ids) {
    for (const TensorId id : node.inputs)
        if (id != kNoTensor && graph.tensor(id).constant) ids.insert(id);
}

}  // namespace

std::uint64_t macs_of(const Graph& graph, const Node& node) {
    const auto size = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
    const std::uint64_t outputs = count_of(graph.output_of(node));
    if (std::holds_alternative<Conv2D>(node.op)) {
        const Shape& w = graph.input_of(node, 1).shape;
        return outputs * size(w[1] * w[2] * w[3]);
    }
    if (std::holds_alternative<DepthwiseConv2D>(node.op)) {
        const Shape& w = graph.input_of(node, 1).shape;
        return outputs * size(w[1] * w[2]);
    }
    if (std::holds_alternative<TransposeConv2D>(node.op)) {
        const Shape& w = graph.input_of(node, 1).shape;
        return count_of(graph.input_of(node, 0)) * size(w[0] * w[1] * w[2]);
    }
    if (std::holds_alternative<FullyConnected>(node.op))
        return outputs * size(graph.input_of(node, 1).shape[1]);
    if (std::holds_alternative<MatMul>(node.op))
        return outputs * size(graph.input_of(node, 0).shape.back());
    return 0;
}

std::uint64_t macs_of(const Graph& graph) {
    std::uint64_t macs = 0;
    for (const Node& node : graph.nodes) macs += macs_of(graph, node);
    return macs;
}

std::uint64_t parameters_of(const Graph& graph, const Node& node) {
    std::set<TensorId> ids;
    collect_constants(graph, node, ids);
    return parameters_in(graph, ids);
}

std::uint64_t parameters_of(const Graph& graph) {
    std::set<TensorId> ids;
    for (const Node& node : graph.nodes) collect_constants(graph, node, ids);
    return parameters_in(graph, ids);
}

}  // namespace vta::workloads
