// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "workloads/quantise.h"
#include "workloads/quantise_build.h"

/// Steps of quantise(): the graph of codes against the float graph.
namespace vta::workloads {

/// Changes the biases of layers so that the means of their sums are those of the float graph, whose
/// means `real_means` holds by tensor for what layers read.
void correct_biases(const Graph& real,
                    const QuantiseScales& scales,
                    const std::vector<ChannelMeans>& real_means,
                    const std::vector<std::vector<TensorValue>>& calibration,
                    QuantisedGraph& quantised);

QuantisationReport compare(const Graph& real,
                           const QuantisedGraph& quantised,
                           const std::vector<std::vector<TensorValue>>& calibration);

}  // namespace vta::workloads
