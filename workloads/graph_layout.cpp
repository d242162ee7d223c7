// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "workloads/graph_edit.h"
#include "workloads/graph_passes.h"
#include "workloads/graph_shapes.h"

namespace vta::workloads {

namespace {

using Order = std::vector<std::size_t>;

Order inverse(const Order& order) {
    Order result(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) result[order[i]] = i;
    return result;
}

// What was written for transposed axes, for those before: entry i belongs to axis order[i].
template <typename T>
std::vector<T> untransposed(const std::vector<T>& entries, const Order& order) {
    std::vector<T> result(entries.size());
    for (std::size_t i = 0; i < order.size(); ++i) result[order[i]] = entries[i];
    return result;
}

/// Rewrites an operator that reads transposed tensors to read them before the transpose. False for
/// operators that cannot.
struct BeforeTranspose {
    const Order& order;

    bool operator()(Clip&) const { return true; }
    bool operator()(LeakyRelu&) const { return true; }
    bool operator()(Unary&) const { return true; }
    bool operator()(Identity&) const { return true; }
    bool operator()(Quantize&) const { return true; }
    bool operator()(Dequantize&) const { return true; }
    bool operator()(Elementwise&) const { return true; }
    bool operator()(Softmax& op) const { return move(op.axis); }
    bool operator()(LogSoftmax& op) const { return move(op.axis); }
    bool operator()(Concat& op) const { return move(op.axis); }
    bool operator()(Pad& op) const {
        op.before = untransposed(op.before, order);
        op.after = untransposed(op.after, order);
        return true;
    }
    bool operator()(Slice& op) const {
        op.begin = untransposed(op.begin, order);
        op.size = untransposed(op.size, order);
        op.step = untransposed(op.step, order);
        return true;
    }
    bool operator()(Mean& op) const {
        if (!op.keep_dims) return false;
        for (std::size_t& axis : op.axes) axis = order[axis];
        std::sort(op.axes.begin(), op.axes.end());
        return true;
    }
    template <typename Other>
    bool operator()(Other&) const {
        return false;
    }

  private:
    bool move(std::size_t& axis) const {
        axis = order[axis];
        return true;
    }
};

// The order that every computed input of the node was transposed with; nothing where they differ.
std::optional<Order> common_order(Graph& graph, const Node& node) {
    std::optional<Order> order;
    for (const TensorId id : node.inputs) {
        if (id == kNoTensor) return std::nullopt;
        if (graph.tensor(id).constant) continue;
        const Node* before = producer_as<Transpose>(graph, id);
        if (before == nullptr) return std::nullopt;
        const Order& found = std::get<Transpose>(before->op).order;
        if (order && *order != found) return std::nullopt;
        order = found;
    }
    return order;
}

bool one_scale(const Tensor& tensor) {
    return !tensor.quantisation || !tensor.quantisation->per_channel();
}

// A constant operand as it was before the transpose.
TensorId constant_before(Graph& graph, TensorId id, const Order& order) {
    const Tensor& found = graph.tensor(id);
    if (element_count(found.shape) == 1 && found.shape.size() <= 1) return id;
    Shape shape(order.size() - found.shape.size(), 1);
    shape.insert(shape.end(), found.shape.begin(), found.shape.end());
    const TensorId full = reshaped_constant(graph, id, shape);
    return transposed_constant(graph, full, inverse(order));
}

// op(transpose(x)) becomes transpose(op(x)).
bool sink(Graph& graph, std::size_t index) {
    const std::optional<Order> order = common_order(graph, graph.nodes[index]);
    if (!order) return false;
    Node node = graph.nodes[index];
    const TensorId output = node.output;
    if (graph.tensor(output).shape.size() != order->size() || !one_scale(graph.tensor(output)))
        return false;
    for (const TensorId id : node.inputs)
        if (!one_scale(graph.tensor(id)) || graph.tensor(id).shape.size() > order->size())
            return false;
    if (!std::visit(BeforeTranspose{*order}, node.op)) return false;
    for (TensorId& id : node.inputs) {
        if (graph.tensor(id).constant) {
            id = constant_before(graph, id, *order);
        } else {
            id = producer_as<Transpose>(graph, id)->inputs[0];
        }
    }
    Tensor early = graph.tensor(output);
    early.name += "/early";
    early.shape = infer_shape(graph, node);
    node.output = graph.add_tensor(early);
    const Node transpose{
        node.name + "/transpose", node.source, Transpose{*order}, {node.output}, output};
    graph.nodes[index] = node;
    graph.nodes.insert(graph.nodes.begin() + static_cast<std::ptrdiff_t>(index) + 1, transpose);
    return true;
}

// Two transposes in a row are one.
bool join(Graph& graph, Node& node) {
    auto* op = std::get_if<Transpose>(&node.op);
    const Node* before = op == nullptr ? nullptr : producer_as<Transpose>(graph, node.inputs[0]);
    if (before == nullptr) return false;
    const Order& first = std::get<Transpose>(before->op).order;
    for (std::size_t& axis : op->order) axis = first[axis];
    node.inputs[0] = before->inputs[0];
    return true;
}

// Axes of size 1 can go anywhere without a number being moved.
bool become_reshape(const Graph& graph, Node& node) {
    const auto* op = std::get_if<Transpose>(&node.op);
    if (op == nullptr || std::is_sorted(op->order.begin(), op->order.end())) return false;
    if (!one_scale(graph.output_of(node))) return false;
    const Shape& x = graph.input_of(node, 0).shape;
    std::vector<std::size_t> large;
    for (const std::size_t axis : op->order)
        if (x[axis] != 1) large.push_back(axis);
    if (!std::is_sorted(large.begin(), large.end())) return false;
    node.op = Reshape{graph.output_of(node).shape};
    return true;
}

// A dense layer on the flattened transpose of x is one on the flattened x, its weights' columns in
// another order.
bool take_into_weights(Graph& graph, Node& node) {
    if (!std::holds_alternative<FullyConnected>(node.op)) return false;
    const Node* flatten = producer_as<Reshape>(graph, node.inputs[0]);
    if (flatten == nullptr || !graph.input_of(node, 1).constant) return false;
    const Node* before = producer_as<Transpose>(graph, flatten->inputs[0]);
    if (before == nullptr) return false;
    const Order order = std::get<Transpose>(before->op).order;
    const TensorId x = before->inputs[0];
    const Shape flat = graph.tensor(node.inputs[0]).shape;
    const Shape moved = graph.tensor(flatten->inputs[0]).shape;
    if (order.empty() || order[0] != 0 || flat.size() != 2 || flat[0] != moved[0]) return false;
    Order columns = {0};
    const Order back = inverse(order);
    columns.insert(columns.end(), back.begin() + 1, back.end());
    Shape split = moved;
    split[0] = graph.input_of(node, 1).shape[0];
    const Shape w = graph.input_of(node, 1).shape;
    const TensorId wide = reshaped_constant(graph, node.inputs[1], split);
    node.inputs[1] = reshaped_constant(graph, transposed_constant(graph, wide, columns), w);
    Tensor early = graph.tensor(node.inputs[0]);
    early.name += "/early";
    const Node reshape{flatten->name + "/early", flatten->source, Reshape{flat}, {x}, kNoTensor};
    const auto place = graph.nodes.begin() + (&node - graph.nodes.data());
    node.inputs[0] = graph.add_tensor(early);
    Node placed = reshape;
    placed.output = node.inputs[0];
    graph.nodes.insert(place, placed);
    return true;
}

}  // namespace

void move_transposes(Graph& graph) {
    // Every step moves a transpose towards the outputs or takes one away, so that this ends.
    bool changed = true;
    while (changed) {
        changed = false;
        for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
            changed |= join(graph, graph.nodes[i]);
            changed |= become_reshape(graph, graph.nodes[i]);
            if (take_into_weights(graph, graph.nodes[i]) || sink(graph, i)) changed = true;
        }
        remove_identities(graph);
    }
}

}  // namespace vta::workloads
