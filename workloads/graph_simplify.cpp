// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "workloads/graph_edit.h"
#include "workloads/graph_passes.h"
#include "workloads/graph_shapes.h"
#include "workloads/reference_interpreter.h"

namespace vta::workloads {

namespace {

/// Whether an operator's output is its input, number by number.
struct ChangesNothing {
    const Tensor& x;
    const Tensor& y;

    bool operator()(const Identity&) const { return true; }
    bool operator()(const Reshape&) const { return x.shape == y.shape; }
    bool operator()(const Transpose& op) const {
        return std::is_sorted(op.order.begin(), op.order.end());
    }
    bool operator()(const Slice& op) const {
        return x.shape == y.shape &&
               std::all_of(op.step.begin(), op.step.end(), [](std::int64_t s) { return s == 1; });
    }
    bool operator()(const Pad&) const { return x.shape == y.shape; }
    bool operator()(const Clip& op) const { return op.range.none(); }
    bool operator()(const Quantize&) const { return x.type != ElementType::kFloat32; }
    bool operator()(const Concat& op) const { return op.activation.none() && x.shape == y.shape; }
    template <typename Other>
    bool operator()(const Other&) const {
        return false;
    }
};

bool changes_nothing(const Graph& graph, const Node& node) {
    const Tensor& x = graph.input_of(node, 0);
    const Tensor& y = graph.output_of(node);
    if (x.type != y.type || x.quantisation != y.quantisation) return false;
    return std::visit(ChangesNothing{x, y}, node.op);
}

bool all_constant(const Graph& graph, const Node& node) {
    return std::all_of(node.inputs.begin(), node.inputs.end(), [&](TensorId id) {
        return id == kNoTensor || graph.tensor(id).constant;
    });
}

}  // namespace

void remove_identities(Graph& graph) {
    for (std::size_t i = 0; i < graph.nodes.size();) {
        const Node& node = graph.nodes[i];
        if (changes_nothing(graph, node) && replace_uses(graph, node.output, node.inputs[0])) {
            graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
        } else {
            ++i;
        }
    }
    remove_unused(graph);
}

void fold_constants(Graph& graph, FoldWeights weights) {
    for (std::size_t i = 0; i < graph.nodes.size();) {
        const Node& node = graph.nodes[i];
        const bool kept =
            weights == FoldWeights::kKeepInteger && std::holds_alternative<Dequantize>(node.op);
        const bool large = element_count(graph.output_of(node).shape) > kMaxFoldedElements;
        if (kept || large || !all_constant(graph, node)) {
            ++i;
            continue;
        }
        std::vector<TensorValue> values;
        values.reserve(node.inputs.size());
        std::vector<const TensorValue*> inputs;
        for (const TensorId id : node.inputs) {
            if (id != kNoTensor) values.push_back(graph.tensor(id).value());
            inputs.push_back(id == kNoTensor ? nullptr : &values.back());
        }
        Tensor& output = graph.tensor(node.output);
        output.bytes = run_node(graph, node, inputs).bytes;
        output.constant = true;
        graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
    }
    remove_unused(graph);
}

void simplify(Graph& graph) {
    remove_identities(graph);
    fold_constants(graph, FoldWeights::kKeepInteger);
    fuse_padding(graph);  // before transposes move in between
    move_transposes(graph);
    fold_constants(graph, FoldWeights::kKeepInteger);
    fuse_padding(graph);
    fold_channel_arithmetic(graph);
    fuse_activations(graph);
    fuse_quantisation(graph);
    fold_constants(graph, FoldWeights::kToo);
    fold_channel_arithmetic(graph);
    fuse_activations(graph);
    move_transposes(graph);
    remove_identities(graph);
    graph.validate();
}

}  // namespace vta::workloads
