// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>

#include "workloads/graph_edit.h"
#include "workloads/graph_passes.h"
#include "workloads/graph_types.h"

namespace vta::workloads {

namespace {

// The codes that a Dequantize reads; kNoTensor where the tensor comes from elsewhere.
TensorId codes_of(Graph& graph, TensorId id) {
    const Node* node = producer_as<Dequantize>(graph, id);
    return node == nullptr ? kNoTensor : node->inputs[0];
}

bool one_scale(const Tensor& tensor) {
    return tensor.quantisation && !tensor.quantisation->per_channel();
}

// Whether sums of the layer can be made of these codes: one scale for x, and one for all weights or
// for each output channel.
bool suits_products(const Graph& graph, const Node& node, const std::vector<TensorId>& codes) {
    const Tensor& x = graph.tensor(codes[0]);
    const Tensor& w = graph.tensor(codes[1]);
    if (!is_byte(x.type) || !is_byte(w.type) || !one_scale(x)) return false;
    if (!w.quantisation->per_channel()) return true;
    const auto* transposed = std::get_if<TransposeConv2D>(&node.op);
    return has_weights(node.op) && w.quantisation->axis == channel_axis(node.op) &&
           (transposed == nullptr || transposed->groups == 1);
}

// The bias in units of the sums: the product of both scales.
std::optional<TensorId> integer_bias(Graph& graph,
                                     const Node& node,
                                     const std::vector<TensorId>& codes) {
    const TensorId known = codes_of(graph, node.inputs[2]);
    const Tensor& stored = graph.tensor(known == kNoTensor ? node.inputs[2] : known);
    if (!stored.constant) return std::nullopt;
    const std::string name = stored.name + "/sums";
    const TensorValue value = stored.value();
    const Quantisation& x = *graph.tensor(codes[0]).quantisation;
    const Quantisation& w = *graph.tensor(codes[1]).quantisation;
    TensorValue bias(ElementType::kInt32, stored.shape);
    for (std::int64_t i = 0; i < bias.count(); ++i) {
        const auto channel = static_cast<std::size_t>(i);
        double real = value.as_double(i);
        if (known != kNoTensor)
            real = (real - static_cast<double>(stored.quantisation->zero_point(channel))) *
                   static_cast<double>(stored.quantisation->scale(channel));
        const double unit = static_cast<double>(x.scale(0)) * static_cast<double>(w.scale(channel));
        const double steps = std::nearbyint(real / unit);
        bias.data<std::int32_t>()[i] = static_cast<std::int32_t>(
            std::clamp(steps,
                       static_cast<double>(std::numeric_limits<std::int32_t>::min()),
                       static_cast<double>(std::numeric_limits<std::int32_t>::max())));
    }
    return graph.add_constant(name, bias);
}

bool fuse_products(Graph& graph, Node& node) {
    const std::vector<TensorId> codes = {codes_of(graph, node.inputs[0]),
                                         codes_of(graph, node.inputs[1])};
    if (codes[0] == kNoTensor || codes[1] == kNoTensor || !suits_products(graph, node, codes))
        return false;
    std::vector<TensorId> inputs = codes;
    if (node.has_input(2)) {
        const std::optional<TensorId> bias = integer_bias(graph, node, codes);
        if (!bias) return false;
        // A bias below half a unit only settles ties; shifts do that themselves.
        const std::vector<std::uint8_t>& bytes = graph.tensor(*bias).bytes;
        const bool nothing = std::all_of(bytes.begin(), bytes.end(), [](int b) { return b == 0; });
        if (!nothing || graph.arithmetic != IntegerArithmetic::kShift) inputs.push_back(*bias);
    }
    node.inputs = inputs;
    return true;
}

// Operators whose integer form is defined as the real one between Dequantize and Quantize.
bool defined_by_reals(const Operator& op) {
    const auto* pool = std::get_if<Pool2D>(&op);
    return std::holds_alternative<Elementwise>(op) || std::holds_alternative<Clip>(op) ||
           std::holds_alternative<LeakyRelu>(op) || std::holds_alternative<Unary>(op) ||
           std::holds_alternative<Mean>(op) || std::holds_alternative<Softmax>(op) ||
           std::holds_alternative<LogSoftmax>(op) || std::holds_alternative<Concat>(op) ||
           (pool != nullptr && pool->kind == PoolKind::kAverage);
}

bool moves_codes(const Operator& op) {
    const auto* pool = std::get_if<Pool2D>(&op);
    const auto* resize = std::get_if<Resize>(&op);
    return std::holds_alternative<Reshape>(op) || std::holds_alternative<Transpose>(op) ||
           std::holds_alternative<Slice>(op) || std::holds_alternative<Pad>(op) ||
           (pool != nullptr && pool->kind == PoolKind::kMax) ||
           (resize != nullptr && resize->mode == ResizeMode::kNearest);
}

bool fuse_others(Graph& graph, Node& node, const Tensor& result) {
    std::vector<TensorId> inputs;
    for (const TensorId id : node.inputs) {
        const TensorId codes = id == kNoTensor ? kNoTensor : codes_of(graph, id);
        if (codes == kNoTensor || !is_byte(graph.tensor(codes).type) ||
            !one_scale(graph.tensor(codes)))
            return false;
        inputs.push_back(codes);
    }
    const Tensor& first = graph.tensor(inputs[0]);
    const bool same = first.type == result.type && first.quantisation == result.quantisation;
    if (!defined_by_reals(node.op) && !(moves_codes(node.op) && same)) return false;
    node.inputs = inputs;
    return true;
}

// Reshapes and transposes of real numbers that were codes just before are done with the codes.
void move_before_dequantize(Graph& graph) {
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const Operator op = graph.nodes[i].op;
        if (!std::holds_alternative<Reshape>(op) && !std::holds_alternative<Transpose>(op))
            continue;
        const TensorId codes = codes_of(graph, graph.nodes[i].inputs[0]);
        if (codes == kNoTensor || !one_scale(graph.tensor(codes))) continue;
        Tensor moved = graph.output_of(graph.nodes[i]);
        moved.name += "/codes";
        moved.type = graph.tensor(codes).type;
        moved.quantisation = graph.tensor(codes).quantisation;
        Node dequantize = graph.nodes[i];
        dequantize.op = Dequantize{};
        graph.nodes[i].inputs = {codes};
        graph.nodes[i].output = graph.add_tensor(moved);
        dequantize.inputs = {graph.nodes[i].output};
        graph.nodes.insert(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i) + 1, dequantize);
    }
    remove_unused(graph);
}

// Layers of codes whose result stays real: the sums are exact as int32, and made real after it.
void keep_integer_sums(Graph& graph) {
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        if (!has_weights(graph.nodes[i].op) || !activation_of(graph.nodes[i].op)->none()) continue;
        const TensorId real = graph.nodes[i].output;
        const TensorId w = codes_of(graph, graph.nodes[i].inputs[1]);
        if (graph.tensor(real).type != ElementType::kFloat32 || w == kNoTensor ||
            !one_scale(graph.tensor(w)) || !fuse_products(graph, graph.nodes[i]))
            continue;
        const float x_scale = graph.input_of(graph.nodes[i], 0).quantisation->scale(0);
        Tensor sums = graph.tensor(real);
        sums.name += "/sums";
        sums.type = ElementType::kInt32;
        sums.quantisation =
            Quantisation{{x_scale * graph.tensor(w).quantisation->scale(0)}, {0}, 0};
        Node dequantize = graph.nodes[i];
        dequantize.op = Dequantize{};
        graph.nodes[i].output = graph.add_tensor(sums);
        dequantize.inputs = {graph.nodes[i].output};
        graph.nodes.insert(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i) + 1, dequantize);
    }
}

}  // namespace

void fuse_quantisation(Graph& graph) {
    if (graph.arithmetic == IntegerArithmetic::kFixedPoint) return;
    move_before_dequantize(graph);
    for (std::size_t i = 0; i < graph.nodes.size();) {
        const auto* quantize = std::get_if<Quantize>(&graph.nodes[i].op);
        const TensorId x = graph.nodes[i].inputs[0];
        const Tensor result = graph.output_of(graph.nodes[i]);
        const auto before = producer_of(graph, x);
        const bool fits = quantize != nullptr && before && uses_of(graph, x) == 1 &&
                          is_byte(result.type) && one_scale(result);
        if (!fits) {
            ++i;
            continue;
        }
        Node& node = graph.nodes[*before];
        const bool products = has_weights(node.op) || std::holds_alternative<MatMul>(node.op);
        if (products ? fuse_products(graph, node) : fuse_others(graph, node, result)) {
            merge_into(graph, *before, i);
        } else {
            ++i;
        }
    }
    if (graph.arithmetic == IntegerArithmetic::kShift) keep_integer_sums(graph);
    remove_unused(graph);
}

}  // namespace vta::workloads
