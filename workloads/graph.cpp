// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "workloads/graph_shapes.h"
#include "workloads/graph_types.h"

namespace vta::workloads {

namespace {

[[noreturn]] void fail_tensor(const Graph& graph, const Tensor& tensor, const std::string& text) {
    throw ModelError({graph.file, "", "", ""}, "tensor " + tensor.name + ": " + text);
}

void check_quantisation(const Graph& graph, const Tensor& tensor) {
    const Quantisation& q = *tensor.quantisation;
    if (tensor.type == ElementType::kFloat32)
        fail_tensor(graph, tensor, "is float32 and has a scale");
    if (q.scales.empty() || q.scales.size() != q.zero_points.size())
        fail_tensor(graph,
                    tensor,
                    fmt::format("has {} scales and {} zero points, want as many of both",
                                q.scales.size(),
                                q.zero_points.size()));
    for (const float scale : q.scales)
        if (!std::isfinite(scale) || scale <= 0.0F)
            fail_tensor(graph, tensor, fmt::format("has the scale {}, want a positive one", scale));
    if (!q.per_channel()) return;
    if (q.axis >= tensor.shape.size() ||
        tensor.shape[q.axis] != static_cast<std::int64_t>(q.scales.size()))
        fail_tensor(graph,
                    tensor,
                    fmt::format("has {} scales for axis {} of {}",
                                q.scales.size(),
                                q.axis,
                                to_string(tensor.shape)));
}

void check_tensor(const Graph& graph, const Tensor& tensor) {
    std::int64_t count = 1;
    for (const std::int64_t size : tensor.shape) {
        if (size < 0) fail_tensor(graph, tensor, fmt::format("has the size {}", size));
        // Sizes of zero hide no others: loops run over each.
        if (size != 0 && count > kMaxElements / size)
            fail_tensor(graph, tensor, "has more elements than can be computed with");
        count *= std::max<std::int64_t>(size, 1);
    }
    const std::size_t bytes =
        static_cast<std::size_t>(element_count(tensor.shape)) * byte_size(tensor.type);
    if (tensor.constant && tensor.bytes.size() != bytes)
        fail_tensor(graph,
                    tensor,
                    fmt::format("holds {} bytes, want {} for {} {}",
                                tensor.bytes.size(),
                                bytes,
                                to_string(tensor.shape),
                                to_string(tensor.type)));
    if (tensor.quantisation) check_quantisation(graph, tensor);
}

void check_node(const Graph& graph, const Node& node, std::vector<bool>& known) {
    for (const TensorId id : node.inputs) {
        if (id == kNoTensor) continue;
        if (id >= graph.tensors.size()) fail_node(graph, node, "reads a tensor that is none");
        if (!known[id])
            fail_node(
                graph, node, "reads " + graph.tensor(id).name + ", which no node before it makes");
    }
    if (node.output >= graph.tensors.size()) fail_node(graph, node, "has no output");
    if (known[node.output])
        fail_node(graph, node, "writes " + graph.output_of(node).name + ", which is made already");
    const Shape shape = infer_shape(graph, node);
    if (shape != graph.output_of(node).shape)
        fail_node(graph,
                  node,
                  "has an output of " + to_string(graph.output_of(node).shape) +
                      ", but its inputs give " + to_string(shape));
    check_types(graph, node);
    known[node.output] = true;
}

}  // namespace

TensorId Graph::add_tensor(Tensor tensor) {
    tensors.push_back(std::move(tensor));
    return static_cast<TensorId>(tensors.size() - 1);
}

TensorId Graph::add_constant(const std::string& name, TensorValue value) {
    return add_tensor(make_constant(name, std::move(value)));
}

TensorId Graph::add_node(Node node, ElementType type, const std::string& output_name) {
    Tensor output;
    output.name = output_name;
    output.type = type;
    if (node.name.empty()) node.name = output_name;
    output.shape = infer_shape(*this, node);
    check_tensor(*this, output);
    node.output = add_tensor(std::move(output));
    nodes.push_back(std::move(node));
    return nodes.back().output;
}

void Graph::validate_tensors() const {
    for (const Tensor& each : tensors) check_tensor(*this, each);
}

void Graph::validate() const {
    validate_tensors();
    std::vector<bool> known(tensors.size(), false);
    for (std::size_t i = 0; i < tensors.size(); ++i) known[i] = tensors[i].constant;
    for (const TensorId id : inputs) {
        if (id >= tensors.size()) throw ModelError({file, "", "", ""}, "an input is no tensor");
        known[id] = true;
    }
    for (const Node& node : nodes) check_node(*this, node, known);
    if (outputs.empty()) throw ModelError({file, "", "", ""}, "the model has no output");
    for (const TensorId id : outputs) {
        if (id >= tensors.size()) throw ModelError({file, "", "", ""}, "an output is no tensor");
        if (!known[id]) fail_tensor(*this, tensors[id], "is an output, but no node makes it");
    }
}

void fail_node(const Graph& graph, const Node& node, const std::string& problem) {
    const std::string op = node.source.empty() ? name_of(node.op) : node.source;
    throw ModelError({graph.file, node.name, op, ""}, problem);
}

}  // namespace vta::workloads
