// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workloads/network.h"
#include "workloads/network_plan.h"
#include "workloads/network_schedules.h"

namespace vta::workloads {

struct Network::Impl {
    const Graph graph;
    const isa::HardwareConfig config;
    NetworkSchedules schedules;
    NetworkPlan plan;

    Impl(const Graph& source, const isa::HardwareConfig& hardware, const NetworkOptions& options);
};

}  // namespace vta::workloads
