// SPDX-License-Identifier: Apache-2.0
#include "workloads/quantise_scales.h"

#include <algorithm>
#include <cmath>

#include "workloads/shift_arithmetic.h"

namespace vta::workloads {

namespace {

constexpr int kMaxBiasBits = 30;      // in units of the sums
constexpr int kMaxResidualShift = 6;  // 2^6 is the largest power of two that a weight can be

int bits_of(float number) {
    int exponent = 0;
    std::frexp(number, &exponent);
    return exponent;
}

bool one_scale_only(const Node& node) {
    const auto* transposed = std::get_if<TransposeConv2D>(&node.op);
    return std::holds_alternative<MatMul>(node.op) ||
           (transposed != nullptr && transposed->groups > 1);
}

}  // namespace

std::size_t output_channels(const Graph& graph, const Node& node) {
    return static_cast<std::size_t>(graph.output_of(node).shape.back());
}

std::size_t weight_channel(const Graph& graph, const Node& node, std::int64_t i) {
    const Tensor& w = graph.input_of(node, 1);
    const bool last =
        std::holds_alternative<DepthwiseConv2D>(node.op) || std::holds_alternative<MatMul>(node.op);
    if (last) return static_cast<std::size_t>(i % w.shape.back());
    return static_cast<std::size_t>(i / (element_count(w.shape) / w.shape[0]));
}

namespace {

/// Weights of one channel that follow one another.
std::int64_t run_of_channel(const Graph& graph, const Node& node) {
    const Shape& shape = graph.input_of(node, 1).shape;
    return weight_channel(graph, node, 1) == 0 ? element_count(shape) / shape[0] : 1;
}

}  // namespace

QuantiseScales::QuantiseScales(const Graph& real,
                               const QuantisePlan& plan,
                               const std::vector<Histogram>& ranges,
                               bool per_channel)
    : graph_(real), plan_(plan), exponents_(real.tensors.size(), 0), weights_(real.nodes.size()) {
    choose_groups(ranges);
    choose_weights(per_channel);
    // Scales only grow, and not beyond those of the sums.
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t n = 0; n < graph_.nodes.size(); ++n)
            changed = (is_layer(graph_, graph_.nodes[n]) ? fit(n) : fit_average(n)) || changed;
    }
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n)
        if (plan_.wide(graph_.nodes[n].output)) choose_wide(n);
}

void QuantiseScales::choose_groups(const std::vector<Histogram>& ranges) {
    std::vector<Histogram> joined(graph_.tensors.size());
    for (TensorId id = 0; id < graph_.tensors.size(); ++id)
        if (plan_.coded(id)) joined[plan_.group(id)].add(ranges[id]);
    for (TensorId id = 0; id < graph_.tensors.size(); ++id)
        if (plan_.coded(id) && plan_.group(id) == id) exponents_[id] = joined[id].best_exponent();
}

void QuantiseScales::choose_weights(bool per_channel) {
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
        const Node& node = graph_.nodes[n];
        if (!is_layer(graph_, node)) continue;
        const bool several = per_channel && !one_scale_only(node);
        std::vector<Histogram> ranges(several ? output_channels(graph_, node) : 1);
        const TensorValue w = graph_.input_of(node, 1).value();
        // Weights of a channel lie together, but for operators whose last axis is the channel.
        const std::int64_t run = several ? run_of_channel(graph_, node) : w.count();
        for (std::int64_t i = 0; i < w.count(); i += run)
            ranges[several ? weight_channel(graph_, node, i) : 0].add(w.data<float>() + i, run);
        for (const Histogram& each : ranges) weights_[n].push_back(each.best_exponent());
    }
}

int QuantiseScales::largest_sum(std::size_t node) const {
    return exponent(graph_.nodes[node].inputs[0]) +
           *std::max_element(weights_[node].begin(), weights_[node].end());
}

// Keeps shifts within 0 to 31 and the bias within 32 bits. Whether something changed.
bool QuantiseScales::fit(std::size_t n) {
    const Node& node = graph_.nodes[n];
    const int x = exponent(node.inputs[0]);
    const TensorId y = node.output;
    const bool narrow = !plan_.wide(y);
    bool changed = false;
    const int largest = *std::max_element(weights_[n].begin(), weights_[n].end());
    for (std::size_t c = 0; c < weights_[n].size(); ++c) {
        int least = (narrow ? exponent(y) - x : largest) - kMaxShift;
        if (node.has_input(2)) {
            const TensorValue bias = graph_.input_of(node, 2).value();
            for (std::int64_t i = 0; i < bias.count(); ++i)
                if (weights_[n].size() == 1 || static_cast<std::size_t>(i) == c)
                    least = std::max(least, bits_of(bias.data<float>()[i]) - kMaxBiasBits - x);
        }
        changed = changed || weights_[n][c] < least;
        weights_[n][c] = std::max(weights_[n][c], least);
    }
    if (narrow && largest_sum(n) > exponent(y)) {
        exponents_[plan_.group(y)] = largest_sum(n);
        changed = true;
    }
    return changed;
}

// Keeps the factor of an average within what a weight can be.
bool QuantiseScales::fit_average(std::size_t n) {
    const Node& node = graph_.nodes[n];
    const auto* pool = std::get_if<Pool2D>(&node.op);
    const bool average = (pool != nullptr && pool->kind == PoolKind::kAverage) ||
                         std::holds_alternative<Mean>(node.op);
    if (!plan_.on_codes(n) || !average) return false;
    bool changed = false;
    const auto fits = [&] {
        const int steps = exponent(node.inputs[0]) - exponent(node.output);
        return average_factor(std::ldexp(1.0 / averaged_elements(graph_, node), steps));
    };
    for (; !fits(); changed = true) ++exponents_[plan_.group(node.output)];
    return changed;
}

// The finest scale that all channels can be shifted to; a term of a sum has that of the sum, which
// is rounded once then.
void QuantiseScales::choose_wide(std::size_t n) {
    const TensorId id = graph_.nodes[n].output;
    exponents_[id] = largest_sum(n);
    const std::size_t absorber = plan_.absorber(id);
    if (absorber == graph_.nodes.size()) return;
    const Node& reader = graph_.nodes[absorber];
    if (!std::holds_alternative<Elementwise>(reader.op)) return;
    const int other = exponent(reader.inputs[reader.inputs[0] == id ? 1 : 0]);
    const int unit = std::max(std::min(other, exponent(reader.output)), other - kMaxResidualShift);
    const int smallest = exponent(graph_.nodes[n].inputs[0]) +
                         *std::min_element(weights_[n].begin(), weights_[n].end());
    exponents_[id] = std::clamp(unit, exponents_[id], smallest + kMaxShift);
}

}  // namespace vta::workloads
