// SPDX-License-Identifier: Apache-2.0
#include "workloads/lower_graph.h"

#include <map>

#include "workloads/lower_fusion.h"
#include "workloads/lower_operators.h"

namespace vta::workloads {

namespace {

class Lowering {
  public:
    Lowering(const Graph& graph,
             const isa::HardwareConfig& config,
             const HostCosts& costs,
             NetworkSchedules& schedules)
        : graph_(graph), plan_(graph, config, costs, schedules) {}

    NetworkPlan run(const std::function<void(std::size_t, std::size_t)>& progress) {
        for (std::size_t n = 0; n < graph_.nodes.size(); ++n)
            if (const auto product = fused(n)) product_of_[n] = *product;
        for (const auto& [next, product] : product_of_) next_of_[product] = next;
        reserve_concats(plan_);
        for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
            // A fused product is lowered with the node that it goes on with.
            if (next_of_.count(n) == 0) lower_node(n);
            if (progress) progress(n + 1, graph_.nodes.size());
        }
        for (const TensorId id : graph_.outputs) plan_.need_host(id);
        return plan_.take();
    }

  private:
    std::optional<std::size_t> fused(std::size_t n) const {
        const auto product = fused_product(graph_, graph_.nodes[n]);
        if (!product) return std::nullopt;
        const bool runs =
            place(graph_, graph_.nodes[*product], plan_.config()).unit == Unit::kVta &&
            place(graph_, graph_.nodes[n], plan_.config()).unit == Unit::kVta;
        return runs ? product : std::nullopt;
    }

    void lower_node(std::size_t n) {
        const Node& node = graph_.nodes[n];
        Placement placement = place(graph_, node, plan_.config());
        if (placement.unit == Unit::kNone) return plan_.add_alias(n);
        if (!graph_.output_of(node).quantisation && !graph_.input_of(node, 0).quantisation)
            placement = {Unit::kCpu, "float32"};
        if (placement.unit == Unit::kCpu) return plan_.add_host_node(n, placement.reason);
        const PlanBuilder::Mark mark = plan_.mark();
        const std::string problem = launch(n, placement.reason);
        if (problem.empty()) return;
        plan_.rollback(mark);
        const auto product = product_of_.find(n);
        if (product != product_of_.end()) plan_.add_host_node(product->second, problem);
        plan_.add_host_node(n, problem);
    }

    std::string launch(std::size_t n, const std::string& reason) {
        const Operator& op = graph_.nodes[n].op;
        const auto product = product_of_.find(n);
        if (product != product_of_.end()) return lower_product(plan_, product->second, n, reason);
        if (is_product(op)) return lower_product(plan_, n, std::nullopt, reason);
        if (std::holds_alternative<Elementwise>(op)) return lower_sum(plan_, n, reason);
        if (std::holds_alternative<Pool2D>(op) || std::holds_alternative<Mean>(op))
            return lower_pool(plan_, n, reason);
        if (std::holds_alternative<Concat>(op)) return lower_concat(plan_, n, reason);
        if (std::holds_alternative<Pad>(op) || std::holds_alternative<Slice>(op) ||
            std::holds_alternative<Resize>(op))
            return lower_movement(plan_, n, reason);
        return lower_rescale(plan_, n, reason);
    }

    const Graph& graph_;
    PlanBuilder plan_;
    std::map<std::size_t, std::size_t> product_of_;  // of a node that a product goes on with
    std::map<std::size_t, std::size_t> next_of_;
};

}  // namespace

NetworkPlan lower(const Graph& graph,
                  const isa::HardwareConfig& config,
                  const HostCosts& costs,
                  NetworkSchedules& schedules,
                  const std::function<void(std::size_t, std::size_t)>& progress) {
    return Lowering(graph, config, costs, schedules).run(progress);
}

}  // namespace vta::workloads
