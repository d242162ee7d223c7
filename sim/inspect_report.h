// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "isa/hardware_config.h"
#include "workloads/graph.h"

namespace vta::sim {

/// A network on accelerators of one configuration: nodes, shapes, work and who does it.
void print_inspection(const workloads::Graph& graph,
                      const isa::HardwareConfig& config,
                      std::ostream& out);
/// The same, schema "vta-inspect-1".
void print_inspection_json(const workloads::Graph& graph,
                           const isa::HardwareConfig& config,
                           std::ostream& out);

}  // namespace vta::sim
