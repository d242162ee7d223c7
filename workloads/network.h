// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "runtime/runtime.h"
#include "workloads/graph.h"
#include "workloads/graph_placement.h"
#include "workloads/host_costs.h"
#include "workloads/layer.h"
#include "workloads/layer_schedule.h"

namespace vta::workloads {

struct NetworkOptions {
    std::uint32_t virtual_threads = 2;
    /// Schedules by layer name, e.g. of the user or of a cache; missing ones are chosen and added.
    std::string schedules_json;
    HostCosts host_costs;  ///< what host steps are charged
    /// Called while nodes are lowered and schedules chosen: nodes done, nodes in all.
    std::function<void(std::size_t, std::size_t)> progress;
};

/// What one step of a network costs, for tables. A step is one launch of the accelerator, or one
/// operator (or change of layout) on the host.
struct StepInfo {
    std::string name;       ///< of the node that it ends with
    std::string operators;  ///< "Conv2D+Add", "Softmax", "pack"
    Unit unit = Unit::kCpu;
    std::string reason;  ///< why there
    Shape output_shape;
    std::uint64_t macs = 0;
    LayerSchedule schedule;   ///< of a launch
    double host_seconds = 0;  ///< by the cost table, for one execution; 0 for a launch
    std::uint64_t compute_bound_cycles = 0;  ///< a launch: GEMM cycles that the sums need at least
    std::uint64_t memory_bound_cycles = 0;   ///< cycles that its bytes need at least on the bus
};

/// What one execution of a step took.
struct StepResult {
    std::size_t step = 0;
    std::uint64_t cycles = 0;      ///< by the device's counter; 0 without time
    std::uint64_t bytes_read = 0;  ///< by the launch's instructions
    std::uint64_t bytes_written = 0;
    const TensorValue* output = nullptr;  ///< of the node, only if values are observed
};

/// A graph made ready for one configuration: which nodes run where, packed weights, schedules.
/// Float nodes run on the host; see quantise().
class Network {
  public:
    Network(const Graph& graph, const isa::HardwareConfig& config, const NetworkOptions& options);
    ~Network();
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    const Graph& graph() const;
    const std::vector<StepInfo>& steps() const;
    /// The schedules in use, to be given to NetworkOptions another time.
    std::string schedules_json() const;
    /// Multiply-accumulates on the accelerator, of all of the graph's.
    std::uint64_t vta_macs() const;

  private:
    friend class NetworkExecutor;
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Runs a network on a device; builds each layer's program once.
class NetworkExecutor {
  public:
    using Observer = std::function<void(const StepResult&)>;

    NetworkExecutor(const Network& network, runtime::Device& device);
    ~NetworkExecutor();
    NetworkExecutor(const NetworkExecutor&) = delete;
    NetworkExecutor& operator=(const NetworkExecutor&) = delete;

    /// One execution: the outputs. The observer sees every step; with `observe_values`, the value
    /// of its node too. Throws UserError for inputs that do not fit and what Device::wait throws.
    std::vector<TensorValue> run(const std::vector<TensorValue>& inputs,
                                 const Observer& observer = {},
                                 bool observe_values = false);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace vta::workloads
