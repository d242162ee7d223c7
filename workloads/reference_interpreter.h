// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "workloads/graph.h"

namespace vta::workloads {

/// Executes a graph on the host, one operator after the other, the plain way: float32 operators in
/// single precision, 8-bit ones in the integer arithmetic that the graph names. Results do not
/// depend on the machine's vectors or threads. What the accelerator computes is compared with it.
class ReferenceInterpreter {
  public:
    /// Sees the value of every node, in order.
    using Observer = std::function<void(const Node&, const TensorValue&)>;

    /// The graph must outlive the interpreter and pass Graph::validate().
    explicit ReferenceInterpreter(const Graph& graph);

    /// The outputs. Throws UserError for inputs of another number, type or shape.
    std::vector<TensorValue> run(const std::vector<TensorValue>& inputs,
                                 const Observer& observer = {}) const;

  private:
    void check_inputs(const std::vector<TensorValue>& inputs) const;

    const Graph& graph_;
    std::vector<TensorValue> constants_;  // by tensor, empty for others
    std::vector<std::size_t> last_use_;   // by tensor: the node after which its value can go
};

/// Executes one node; `inputs` has a null for each input that the node leaves out.
TensorValue run_node(const Graph& graph,
                     const Node& node,
                     const std::vector<const TensorValue*>& inputs);

}  // namespace vta::workloads
