// SPDX-License-Identifier: Apache-2.0
#include "workloads/quantise_plan.h"

#include <algorithm>
#include <numeric>

#include "workloads/graph_edit.h"
#include "workloads/graph_types.h"

namespace vta::workloads {

namespace {

template <typename... Ops>
bool is_one_of(const Operator& op) {
    return (std::holds_alternative<Ops>(op) || ...);
}

// Numbers keep their values.
bool moves(const Operator& op) {
    const auto* resize = std::get_if<Resize>(&op);
    const auto* pad = std::get_if<Pad>(&op);
    if (resize != nullptr) return resize->mode == ResizeMode::kNearest;
    if (pad != nullptr) return pad->mode != PadMode::kConstant || pad->value == 0.0F;
    return is_one_of<Reshape, Transpose, Slice, Identity, Concat>(op);
}

bool is_max_pool(const Operator& op) {
    const auto* pool = std::get_if<Pool2D>(&op);
    return pool != nullptr && pool->kind == PoolKind::kMax;
}

bool no_activation(const Node& node) {
    Operator op = node.op;
    const Activation* activation = activation_of(op);
    return activation == nullptr || activation->none();
}

std::vector<std::size_t> readers_of(const Graph& graph, TensorId id) {
    std::vector<std::size_t> readers;
    for (std::size_t n = 0; n < graph.nodes.size(); ++n)
        for (const TensorId input : graph.nodes[n].inputs)
            if (input == id) readers.push_back(n);
    return readers;
}

}  // namespace

bool is_layer(const Graph& graph, const Node& node) {
    const bool products = has_weights(node.op) || std::holds_alternative<MatMul>(node.op);
    return products && graph.input_of(node, 1).constant &&
           (!node.has_input(2) || graph.input_of(node, 2).constant) &&
           !graph.input_of(node, 0).constant;
}

QuantisePlan::QuantisePlan(const Graph& real)
    : graph_(real),
      wants_(real.tensors.size(), false),
      on_codes_(real.nodes.size(), false),
      coded_(real.tensors.size(), false),
      wide_(real.tensors.size(), false),
      absorber_(real.tensors.size(), real.nodes.size()),
      parent_(real.tensors.size()) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    place();
    widen();
    join();
}

std::size_t QuantisePlan::group(TensorId id) const {
    std::size_t at = id;
    while (parent_[at] != at) at = parent_[at];
    return at;
}

// Whether the operator has a form for codes, if its inputs are codes.
bool QuantisePlan::capable(const Node& node) const {
    if (is_layer(graph_, node) || moves(node.op)) return true;
    if (const auto* elementwise = std::get_if<Elementwise>(&node.op))
        return elementwise->kind != ElementwiseKind::kMul;
    if (const auto* leaky = std::get_if<LeakyRelu>(&node.op))
        return leaky->alpha >= 0.0F && leaky->alpha <= 1.0F;
    if (const auto* pool = std::get_if<Pool2D>(&node.op))
        return is_max_pool(node.op) || pool->window.padding.none() || pool->count_padding;
    if (const auto* mean = std::get_if<Mean>(&node.op))
        return graph_.input_of(node, 0).shape.size() == 4 &&
               mean->axes == std::vector<std::size_t>{1, 2};
    return std::holds_alternative<Clip>(node.op);
}

// Numbers are moved as codes only where codes are needed behind.
bool QuantisePlan::wanted(const Node& node) const {
    return capable(node) && (!moves(node.op) || wants_[node.output]);
}

void QuantisePlan::place() {
    for (std::size_t n = graph_.nodes.size(); n-- > 0;) {
        const Node& node = graph_.nodes[n];
        if (!wanted(node)) continue;
        for (std::size_t i = 0; i < node.inputs.size(); ++i)
            if (node.has_input(i) && (i == 0 || !is_layer(graph_, node)))
                wants_[node.inputs[i]] = true;
    }
    std::vector<bool> made(graph_.tensors.size(), false);  // as codes
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
        const Node& node = graph_.nodes[n];
        const bool inputs = std::all_of(node.inputs.begin(), node.inputs.end(), [&](TensorId id) {
            return id < made.size() && made[id];
        });
        on_codes_[n] = is_layer(graph_, node) || (wanted(node) && inputs);
        made[node.output] = on_codes_[n];
        coded_[node.output] = on_codes_[n];
        if (is_layer(graph_, node)) coded_[node.inputs[0]] = true;
    }
}

// A layer's sums stay int32 where what reads them adds or bends them before they become codes, or
// computes with real numbers.
void QuantisePlan::widen_layer(std::size_t n) {
    const Node& node = graph_.nodes[n];
    const TensorId id = node.output;
    const std::vector<std::size_t> readers = readers_of(graph_, id);
    const bool all_real = std::none_of(
        readers.begin(), readers.end(), [&](std::size_t reader) { return on_codes_[reader]; });
    wide_[id] = all_real;
    if (all_real || readers.size() != 1 || is_output(graph_, id) || !no_activation(node)) return;
    const Node& reader = graph_.nodes[readers[0]];
    if (is_one_of<Clip, LeakyRelu>(reader.op)) wide_[id] = true;
    if (is_one_of<Elementwise>(reader.op)) {
        // Of two layers that are added, the later one takes the other's codes.
        const TensorId other = reader.inputs[reader.inputs[0] == id ? 1 : 0];
        const auto before = producer_of(graph_, other);
        wide_[id] = graph_.tensor(other).shape == graph_.tensor(id).shape && before && *before < n;
        if (!wide_[id] && before && *before > n)
            wide_[id] = !is_layer(graph_, graph_.nodes[*before]) && !wide_[other] &&
                        graph_.tensor(other).shape == graph_.tensor(id).shape;
    }
    if (wide_[id]) absorber_[id] = readers[0];
}

void QuantisePlan::widen() {
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n)
        if (is_layer(graph_, graph_.nodes[n])) widen_layer(n);
    for (std::size_t id = 0; id < wide_.size(); ++id)
        if (wide_[id]) coded_[id] = false;
}

void QuantisePlan::join() {
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
        const Node& node = graph_.nodes[n];
        if (!on_codes_[n] || !(moves(node.op) || is_max_pool(node.op))) continue;
        for (const TensorId id : node.inputs) parent_[group(id)] = group(node.output);
    }
}

}  // namespace vta::workloads
