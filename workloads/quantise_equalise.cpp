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

// The layer that alone reads what this one makes.
std::optional<std::size_t> next_layer(const Graph& graph, std::size_t n) {
    Operator op = graph.nodes[n].op;
    if (!separable(graph, graph.nodes[n]) || !homogeneous(*activation_of(op))) return std::nullopt;
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

void balance(Graph& graph, std::size_t first, std::size_t second, const std::vector<float>& made) {
    Node& a = graph.nodes[first];
    Node& b = graph.nodes[second];
    Channels outputs(graph, a, true);
    Channels inputs(graph, b, false);
    if (outputs.size() != inputs.size() || made.size() != outputs.size()) return;
    const std::vector<float> read = inputs.ranges();
    std::vector<float> factors(made.size(), 1.0F);
    std::vector<float> inverses(made.size(), 1.0F);
    double logs = 0.0;
    double live = 0.0;
    for (std::size_t c = 0; c < made.size(); ++c) {
        if (made[c] <= 0.0F || read[c] <= 0.0F) continue;
        factors[c] = std::sqrt(read[c] / made[c]);
        logs += std::log2(static_cast<double>(factors[c]));
        live += 1.0;
    }
    const auto middle = static_cast<float>(std::exp2(logs / std::max(live, 1.0)));
    for (std::size_t c = 0; c < made.size(); ++c) {
        if (made[c] <= 0.0F || read[c] <= 0.0F) continue;
        factors[c] = std::clamp(factors[c] / middle, 1.0F / kMaxFactor, kMaxFactor);
        inverses[c] = 1.0F / factors[c];
    }
    outputs.multiply(factors);
    inputs.multiply(inverses);
    if (!a.has_input(2)) return;
    auto* bias = reinterpret_cast<float*>(graph.tensor(a.inputs[2]).bytes.data());
    for (std::size_t c = 0; c < factors.size(); ++c) bias[c] *= factors[c];
}

// A constant that several nodes read must not change for one of them only.
void own_constants(Graph& graph) {
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
        if (!separable(graph, graph.nodes[n])) continue;
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
        if (const std::optional<std::size_t> next = next_layer(graph, n))
            balance(graph, n, *next, sizes[graph.nodes[n].output]);
}

}  // namespace vta::workloads
