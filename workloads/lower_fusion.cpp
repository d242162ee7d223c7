// SPDX-License-Identifier: Apache-2.0
#include "workloads/lower_fusion.h"

#include <limits>

#include "workloads/graph_edit.h"
#include "workloads/lower_terms.h"
#include "workloads/shift_arithmetic.h"

namespace vta::workloads {

namespace {

template <typename... Ops>
bool is_one_of(const Operator& op) {
    return (std::holds_alternative<Ops>(op) || ...);
}

bool clips_fit(const Graph& graph, const Node& product) {
    Operator op = product.op;
    const Activation* activation = activation_of(op);
    if (activation == nullptr) return true;
    const auto range = shift_range(graph.output_of(product), *activation);
    const auto fits = [](std::int32_t value, std::int32_t unlimited) {
        return value == unlimited || fits_immediate(value);
    };
    return fits(range.first, std::numeric_limits<std::int32_t>::min()) &&
           fits(range.second, std::numeric_limits<std::int32_t>::max());
}

bool other_input_fits(const Graph& graph, const Node& node, std::size_t other, int left) {
    const Tensor& value = graph.input_of(node, other);
    return value.type == ElementType::kInt8 && left <= kMaxCopyShift &&
           value.shape == graph.output_of(node).shape;
}

/// Whether input `i` is the only use of such a layer.
std::optional<std::size_t> product_at(const Graph& graph, const Node& node, std::size_t i) {
    const TensorId id = node.inputs[i];
    if (graph.tensor(id).type != ElementType::kInt32) return std::nullopt;
    const std::optional<std::size_t> producer = producer_of(graph, id);
    if (!producer || !is_product(graph.nodes[*producer].op)) return std::nullopt;
    if (uses_of(graph, id) != 1 || !clips_fit(graph, graph.nodes[*producer])) return std::nullopt;
    const SumShifts shifts = sum_shifts(graph, node);
    if (shifts.left[i] != 0) return std::nullopt;
    if (node.inputs.size() == 2 && !other_input_fits(graph, node, 1 - i, shifts.left[1 - i]))
        return std::nullopt;
    return producer;
}

}  // namespace

bool is_product(const Operator& op) {
    return is_one_of<Conv2D, DepthwiseConv2D, TransposeConv2D, FullyConnected, MatMul>(op);
}

bool is_shift_node(const Graph& graph, const Node& node) {
    if (graph.arithmetic != IntegerArithmetic::kShift) return false;
    return graph.output_of(node).quantisation && graph.input_of(node, 0).quantisation;
}

std::optional<std::size_t> fused_product(const Graph& graph, const Node& node) {
    if (!is_one_of<Elementwise, LeakyRelu, Clip, Quantize>(node.op)) return std::nullopt;
    if (!is_shift_node(graph, node) || graph.output_of(node).type != ElementType::kInt8)
        return std::nullopt;
    if (const auto first = product_at(graph, node, 0)) return first;
    const auto* sum = std::get_if<Elementwise>(&node.op);
    if (sum == nullptr || sum->kind != ElementwiseKind::kAdd) return std::nullopt;
    return product_at(graph, node, 1);
}

std::size_t fused_input(const Graph& graph, const Node& node, std::size_t product) {
    return node.inputs[0] == graph.nodes[product].output ? 0 : 1;
}

}  // namespace vta::workloads
