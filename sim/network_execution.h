// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "sim/network_samples.h"
#include "sim/session.h"
#include "workloads/network.h"

namespace vta::sim {

/// What a step of the network took over all executions.
struct StepTotals {
    std::uint64_t cycles = 0;      ///< of the first execution
    std::uint64_t bytes_read = 0;  ///< of one execution
    std::uint64_t bytes_written = 0;
};

/// What all executions gave.
struct NetworkRun {
    std::vector<StepTotals> steps;
    std::uint64_t cycles = 0;                                  ///< over all executions
    std::uint64_t cycles_first = 0;                            ///< of the first one
    std::vector<std::vector<workloads::TensorValue>> outputs;  ///< by sample
    double seconds = 0;                                        ///< of wall clock in the executions
    std::string stopped_by;  ///< what ended the run early; empty: nothing
    std::size_t values_compared = 0;
    std::string difference;  ///< the first from the reference, for a person; empty: none
};

struct ExecutionOptions {
    bool verify = false;
    bool keep_outputs = true;
    double timeout_seconds = 0;
    /// Sees the values of the first execution that the device or the host made, by position of the
    /// node in the network's graph.
    std::function<void(std::size_t, const workloads::TensorValue&)> first_values;
};

/// The node of the graph whose value a step made: names alone may be those of several nodes.
std::size_t node_of_step(const workloads::Graph& graph,
                         const workloads::StepInfo& step,
                         const workloads::TensorValue& value);

/// Executes the network once for each sample, with a progress line. Control-C and the timeout end
/// it; what was done until then is returned. session.observer watches the first execution.
NetworkRun execute_network(const workloads::Network& network,
                           const isa::HardwareConfig& config,
                           const SessionOptions& session,
                           const std::vector<NetworkSample>& samples,
                           const ExecutionOptions& options);

}  // namespace vta::sim
