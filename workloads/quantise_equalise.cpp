// SPDX-License-Identifier: Apache-2.0
#include "workloads/quantise_equalise.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

#include "workloads/graph_edit.h"
#include "workloads/quantise_plan.h"

namespace vta::workloads {

namespace {

constexpr float kMaxFactor = 8.0F;  // of a channel

// A positive factor of a channel passes through.
bool homogeneous(const Activation& activation) {
    const bool low = activation.low == 0.0F || std::isinf(activation.low);
    return low && std::isinf(activation.high);
}

bool passes_factors(const Node& node) {
    if (const auto* pool = std::get_if<Pool2D>(&node.op)) return homogeneous(pool->activation);
    if (const auto* clip = std::get_if<Clip>(&node.op)) return homogeneous(clip->range);
    if (const auto* pad = std::get_if<Pad>(&node.op))
        return pad->before.size() == 4 && pad->before[3] == 0 && pad->after[3] == 0 &&
               (pad->mode != PadMode::kConstant || pad->value == 0.0F);
    return std::holds_alternative<LeakyRelu>(node.op) || std::holds_alternative<Resize>(node.op);
}

bool separable(const Graph& graph, const Node& node) {
    if (!is_layer(graph, node) || std::holds_alternative<MatMul>(node.op)) return false;
    const auto* conv = std::get_if<Conv2D>(&node.op);
    const auto* transposed = std::get_if<TransposeConv2D>(&node.op);
    return (conv == nullptr || conv->groups == 1) &&
           (transposed == nullptr || transposed->groups == 1);
}

std::optional<std::size_t> only_reader(const Graph& graph, TensorId id) {
    if (uses_of(graph, id) != 1) return std::nullopt;
    for (std::size_t n = 0; n < graph.nodes.size(); ++n)
        if (graph.nodes[n].inputs[0] == id) return n;
    return std::nullopt;
}

bool is_norm(const Graph& graph, const Node& node) {
    return std::holds_alternative<InstanceNorm>(node.op) && graph.input_of(node, 1).constant &&
           graph.input_of(node, 2).constant;
}

// The layer that alone reads what this layer or norm makes.
std::optional<std::size_t> next_layer(const Graph& graph, std::size_t n) {
    Operator op = graph.nodes[n].op;
    if (!is_norm(graph, graph.nodes[n]) &&
        (!separable(graph, graph.nodes[n]) || !homogeneous(*activation_of(op))))
        return std::nullopt;
    std::optional<std::size_t> reader = only_reader(graph, graph.nodes[n].output);
    while (reader && passes_factors(graph.nodes[*reader]))
        reader = only_reader(graph, graph.nodes[*reader].output);
    if (!reader || !separable(graph, graph.nodes[*reader])) return std::nullopt;
    return reader;
}

/// The weights of a layer by one of their channels.
class Channels {
  public:
    Channels(Graph& graph, const Node& node, bool outputs)
        : numbers_(reinterpret_cast<float*>(graph.tensor(node.inputs[1]).bytes.data())),
          count_(element_count(graph.input_of(node, 1).shape)) {
        const Shape& w = graph.input_of(node, 1).shape;
        const bool depthwise = std::holds_alternative<DepthwiseConv2D>(node.op);
        size_ = outputs && !depthwise ? w[0] : graph.input_of(node, 0).shape.back();
        if (outputs && depthwise) size_ = w.back();
        // Weights of a channel lie side by side, or every `size` numbers.
        inner_ = outputs && !depthwise ? count_ / w[0] : 1;
        if (!outputs && depthwise) inner_ = w.back() / size_;
    }
    std::size_t size() const { return static_cast<std::size_t>(size_); }
    std::size_t channel(std::int64_t i) const {
        return static_cast<std::size_t>(i / inner_ % size_);
    }
    std::vector<float> ranges() const {
        std::vector<float> result(size(), 0.0F);
        for (std::int64_t i = 0; i < count_; ++i)
            result[channel(i)] = std::max(result[channel(i)], std::fabs(numbers_[i]));
        return result;
    }
    void multiply(const std::vector<float>& factors) {
        for (std::int64_t i = 0; i < count_; ++i) numbers_[i] *= factors[channel(i)];
    }

  private:
    float* numbers_;
    std::int64_t count_;
    std::int64_t size_ = 1;
    std::int64_t inner_ = 1;
};

void multiply(Graph& graph, TensorId id, const std::vector<float>& factors) {
    auto* numbers = reinterpret_cast<float*>(graph.tensor(id).bytes.data());
    for (std::size_t c = 0; c < factors.size(); ++c) numbers[c] *= factors[c];
}

// Factors of the channels that are made, for which they use as much of their range as the weights
// that read them. 1 in the geometric mean.
std::vector<float> balancing(const std::vector<float>& made, const std::vector<float>& read) {
    std::vector<float> factors(made.size(), 1.0F);
    double logs = 0.0;
    double live = 0.0;
    for (std::size_t c = 0; c < made.size(); ++c) {
        if (made[c] <= 0.0F || read[c] <= 0.0F) continue;
        factors[c] = std::sqrt(read[c] / made[c]);
        logs += std::log2(static_cast<double>(factors[c]));
        live += 1.0;
    }
    const auto middle = static_cast<float>(std::exp2(logs / std::max(live, 1.0)));
    for (std::size_t c = 0; c < made.size(); ++c)
        if (made[c] > 0.0F && read[c] > 0.0F)
            factors[c] = std::clamp(factors[c] / middle, 1.0F / kMaxFactor, kMaxFactor);
    return factors;
}

// What brings the largest number to the last code of a scale that is a power of two; 1 to 2.
float filling(float size) {
    int exponent = 0;
    const float part = std::frexp(size, &exponent);  // 0.5 to 1
    const float last = 127.0F / 128.0F;
    return size > 0.0F && part < last ? last / part : 1.0F;
}

void balance(Graph& graph, std::size_t first, std::size_t second, const std::vector<float>& made) {
    const Node& a = graph.nodes[first];
    const bool norm = is_norm(graph, a);
    Channels inputs(graph, graph.nodes[second], false);
    if (made.size() != inputs.size()) return;
    std::vector<float> factors = balancing(made, inputs.ranges());
    if (norm) {  // computes with real numbers, so that their common scale is free
        float largest = 0.0F;
        for (std::size_t c = 0; c < made.size(); ++c)
            largest = std::max(largest, made[c] * factors[c]);
        for (float& factor : factors) factor *= filling(largest);
        multiply(graph, a.inputs[1], factors);
    } else {
        Channels outputs(graph, a, true);
        if (outputs.size() != inputs.size()) return;
        outputs.multiply(factors);
    }
    if (a.has_input(2)) multiply(graph, a.inputs[2], factors);
    std::vector<float> inverses;
    inverses.reserve(factors.size());
    for (const float factor : factors) inverses.push_back(1.0F / factor);
    inputs.multiply(inverses);
}

// A norm takes the scale of each channel out again, so that the weights before may use all codes.
void fill_weights(Graph& graph, std::size_t n) {
    const Node& node = graph.nodes[n];
    Operator op = node.op;
    const std::optional<std::size_t> reader = only_reader(graph, node.output);
    if (!separable(graph, node) || !activation_of(op)->none() || !reader ||
        !is_norm(graph, graph.nodes[*reader]))
        return;
    Channels outputs(graph, node, true);
    std::vector<float> factors;
    for (const float range : outputs.ranges()) factors.push_back(filling(range));
    outputs.multiply(factors);
    if (node.has_input(2)) multiply(graph, node.inputs[2], factors);
}

// A constant that several nodes read must not change for one of them only.
void own_constants(Graph& graph) {
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
        const Node& node = graph.nodes[n];
        if (!separable(graph, node) && !is_norm(graph, node)) continue;
        for (std::size_t i = 1; i < graph.nodes[n].inputs.size(); ++i) {
            const TensorId id = graph.nodes[n].inputs[i];
            if (id == kNoTensor || uses_of(graph, id) == 1) continue;
            const Tensor copy = graph.tensor(id);
            graph.nodes[n].inputs[i] = graph.add_tensor(copy);
        }
    }
}

}  // namespace

void equalise(Graph& graph, const std::vector<std::vector<float>>& sizes) {
    own_constants(graph);
    for (std::size_t n = 0; n < graph.nodes.size(); ++n)
        if (const std::optional<std::size_t> next = next_layer(graph, n)) {
            const bool norm = is_norm(graph, graph.nodes[n]);
            const TensorId seen = norm ? graph.nodes[*next].inputs[0] : graph.nodes[n].output;
            balance(graph, n, *next, sizes[seen]);
        }
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) fill_weights(graph, n);
}

}  // namespace vta::workloads
