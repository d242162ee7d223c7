// SPDX-License-Identifier: Apache-2.0
#include "workloads/network.h"

#include "workloads/lower_graph.h"
#include "workloads/network_impl.h"

namespace vta::workloads {

Network::Impl::Impl(const Graph& source,
                    const isa::HardwareConfig& hardware,
                    const NetworkOptions& options)
    : graph(source),
      config(hardware),
      schedules(config, options.schedules_json, options.virtual_threads) {
    graph.validate();
    plan = lower(graph, config, options.host_costs, schedules, options.progress);
}

Network::Network(const Graph& graph,
                 const isa::HardwareConfig& config,
                 const NetworkOptions& options)
    : impl_(std::make_unique<Impl>(graph, config, options)) {}

Network::~Network() = default;

const Graph& Network::graph() const { return impl_->graph; }

const std::vector<StepInfo>& Network::steps() const { return impl_->plan.infos; }

std::string Network::schedules_json() const { return impl_->schedules.to_json(); }

std::uint64_t Network::vta_macs() const {
    std::uint64_t macs = 0;
    for (const StepInfo& info : impl_->plan.infos)
        if (info.unit == Unit::kVta) macs += info.macs;
    return macs;
}

}  // namespace vta::workloads
