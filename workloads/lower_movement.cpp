// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "workloads/graph_edit.h"
#include "workloads/graph_placement.h"
#include "workloads/lower_operators.h"

// Operators that move codes: products with identity matrices, written where they belong.
namespace vta::workloads {

namespace {

std::uint32_t narrow(std::int64_t value) { return static_cast<std::uint32_t>(value); }

/// Taps and channels of the operators on [N,H,W,C].
struct Movement {
    ProductTerm term;
    ChannelMap map;

    Movement(const Shape& x, const Shape& y) {
        map.in_channels = x.back();
        map.out_channels = y.back();
        term.taps.assign(1, Tap{});
    }
    void operator()(const Pad& op) {
        term.pad_top = narrow(op.before[1]);
        term.pad_left = narrow(op.before[2]);
        map.begin = -op.before[3];
    }
    void operator()(const Slice& op) {
        term.stride_h = narrow(op.step[1]);
        term.stride_w = narrow(op.step[2]);
        term.taps[0].y = narrow(op.begin[1]);
        term.taps[0].x = narrow(op.begin[2]);
        map.begin = op.begin[3];
        map.step = op.step[3];
    }
    template <typename Other>
    void operator()(const Other&) {}

    void repeat(std::int64_t rows, std::int64_t columns) {
        term.phases_h = narrow(rows);
        term.phases_w = narrow(columns);
        term.taps.clear();
        for (std::uint32_t i = 0; i < term.phases_h; ++i)
            for (std::uint32_t j = 0; j < term.phases_w; ++j) term.taps.push_back({0, 0, i, j});
    }
};

std::int64_t blocks_of_channels(const PlanBuilder& plan, TensorId id) {
    return blocks_for(plan.graph().tensor(id).shape.back(), plan.config().block_out());
}

/// Whether a launch writes the tensor's bytes, and nothing else takes part in it.
bool written_by_launch(const PlanBuilder& plan, TensorId id) {
    const Graph& graph = plan.graph();
    const std::optional<std::size_t> producer = producer_of(graph, id);
    if (!producer) return false;
    return place(graph, graph.nodes[*producer], plan.config()).unit == Unit::kVta;
}

/// A copy of a value into blocks of a larger buffer.
std::string copy_into(PlanBuilder& plan,
                      std::size_t index,
                      TensorId id,
                      const DeviceValue& place,
                      const std::string& reason) {
    const PictureShape shape = picture_shape(plan.graph().tensor(id).shape);
    LayerDraft draft(plan.config(), shape.channels);
    draft.nodes.push_back(index);
    draft.launch.spec.out_blocks = blocks_for(shape.channels, plan.config().block_out());
    draft.launch.spec.output = place.picture;
    ProductTerm term;
    term.taps.assign(1, Tap{});
    const LayerInput input = plan.add_input(draft, id, PackForm::plain(shape));
    set_channel_copies(plan.config(),
                       input,
                       {shape.channels, shape.channels, 0, 1},
                       1,
                       term,
                       draft.launch.weights);
    draft.launch.spec.terms.push_back(std::move(term));
    return plan.add_launch(draft, reason, place);
}

}  // namespace

std::string lower_movement(PlanBuilder& plan, std::size_t index, const std::string& reason) {
    const Graph& graph = plan.graph();
    const Node& node = graph.nodes[index];
    const Shape& x = graph.input_of(node, 0).shape;
    Movement movement(x, graph.output_of(node).shape);
    std::visit(movement, node.op);
    if (const auto* resize = std::get_if<Resize>(&node.op))
        movement.repeat(resize->height / x[1], resize->width / x[2]);
    LayerDraft draft = draft_of(plan, index);
    const LayerInput input =
        plan.add_input(draft, node.inputs[0], PackForm::plain(picture_shape(x)));
    set_channel_copies(plan.config(), input, movement.map, 1, movement.term, draft.launch.weights);
    draft.launch.spec.terms.push_back(std::move(movement.term));
    return plan.add_launch(draft, reason);
}

void reserve_concats(PlanBuilder& plan) {
    const Graph& graph = plan.graph();
    // Backwards: a Concat that is part of another lies in the other's buffer.
    for (std::size_t n = graph.nodes.size(); n-- > 0;) {
        const Node& node = graph.nodes[n];
        if (!std::holds_alternative<Concat>(node.op)) continue;
        if (place(graph, node, plan.config()).unit != Unit::kVta) continue;
        DeviceValue at;
        if (const auto own = plan.reserved(node.output)) {
            at = *own;
        } else {
            at.picture = output_picture(picture_shape(graph.output_of(node).shape), plan.config());
            at.buffer = plan.new_buffer(at.picture.tensors() *
                                        plan.config().elem_bytes(isa::MemoryType::kOut));
            plan.reserve(node.output, at);
        }
        for (const TensorId id : node.inputs) {
            // A value that is part of several goes to one of them and is copied for the others.
            if (!plan.reserved(id) && written_by_launch(plan, id)) plan.reserve(id, at);
            at.first_block += narrow(blocks_of_channels(plan, id));
        }
    }
}

std::string lower_concat(PlanBuilder& plan, std::size_t index, const std::string& reason) {
    const Node& node = plan.graph().nodes[index];
    DeviceValue at = *plan.reserved(node.output);
    const DeviceValue joined = at;
    for (const TensorId id : node.inputs) {
        const auto value = plan.device_value(id);
        const bool there =
            value && value->buffer == at.buffer && value->first_block == at.first_block;
        if (!there) {
            std::string problem = copy_into(plan, index, id, at, reason);
            if (!problem.empty()) return problem;
        }
        at.first_block += narrow(blocks_of_channels(plan, id));
    }
    plan.set_device_value(node.output, joined);
    return "";
}

}  // namespace vta::workloads
