// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "sim/network_samples.h"
#include "workloads/graph.h"

namespace vta::sim {

/// Writes the tensors of all nodes for one sample as NPY, and index.json, which says what each node
/// computes and which files it reads and writes (docs/networks-cli.md). `made` holds the values
/// that the device or the host computed, by node; the reference computes the others (those in the
/// middle of a launch), which the index tells.
void dump_layers(const std::string& folder,
                 const workloads::Graph& graph,
                 const NetworkSample& sample,
                 const std::map<std::size_t, workloads::TensorValue>& made);

}  // namespace vta::sim
