// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "workloads/graph.h"
#include "workloads/quantise_plan.h"
#include "workloads/quantise_scales.h"

/// Steps of quantise(): the graph of codes.
namespace vta::workloads {

struct QuantisedGraph {
    Graph graph;
    std::vector<TensorId> codes;  ///< by tensor of the float graph: its codes, or kNoTensor
    std::vector<TensorId> bias;   ///< by node of the float graph: constant of the layer's bias
};

QuantisedGraph build_quantised(const Graph& real,
                               const QuantisePlan& plan,
                               const QuantiseScales& scales);

/// A number in units of 2^exponent, rounded half to even, saturated at 32 bits.
std::int32_t bias_code(double number, int exponent);
/// k / 2^m with the smallest k that comes within 2.5 % of the slope.
float rounded_slope(float alpha);

}  // namespace vta::workloads
