// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "workloads/graph_edit.h"
#include "workloads/graph_passes.h"
#include "workloads/graph_types.h"

namespace vta::workloads {

namespace {

/// y = scale * x + shift for each channel.
struct ChannelLine {
    std::vector<double> scale;
    std::vector<double> shift;
};

const float* floats_of(const Tensor& tensor) {
    return reinterpret_cast<const float*>(tensor.bytes.data());
}

// A constant with one number, or one for each index of the last axis of `channels`.
std::optional<std::vector<double>> channel_numbers(const Tensor& tensor, std::int64_t channels) {
    if (!tensor.constant || tensor.type != ElementType::kFloat32) return std::nullopt;
    const std::int64_t count = element_count(tensor.shape);
    if (count != 1 && (count != channels || tensor.shape.back() != channels)) return std::nullopt;
    std::vector<double> numbers;
    for (std::int64_t i = 0; i < channels; ++i)
        numbers.push_back(static_cast<double>(floats_of(tensor)[count == 1 ? 0 : i]));
    return numbers;
}

std::optional<ChannelLine> line_of_norm(const Graph& graph,
                                        const Node& node,
                                        std::int64_t channels) {
    const float epsilon = std::get<BatchNorm>(node.op).epsilon;
    std::vector<std::vector<double>> numbers;
    for (std::size_t i = 1; i < 5; ++i) {
        const auto found = channel_numbers(graph.input_of(node, i), channels);
        if (!found) return std::nullopt;
        numbers.push_back(*found);
    }
    ChannelLine line;
    for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
        const double scale =
            numbers[0][c] / std::sqrt(numbers[3][c] + static_cast<double>(epsilon));
        line.scale.push_back(scale);
        line.shift.push_back(numbers[1][c] - numbers[2][c] * scale);
    }
    return line;
}

// What the node does to its input `x`, where it is a line for each channel.
std::optional<ChannelLine> line_of(const Graph& graph, const Node& node, TensorId x) {
    const Tensor& y = graph.output_of(node);
    if (y.type != ElementType::kFloat32 || y.shape.empty() || y.shape != graph.tensor(x).shape)
        return std::nullopt;
    const std::int64_t channels = y.shape.back();
    if (std::holds_alternative<BatchNorm>(node.op)) return line_of_norm(graph, node, channels);
    const auto* op = std::get_if<Elementwise>(&node.op);
    if (op == nullptr || !op->activation.none()) return std::nullopt;
    if (op->kind == ElementwiseKind::kSub && node.inputs[0] != x) return std::nullopt;
    const TensorId other = node.inputs[0] == x ? node.inputs[1] : node.inputs[0];
    const auto numbers = channel_numbers(graph.tensor(other), channels);
    if (!numbers) return std::nullopt;
    ChannelLine line{std::vector<double>(numbers->size(), 1.0),
                     std::vector<double>(numbers->size(), 0.0)};
    if (op->kind == ElementwiseKind::kMul) {
        line.scale = *numbers;
    } else {
        line.shift = *numbers;
    }
    if (op->kind == ElementwiseKind::kSub)
        for (double& shift : line.shift) shift = -shift;
    return line;
}

// Whether the layer ends with sums whose weights and bias can be changed.
bool takes_line(const Graph& graph, const Node& node) {
    if (!has_weights(node.op)) return false;
    Operator op = node.op;
    if (!activation_of(op)->none()) return false;
    const auto* transposed = std::get_if<TransposeConv2D>(&node.op);
    if (transposed != nullptr && transposed->groups != 1) return false;
    const Tensor& w = graph.input_of(node, 1);
    const bool bias_known = !node.has_input(2) || graph.input_of(node, 2).constant;
    return w.constant && w.type == ElementType::kFloat32 && bias_known;
}

void apply_line(Graph& graph, Node& node, const ChannelLine& line) {
    const std::string name = graph.input_of(node, 1).name;
    TensorValue weights = graph.input_of(node, 1).value();
    const std::size_t axis = channel_axis(node.op);
    std::int64_t inner = 1;
    for (std::size_t i = axis + 1; i < weights.shape.size(); ++i) inner *= weights.shape[i];
    const std::int64_t channels = weights.shape[axis];
    for (std::int64_t i = 0; i < weights.count(); ++i) {
        float& number = weights.data<float>()[i];
        number = static_cast<float>(static_cast<double>(number) *
                                    line.scale[static_cast<std::size_t>(i / inner % channels)]);
    }
    TensorValue bias(ElementType::kFloat32, {channels});
    for (std::int64_t c = 0; c < channels; ++c) {
        const auto at = static_cast<std::size_t>(c);
        const double old =
            node.has_input(2) ? static_cast<double>(floats_of(graph.input_of(node, 2))[c]) : 0.0;
        bias.data<float>()[c] = static_cast<float>(old * line.scale[at] + line.shift[at]);
    }
    node.inputs.resize(3, kNoTensor);
    node.inputs[1] = graph.add_constant(name, weights);
    node.inputs[2] = graph.add_constant(name + "/bias", bias);
}

// The node that makes one of the inputs of `next` and can take it in; nothing else reads it.
std::optional<std::size_t> layer_before(const Graph& graph, const Node& next) {
    for (const TensorId id : next.inputs) {
        if (id == kNoTensor || uses_of(graph, id) != 1) continue;
        const auto index = producer_of(graph, id);
        if (index && takes_line(graph, graph.nodes[*index])) return index;
    }
    return std::nullopt;
}

}  // namespace

void fold_channel_arithmetic(Graph& graph) {
    for (std::size_t i = 0; i < graph.nodes.size();) {
        const auto layer = layer_before(graph, graph.nodes[i]);
        const auto line =
            layer ? line_of(graph, graph.nodes[i], graph.nodes[*layer].output) : std::nullopt;
        if (!line) {
            ++i;
            continue;
        }
        apply_line(graph, graph.nodes[*layer], *line);
        merge_into(graph, *layer, i);  // the merged node is looked at again: i has moved
    }
    remove_unused(graph);
}

void fuse_activations(Graph& graph) {
    for (std::size_t i = 0; i < graph.nodes.size();) {
        const auto* clip = std::get_if<Clip>(&graph.nodes[i].op);
        const TensorId x = graph.nodes[i].inputs[0];
        const auto before = producer_of(graph, x);
        Activation* activation =
            before && uses_of(graph, x) == 1 ? activation_of(graph.nodes[*before].op) : nullptr;
        const bool real = graph.tensor(x).type == ElementType::kFloat32;
        if (clip == nullptr || activation == nullptr || !real) {
            ++i;
            continue;
        }
        // Clamping twice is clamping to what both leave, the later one deciding where nothing is.
        const Activation range = clip->range;
        activation->low = std::min(std::max(activation->low, range.low), range.high);
        activation->high = std::max(std::min(activation->high, range.high), range.low);
        merge_into(graph, *before, i);
    }
    remove_unused(graph);
}

namespace {

Window* window_of(Operator& op) {
    if (auto* conv = std::get_if<Conv2D>(&op)) return &conv->window;
    if (auto* depthwise = std::get_if<DepthwiseConv2D>(&op)) return &depthwise->window;
    return nullptr;
}

bool pads_picture_with_zeros(const Node& node) {
    const auto* pad = std::get_if<Pad>(&node.op);
    return pad != nullptr && pad->mode == PadMode::kConstant && pad->value == 0.0F &&
           pad->before.size() == 4 && pad->before[0] == 0 && pad->after[0] == 0 &&
           pad->before[3] == 0 && pad->after[3] == 0;
}

}  // namespace

void fuse_padding(Graph& graph) {
    for (Node& node : graph.nodes) {
        Window* window = window_of(node.op);
        if (window == nullptr) continue;
        const auto before = producer_of(graph, node.inputs[0]);
        if (!before || !pads_picture_with_zeros(graph.nodes[*before])) continue;
        const Pad& pad = std::get<Pad>(graph.nodes[*before].op);
        window->padding.top += pad.before[1];
        window->padding.left += pad.before[2];
        window->padding.bottom += pad.after[1];
        window->padding.right += pad.after[2];
        node.inputs[0] = graph.nodes[*before].inputs[0];
    }
    remove_unused(graph);
}

}  // namespace vta::workloads
