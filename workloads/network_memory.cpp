// SPDX-License-Identifier: Apache-2.0
#include "workloads/network_memory.h"

#include <algorithm>
#include <optional>

namespace vta::workloads {

namespace {

struct Life {
    std::optional<std::size_t> first;
    std::size_t last = 0;
    bool permanent = false;
};

class Lives {
  public:
    Lives(const Graph& graph, const NetworkPlan& plan) : graph_(graph) {
        lives_.resize(plan.buffer_bytes.size());
        for (step_ = 0; step_ < plan.actions.size(); ++step_)
            std::visit(*this, plan.actions[step_]);
        for (const ConstantBuffer& constant : plan.constants)
            lives_[constant.buffer].permanent = true;
    }
    const std::vector<Life>& lives() const { return lives_; }

    void operator()(const LaunchStep& step) {
        for (const BufferIndex input : step.inputs) use(input);
        use(step.output);
    }
    void operator()(const PackStep& step) {
        use(step.buffer);
        if (graph_.tensor(step.value).constant) lives_[step.buffer].permanent = true;
    }
    void operator()(const UnpackStep& step) { use(step.buffer); }
    void operator()(const HostStep&) {}

  private:
    void use(BufferIndex buffer) {
        if (!lives_[buffer].first) lives_[buffer].first = step_;
        lives_[buffer].last = step_;
    }

    const Graph& graph_;
    std::vector<Life> lives_;
    std::size_t step_ = 0;
};

struct Slot {
    std::uint64_t bytes = 0;
    std::size_t free_after = 0;
    bool permanent = false;
};

/// The smallest free slot that is large enough, else the largest free one, else a new one.
std::size_t find_slot(std::vector<Slot>& slots, std::uint64_t bytes, const Life& life) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i].permanent || slots[i].free_after >= *life.first) continue;
        const auto better = [&](std::uint64_t a, std::uint64_t b) {
            return (a >= bytes) != (b >= bytes) ? a >= bytes : a >= bytes ? a < b : a > b;
        };
        if (!best || better(slots[i].bytes, slots[*best].bytes)) best = i;
    }
    if (best && !life.permanent) return *best;
    slots.emplace_back();
    return slots.size() - 1;
}

}  // namespace

MemoryPlan plan_memory(const Graph& graph, const NetworkPlan& plan) {
    const Lives lives(graph, plan);
    std::vector<BufferIndex> order;
    for (BufferIndex i = 0; i < plan.buffer_bytes.size(); ++i)
        if (lives.lives()[i].first) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](BufferIndex a, BufferIndex b) {
        const Life& x = lives.lives()[a];
        const Life& y = lives.lives()[b];
        return *x.first != *y.first ? *x.first < *y.first : a < b;
    });
    MemoryPlan memory;
    memory.slots.resize(plan.buffer_bytes.size());
    std::vector<Slot> slots;
    for (const BufferIndex i : order) {
        const Life& life = lives.lives()[i];
        const std::size_t slot = find_slot(slots, plan.buffer_bytes[i], life);
        slots[slot].bytes = std::max(slots[slot].bytes, plan.buffer_bytes[i]);
        slots[slot].free_after = life.last;
        slots[slot].permanent = life.permanent;
        memory.slots[i] = slot;
    }
    for (const Slot& slot : slots) memory.slot_bytes.push_back(slot.bytes);
    return memory;
}

std::vector<std::vector<TensorId>> dead_values(const Graph& graph, const NetworkPlan& plan) {
    std::vector<std::size_t> last(graph.tensors.size(), plan.actions.size());
    for (std::size_t i = 0; i < plan.actions.size(); ++i) {
        if (const auto* pack = std::get_if<PackStep>(&plan.actions[i])) last[pack->value] = i;
        if (const auto* host = std::get_if<HostStep>(&plan.actions[i])) {
            const Node& node = graph.nodes[host->node];
            for (const TensorId id : node.inputs)
                if (id != kNoTensor) last[id] = i;
            last[node.output] = std::min(last[node.output], i);
        }
        if (const auto* unpack = std::get_if<UnpackStep>(&plan.actions[i]))
            last[unpack->value] = std::min(last[unpack->value], i);
    }
    for (const TensorId id : graph.outputs) last[id] = plan.actions.size();
    std::vector<std::vector<TensorId>> dead(plan.actions.size());
    for (TensorId id = 0; id < last.size(); ++id)
        if (last[id] < dead.size() && !graph.tensor(id).constant) dead[last[id]].push_back(id);
    return dead;
}

}  // namespace vta::workloads
