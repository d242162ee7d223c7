// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "isa/hardware_config.h"
#include "workloads/graph.h"
#include "workloads/network.h"

namespace vta::tests {

/// Makes small integer graphs with seeded random weights.
class IntegerGraphBuilder {
  public:
    IntegerGraphBuilder(unsigned long long seed, workloads::IntegerArithmetic arithmetic);

    workloads::Graph& graph() { return graph_; }
    /// int8 (or uint8) codes.
    workloads::TensorId input(const workloads::Shape& shape,
                              float scale,
                              std::int32_t zero_point = 0,
                              workloads::ElementType type = workloads::ElementType::kInt8);
    /// Random weights; several scales belong to `axis`.
    workloads::TensorId weights(const workloads::Shape& shape,
                                const std::vector<float>& scales,
                                std::size_t axis = 0,
                                std::int32_t zero_point = 0,
                                workloads::ElementType type = workloads::ElementType::kInt8);
    workloads::TensorId bias(std::int64_t count);
    /// A node whose output has this type, scale and zero point.
    workloads::TensorId add(workloads::Operator op,
                            std::vector<workloads::TensorId> inputs,
                            float scale,
                            workloads::ElementType type = workloads::ElementType::kInt8,
                            std::int32_t zero_point = 0);
    /// A valid graph with these outputs.
    workloads::Graph finish(std::vector<workloads::TensorId> outputs);

  private:
    std::uint8_t random_byte();

    std::mt19937_64 random_;
    workloads::Graph graph_;
    int count_ = 0;
};

/// Random numbers for every input of the graph.
std::vector<workloads::TensorValue> random_inputs(const workloads::Graph& graph,
                                                  unsigned long long seed);

/// Runs the graph `runs` times on the functional model and requires that all outputs and observed
/// values equal the reference interpreter's. Returns the network's steps.
std::vector<workloads::StepInfo> require_equal_to_reference(const workloads::Graph& graph,
                                                            const isa::HardwareConfig& config,
                                                            unsigned long long seed,
                                                            int runs = 2);

/// The same in several configurations: other blocks, batches, buffers and buses.
void require_equal_in_all(const workloads::Graph& graph, unsigned long long seed);
std::vector<isa::HardwareConfig> network_configs();

/// Operators of the steps on a unit, in order.
std::vector<std::string> steps_on(const std::vector<workloads::StepInfo>& steps,
                                  workloads::Unit unit);

}  // namespace vta::tests
