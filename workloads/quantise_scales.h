// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "workloads/graph.h"
#include "workloads/quantise_plan.h"
#include "workloads/quantise_ranges.h"

/// Steps of quantise(): the exponent of every scale.
namespace vta::workloads {

class QuantiseScales {
  public:
    /// `ranges` is by tensor; what the plan codes has been seen.
    QuantiseScales(const Graph& real,
                   const QuantisePlan& plan,
                   const std::vector<Histogram>& ranges,
                   bool per_channel);

    int exponent(TensorId id) const { return exponents_[plan_.wide(id) ? id : plan_.group(id)]; }
    /// Of a layer's weights: one for each output channel, or one for all.
    const std::vector<int>& weights(std::size_t node) const { return weights_[node]; }

  private:
    void choose_groups(const std::vector<Histogram>& ranges);
    void choose_weights(bool per_channel);
    bool fit(std::size_t node);
    bool fit_average(std::size_t node);
    void choose_wide(std::size_t node);
    int largest_sum(std::size_t node) const;

    const Graph& graph_;
    const QuantisePlan& plan_;
    std::vector<int> exponents_;  // by group, or by tensor that is wide
    std::vector<std::vector<int>> weights_;
};

/// Output channel of weight i of a layer.
std::size_t weight_channel(const Graph& graph, const Node& node, std::int64_t i);
std::size_t output_channels(const Graph& graph, const Node& node);

}  // namespace vta::workloads
