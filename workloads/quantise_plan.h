// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "workloads/graph.h"

/// Steps of quantise(): what is computed with codes, and which tensors share a scale.
namespace vta::workloads {

/// Reads the node's weights (input 1) and they are constant: the accelerator multiplies by them.
bool is_layer(const Graph& graph, const Node& node);

class QuantisePlan {
  public:
    explicit QuantisePlan(const Graph& real);

    /// The node reads and writes codes.
    bool on_codes(std::size_t node) const { return on_codes_[node]; }
    /// int8 codes of the tensor exist: its node makes them, or they are quantised for another.
    bool coded(TensorId id) const { return coded_[id]; }
    /// The tensor is an int32 output of a layer.
    bool wide(TensorId id) const { return wide_[id]; }
    /// Tensors with the same number have the same scale.
    std::size_t group(TensorId id) const;
    /// The Add, Clip or LeakyRelu that is the only reader of a wide tensor; nodes.size() if its
    /// readers compute with real numbers.
    std::size_t absorber(TensorId id) const { return absorber_[id]; }

  private:
    void place();
    void widen();
    void join();
    bool capable(const Node& node) const;
    bool wanted(const Node& node) const;
    bool reads_codes(const Node& node) const;
    void widen_layer(std::size_t node);

    const Graph& graph_;
    std::vector<bool> wants_;  // by tensor: some reader would use codes
    std::vector<bool> on_codes_;
    std::vector<bool> coded_;
    std::vector<bool> wide_;
    std::vector<std::size_t> absorber_;
    std::vector<std::size_t> parent_;  // by tensor
};

}  // namespace vta::workloads
