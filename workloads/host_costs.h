// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/json_reader.h"
#include "workloads/graph.h"

namespace vta::workloads {

/// Nanoseconds of one kind of work on the board's CPU.
struct HostCost {
    double call_ns = 0;     ///< for each execution
    double element_ns = 0;  ///< for each element of the output
    double mac_ns = 0;      ///< for each multiply-accumulate
    double byte_ns = 0;     ///< for each byte read or written
};

/// What host steps are charged: a cost by operator name ("Softmax", "Conv2D", ...), "pack",
/// "unpack" and "requantise", and "other" for those that are not named. docs/networks.md says where
/// the built-in numbers come from.
class HostCosts {
  public:
    /// A Cortex-A9 at 650 MHz, one core (PYNQ-Z1 and other Zynq-7020 boards).
    HostCosts();
    /// {"name": "...", "scale": 0.5, "costs": {"Softmax": {"call_ns": 500, "element_ns": 60}}}:
    /// what is not named keeps its built-in numbers times `scale` (1 if it is missing).
    static HostCosts from_json(const JsonReader& reader);

    const std::string& name() const { return name_; }
    const std::map<std::string, HostCost>& costs() const { return costs_; }

    double node_seconds(const Graph& graph, const Node& node) const;
    /// "pack", "unpack" or "requantise" of so many elements, moving so many bytes.
    double step_seconds(const std::string& what, std::uint64_t elements, std::uint64_t bytes) const;

  private:
    const HostCost& cost(const std::string& what) const;

    std::string name_;
    std::map<std::string, HostCost> costs_;
};

}  // namespace vta::workloads
