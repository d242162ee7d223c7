// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/network_plan.h"

namespace vta::workloads {

/// Which buffers of a plan share memory: those that are never needed at the same time.
struct MemoryPlan {
    std::vector<std::uint64_t> slot_bytes;
    std::vector<std::size_t> slots;  ///< by BufferIndex
};
/// Packed constants keep memory of their own.
MemoryPlan plan_memory(const Graph& graph, const NetworkPlan& plan);

/// By step: host values that no later step reads.
std::vector<std::vector<TensorId>> dead_values(const Graph& graph, const NetworkPlan& plan);

}  // namespace vta::workloads
