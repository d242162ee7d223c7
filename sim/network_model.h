// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/network_options.h"
#include "sim/network_samples.h"
#include "sim/network_settings.h"
#include "workloads/graph.h"
#include "workloads/quantise.h"

namespace vta::sim {

/// A model as it is executed.
struct NetworkModel {
    std::string name;
    workloads::Graph graph;                ///< with integer layers, to be executed
    std::optional<workloads::Graph> real;  ///< the float graph that it approximates
    std::optional<workloads::QuantisationReport> quantisation;  ///< where we quantised it
    std::string arithmetic;  ///< "float32, quantised to powers of two", for reports
};

/// Imports and simplifies a model file, or generates builtin:NAME.
workloads::Graph load_network(const NetworkRunOptions& options, const NetworkSettings& settings);

/// Layers with float32 inputs that the accelerator could compute if they were quantised.
bool has_float_layers(const workloads::Graph& graph);

/// Quantises where that is needed or asked for, with `calibration`.
NetworkModel prepare_network(workloads::Graph loaded,
                             const NetworkRunOptions& options,
                             const std::vector<NetworkSample>& calibration);

}  // namespace vta::sim
