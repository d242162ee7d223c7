// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph_edit.h"

#include <algorithm>

#include "workloads/graph_passes.h"
#include "workloads/reference_interpreter.h"

namespace vta::workloads {

std::optional<std::size_t> producer_of(const Graph& graph, TensorId id) {
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        if (graph.nodes[i].output == id) return i;
    return std::nullopt;
}

std::size_t uses_of(const Graph& graph, TensorId id) {
    std::size_t count = 0;
    for (const Node& node : graph.nodes)
        count += static_cast<std::size_t>(std::count(node.inputs.begin(), node.inputs.end(), id));
    return count +
           static_cast<std::size_t>(std::count(graph.outputs.begin(), graph.outputs.end(), id));
}

bool is_output(const Graph& graph, TensorId id) {
    return std::find(graph.outputs.begin(), graph.outputs.end(), id) != graph.outputs.end();
}

bool replace_uses(Graph& graph, TensorId from, TensorId to) {
    if (is_output(graph, from)) {
        if (!producer_of(graph, to) || is_output(graph, to)) return false;
        graph.tensor(to).name = graph.tensor(from).name;
    }
    for (Node& node : graph.nodes) std::replace(node.inputs.begin(), node.inputs.end(), from, to);
    std::replace(graph.outputs.begin(), graph.outputs.end(), from, to);
    return true;
}

void merge_into(Graph& graph, std::size_t node, std::size_t next) {
    graph.nodes[node].output = graph.nodes[next].output;
    // Later inputs of `next` may be newer than `node`; it takes the later place.
    Node merged = std::move(graph.nodes[node]);
    graph.nodes[next] = std::move(merged);
    graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(node));
}

namespace {

TensorId computed(Graph& graph, TensorId id, Operator op) {
    Graph scratch;
    scratch.file = graph.file;
    const Tensor& source = graph.tensor(id);
    const TensorValue value = source.value();
    Node node{source.name, "", std::move(op), {scratch.add_tensor(source)}, kNoTensor};
    const TensorId moved = scratch.add_node(std::move(node), source.type, source.name);
    TensorValue result = run_node(scratch, scratch.nodes[0], {&value});
    return graph.add_constant(scratch.tensor(moved).name, std::move(result));
}

}  // namespace

TensorId transposed_constant(Graph& graph, TensorId id, const std::vector<std::size_t>& order) {
    const std::optional<Quantisation> q = graph.tensor(id).quantisation;
    const TensorId result = computed(graph, id, Transpose{order});
    if (!q) return result;
    Quantisation moved = *q;
    if (q->per_channel())
        moved.axis = static_cast<std::size_t>(std::find(order.begin(), order.end(), q->axis) -
                                              order.begin());
    graph.tensor(result).quantisation = moved;
    return result;
}

TensorId reshaped_constant(Graph& graph, TensorId id, const Shape& shape) {
    const std::optional<Quantisation> q = graph.tensor(id).quantisation;
    const TensorId result = computed(graph, id, Reshape{shape});
    // The axis of several scales keeps its place where reshaping splits or joins axes after it.
    graph.tensor(result).quantisation = q;
    return result;
}

namespace {

// By tensor, whether an output needs it; nodes that none needs are taken away.
std::vector<bool> needed_tensors(Graph& graph) {
    std::vector<bool> needed(graph.tensors.size(), false);
    for (const TensorId id : graph.inputs) needed[id] = true;
    for (const TensorId id : graph.outputs) needed[id] = true;
    for (std::size_t i = graph.nodes.size(); i-- > 0;) {
        const Node& node = graph.nodes[i];
        if (!needed[node.output]) {
            graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
            continue;
        }
        for (const TensorId id : node.inputs)
            if (id != kNoTensor) needed[id] = true;
    }
    return needed;
}

}  // namespace

void remove_unused(Graph& graph) {
    const std::vector<bool> needed = needed_tensors(graph);
    std::vector<TensorId> renumbered(graph.tensors.size(), kNoTensor);
    std::vector<Tensor> kept;
    for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
        if (!needed[i]) continue;
        renumbered[i] = static_cast<TensorId>(kept.size());
        kept.push_back(std::move(graph.tensors[i]));
    }
    graph.tensors = std::move(kept);
    const auto renumber = [&](TensorId& id) {
        if (id != kNoTensor) id = renumbered[id];
    };
    for (Node& node : graph.nodes) {
        for (TensorId& id : node.inputs) renumber(id);
        renumber(node.output);
    }
    for (TensorId& id : graph.inputs) renumber(id);
    for (TensorId& id : graph.outputs) renumber(id);
}

}  // namespace vta::workloads
