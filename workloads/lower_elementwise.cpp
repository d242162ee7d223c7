// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "workloads/lower_operators.h"
#include "workloads/shift_arithmetic.h"

namespace vta::workloads {

namespace {

/// Adds input `i` of the node, shifted to the left, to the sums.
void add_shifted_input(
    PlanBuilder& plan, LayerDraft& draft, TensorId id, int shift, bool negative) {
    LayerSpec& spec = draft.launch.spec;
    const PictureShape shape = picture_shape(plan.graph().tensor(id).shape);
    ProductTerm term;
    term.input = static_cast<std::uint32_t>(spec.inputs.size());
    const LayerInput input = plan.add_input(draft, id, PackForm::plain(shape));
    const std::int8_t factor = set_shifted_tap(shift, negative, term);
    const ChannelMap map{shape.channels, shape.channels, 0, 1};
    set_channel_copies(plan.config(), input, map, factor, term, draft.launch.weights);
    spec.terms.push_back(std::move(term));
}

}  // namespace

std::string lower_sum(PlanBuilder& plan, std::size_t index, const std::string& reason) {
    const Graph& graph = plan.graph();
    const Node& node = graph.nodes[index];
    const auto& op = std::get<Elementwise>(node.op);
    LayerDraft draft = draft_of(plan, index);
    const SumShifts shifts = sum_shifts(graph, node);
    for (std::size_t i = 0; i < 2; ++i)
        add_shifted_input(plan,
                          draft,
                          node.inputs[i],
                          shifts.left[i],
                          i == 1 && op.kind == ElementwiseKind::kSub);
    draft.epilogue.shift({}, {shifts.right});
    clip_codes(graph.output_of(node), op.activation, draft.epilogue);
    return plan.add_launch(draft, reason);
}

std::string lower_rescale(PlanBuilder& plan, std::size_t index, const std::string& reason) {
    const Graph& graph = plan.graph();
    const Node& node = graph.nodes[index];
    LayerDraft draft = draft_of(plan, index);
    const SumShifts shifts = sum_shifts(graph, node);
    add_shifted_input(plan, draft, node.inputs[0], shifts.left[0], false);
    Activation activation;
    if (const auto* clip = std::get_if<Clip>(&node.op)) activation = clip->range;
    if (const auto* leaky = std::get_if<LeakyRelu>(&node.op)) {
        const ShiftFactor slope = *exact_slope(leaky->alpha);
        EpilogueOp op;
        op.kind = slope.multiplier == 0 ? EpilogueKind::kMax : EpilogueKind::kLeaky;
        op.value = slope.multiplier;
        op.shift = static_cast<std::uint32_t>(slope.shift);
        draft.epilogue.append(op);
    }
    draft.epilogue.shift({}, {shifts.right});
    clip_codes(graph.output_of(node), activation, draft.epilogue);
    return plan.add_launch(draft, reason);
}

std::string lower_pool(PlanBuilder& plan, std::size_t index, const std::string& reason) {
    const Graph& graph = plan.graph();
    const Node& node = graph.nodes[index];
    const PictureShape x = picture_shape(graph.input_of(node, 0).shape);
    Pool2D pool;
    pool.kind = PoolKind::kAverage;
    pool.kernel_h = x.height;
    pool.kernel_w = x.width;
    if (const auto* own = std::get_if<Pool2D>(&node.op)) pool = *own;
    LayerDraft draft = draft_of(plan, index);
    LayerSpec& spec = draft.launch.spec;
    const auto narrow = [](std::int64_t value) { return static_cast<std::uint32_t>(value); };
    ProductTerm term;
    term.stride_h = narrow(pool.window.stride_h);
    term.stride_w = narrow(pool.window.stride_w);
    term.pad_top = narrow(pool.window.padding.top);
    term.pad_left = narrow(pool.window.padding.left);
    for (std::int64_t i = 0; i < pool.kernel_h; ++i)
        for (std::int64_t j = 0; j < pool.kernel_w; ++j)
            term.taps.push_back(
                {narrow(i * pool.window.dilation_h), narrow(j * pool.window.dilation_w), 0, 0});
    const LayerInput input = plan.add_input(draft, node.inputs[0], PackForm::plain(x));
    const ChannelMap map{x.channels, x.channels, 0, 1};
    std::int8_t factor = 1;
    if (pool.kind == PoolKind::kMax) {
        spec.combine = LayerCombine::kMax;
        if (!pool.activation.none())
            clip_codes(graph.output_of(node), pool.activation, draft.epilogue);
    } else {
        const ShiftFactor average = *average_factor(graph, node);
        factor = static_cast<std::int8_t>(average.multiplier);
        draft.epilogue.shift({}, {average.shift});
        clip_codes(graph.output_of(node), pool.activation, draft.epilogue);
    }
    set_channel_copies(plan.config(), input, map, factor, term, draft.launch.weights);
    spec.terms.push_back(std::move(term));
    return plan.add_launch(draft, reason);
}

}  // namespace vta::workloads
