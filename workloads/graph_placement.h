// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "isa/hardware_config.h"
#include "workloads/graph.h"

namespace vta::workloads {

/// Who computes a node.
enum class Unit : std::uint8_t {
    kVta,   ///< the accelerator
    kCpu,   ///< the host
    kNone,  ///< nobody: the numbers stay where they are
};
const char* to_string(Unit unit);  ///< "VTA", "CPU", "-"

struct Placement {
    Unit unit = Unit::kCpu;
    std::string reason;
};

/// Where the node runs on accelerators of this configuration, and why. Nodes of a float model are
/// placed as quantise() would have them, with scales that are powers of two, which the ALU's shifts
/// can do; of an integer model with other scales, sums of products are the accelerator's, and what
/// only a multiplier can do exactly is the CPU's.
Placement place(const Graph& graph, const Node& node, const isa::HardwareConfig& config);

}  // namespace vta::workloads
