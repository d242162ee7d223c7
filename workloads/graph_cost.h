// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "workloads/graph.h"

namespace vta::workloads {

/// Multiply-accumulates of a convolution, dense layer or matrix product; those with padding count.
/// 0 for other operators.
std::uint64_t macs_of(const Graph& graph, const Node& node);
std::uint64_t macs_of(const Graph& graph);

/// Trained numbers: elements of the constants that nodes read, each constant once.
std::uint64_t parameters_of(const Graph& graph, const Node& node);
std::uint64_t parameters_of(const Graph& graph);

}  // namespace vta::workloads
