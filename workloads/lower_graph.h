// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

#include "isa/hardware_config.h"
#include "workloads/graph.h"
#include "workloads/host_costs.h"
#include "workloads/network_plan.h"
#include "workloads/network_schedules.h"

namespace vta::workloads {

/// The steps that execute a graph: launches of the accelerator where place() says so, the other
/// nodes and changes of layout on the host. `progress` sees nodes done and nodes in all.
NetworkPlan lower(const Graph& graph,
                  const isa::HardwareConfig& config,
                  const HostCosts& costs,
                  NetworkSchedules& schedules,
                  const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace vta::workloads
