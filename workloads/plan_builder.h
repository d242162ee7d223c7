// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "workloads/host_costs.h"
#include "workloads/lower_terms.h"
#include "workloads/network_plan.h"
#include "workloads/network_schedules.h"

namespace vta::workloads {

/// A value in device memory, as the accelerator wrote it.
struct DeviceValue {
    BufferIndex buffer = 0;
    Picture picture;  ///< the whole buffer
    std::uint32_t first_block = 0;
};

/// A launch in the making.
struct LayerDraft {
    LaunchStep launch;
    std::vector<std::size_t> nodes;  ///< that it computes; the last one's value leaves
    EpilogueBuilder epilogue;
    std::optional<std::size_t> finish;  ///< a node that the host finishes from int32 sums

    LayerDraft(const isa::HardwareConfig& config, std::int64_t channels)
        : epilogue(config, channels) {}
};

/// Collects the steps of a network, and knows where each value is at that point: with the host, in
/// device memory, or both. Steps that bring values where they are needed are added by itself.
class PlanBuilder {
  public:
    PlanBuilder(const Graph& graph,
                const isa::HardwareConfig& config,
                const HostCosts& costs,
                NetworkSchedules& schedules);

    /// Makes the value an input of the draft, in this form if the host has to pack it. A value that
    /// the accelerator wrote is read where it is if the form is plain and blocks are equal.
    LayerInput add_input(LayerDraft& draft, TensorId id, const PackForm& form);
    /// Makes constant_lanes() an input of the draft, for every batch block.
    void add_constant_lanes(LayerDraft& draft);
    /// Whether add_input would have the host pack it.
    bool needs_packing(TensorId id) const;
    std::optional<DeviceValue> device_value(TensorId id) const { return values_[id].device; }
    void set_device_value(TensorId id, const DeviceValue& value) { values_[id].device = value; }

    /// The value that reshapes made this one of, in another shape; itself if none did.
    TensorId reshaped_from(TensorId id) const;

    /// The buffer and channel blocks that `id` is to be written to from now on.
    void reserve(TensorId id, const DeviceValue& value) { values_[id].reserved = value; }
    std::optional<DeviceValue> reserved(TensorId id) const { return values_[id].reserved; }
    BufferIndex new_buffer(std::uint64_t bytes);

    /// Adds the launch, which writes the value of the last node (to `into`, or where it was
    /// reserved, or to a new buffer). Nothing is added, and the reason returned, if no schedule
    /// exists.
    std::string add_launch(LayerDraft& draft,
                           const std::string& reason,
                           const std::optional<DeviceValue>& into = std::nullopt);
    void add_host_node(std::size_t node, const std::string& reason);
    /// The same numbers in another shape: nothing to do where they are.
    void add_alias(std::size_t node);
    void need_host(TensorId id);

    /// What add_input added before a launch that failed is taken back.
    struct Mark;
    Mark mark() const;
    void rollback(const Mark& mark);

    NetworkPlan take() { return std::move(plan_); }
    const Graph& graph() const { return graph_; }
    const isa::HardwareConfig& config() const { return config_; }

  private:
    struct Value {
        bool host = false;
        std::optional<DeviceValue> device;
        std::optional<DeviceValue> reserved;
        std::optional<std::size_t> reshape;  ///< node that makes it of another value, not done yet
        bool planes = false;                 ///< the device holds int32 planes
        std::optional<std::size_t> finish;   ///< which are sums of this node
        std::vector<std::pair<PackForm, BufferIndex>> packed;
    };

    void add_step(StepAction action, StepInfo info);
    void add_unpack(TensorId id);
    StepInfo layer_info(const LayerDraft& draft, const std::string& reason) const;
    DeviceValue output_place(TensorId id, const LayerSpec& spec);

    const Graph& graph_;
    const isa::HardwareConfig& config_;
    const HostCosts& costs_;
    NetworkSchedules& schedules_;
    NetworkPlan plan_;
    std::vector<Value> values_;
};

struct PlanBuilder::Mark {
    std::size_t steps = 0;
    std::size_t buffers = 0;
    std::vector<Value> values;
};

}  // namespace vta::workloads
