// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>
#include <vector>

#include "workloads/graph.h"

namespace vta::tests {

/// Makes small graphs with seeded random constants.
class GraphBuilder {
  public:
    explicit GraphBuilder(unsigned long long seed) : random_(seed) {}

    workloads::TensorId input(const workloads::Shape& shape);
    workloads::TensorId constant(const workloads::Shape& shape,
                                 float low = -1.0F,
                                 float high = 1.0F);
    /// int8 codes with one scale, or one for each index of axis 0.
    workloads::TensorId codes(const workloads::Shape& shape, std::vector<float> scales);
    /// A float32 node.
    workloads::TensorId add(workloads::Operator op, std::vector<workloads::TensorId> inputs);
    /// A Quantize to int8.
    workloads::TensorId quantize(workloads::TensorId x, float scale, std::int32_t zero_point);

    /// The graph with this output; valid.
    workloads::Graph finish(workloads::TensorId output);
    workloads::TensorValue random_value(const workloads::Shape& shape, float low, float high);

  private:
    std::mt19937_64 random_;
    workloads::Graph graph_;
    int count_ = 0;
};

/// How many nodes have this operator, by name.
std::size_t count_of(const workloads::Graph& graph, const std::string& name);

/// Largest difference between two outputs for the same input.
double largest_difference(const workloads::Graph& a,
                          const workloads::Graph& b,
                          const workloads::TensorValue& input);

}  // namespace vta::tests
