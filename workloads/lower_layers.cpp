// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "workloads/lower_fusion.h"
#include "workloads/lower_operators.h"
#include "workloads/lower_products.h"
#include "workloads/reference_kernels.h"
#include "workloads/shift_arithmetic.h"

namespace vta::workloads {

namespace {

// Weights of a constant term are as long to load as this many pixels save.
constexpr std::uint64_t kManyPixels = 48;

Activation activation_in(const Node& node) {
    Operator op = node.op;
    const Activation* activation = activation_of(op);
    return activation == nullptr ? Activation{} : *activation;
}

std::vector<std::int32_t> bias_of(const Graph& graph, const Node& node) {
    if (!node.has_input(2)) return {};
    const TensorValue value = graph.input_of(node, 2).value();
    return {value.data<std::int32_t>(), value.data<std::int32_t>() + value.count()};
}

/// Lowers one product.
class ProductLowering {
  public:
    ProductLowering(PlanBuilder& plan, std::size_t node, const std::optional<std::size_t>& next)
        : plan_(plan),
          graph_(plan.graph()),
          index_(node),
          node_(graph_.nodes[node]),
          next_(next),
          codes_(graph_.input_of(node_, 0)),
          product_(product_node(graph_, node_)),
          x_(node_.inputs[0]),
          draft_(draft_of(plan, node)) {}

    std::string run(const std::string& reason) {
        look_through_flatten();
        add_terms();
        if (is_shift_node(graph_, node_) && !host_clips()) {
            add_shifts();
            if (next_) add_next();
        } else {
            add_zero_point();
        }
        return plan_.add_launch(draft_, reason);
    }

  private:
    /// A dense layer over a picture that the accelerator wrote is a convolution with a window of
    /// the picture's size; the flat numbers would have to go through the host.
    void look_through_flatten() {
        if (!std::holds_alternative<FullyConnected>(node_.op)) return;
        if (!plan_.needs_packing(x_)) return;
        const TensorId source = plan_.reshaped_from(x_);
        const Shape& from = graph_.tensor(source).shape;
        const Shape& to = graph_.tensor(x_).shape;
        if (plan_.needs_packing(source) || from.size() != 4 || to.size() != 2 || from[0] != to[0])
            return;
        x_ = source;
        product_.kernel_h = from[1];
        product_.kernel_w = from[2];
        product_.group_in = from[3];
    }

    void add_terms() {
        const PictureShape x = picture_shape(graph_.tensor(x_).shape);
        const PictureShape y = picture_shape(graph_.output_of(node_).shape);
        const InputChoice choice = plan_.needs_packing(x_)
                                       ? best_input(product_, x, y, codes_, plan_.config())
                                       : plain_input(product_, x, codes_);
        const LayerInput input = plan_.add_input(draft_, x_, choice.form);
        add_product_terms(plan_.config(), input, choice, draft_.launch.spec, draft_.launch.weights);
    }

    /// int32 outputs may be clipped to more than the ALU's immediates hold.
    bool host_clips() const {
        if (graph_.output_of(node_).type != ElementType::kInt32) return false;
        return !next_ && !activation_in(node_).none();
    }

    // Sums leave as int32; the host does the rest.
    void add_zero_point() {
        std::vector<std::int32_t> correction;
        for (const std::int32_t sum : product_.weight_sums)
            correction.push_back(-codes_.zero * sum);
        draft_.epilogue.add(correction);
        draft_.launch.spec.form = OutputForm::kInt32Planes;
        draft_.finish = index_;
    }

    void add_shifts() {
        const std::vector<int> shifts = layer_shifts(graph_, node_);
        std::vector<std::int32_t> numbers = rounding_bias(bias_of(graph_, node_), shifts);
        rounded_before_ = round_before(shifts, numbers);
        add_bias(numbers);
        draft_.epilogue.shift_down(shifts);
        const Tensor& y = graph_.output_of(node_);
        clip_codes(y, activation_in(node_), draft_.epilogue);
        if (y.type == ElementType::kInt32 && !next_)
            draft_.launch.spec.form = OutputForm::kInt32Planes;
    }

    /// What rounds the sum with another input may be added before the layer's own shift: a whole
    /// multiple of it, as long as no sum leaves 32 bits.
    bool round_before(const std::vector<int>& shifts, std::vector<std::int32_t>& numbers) const {
        if (!next_ || !activation_in(node_).none()) return false;
        const Node& next = graph_.nodes[*next_];
        const int right = sum_shifts(graph_, next).right;
        if (!std::holds_alternative<Elementwise>(next.op) || right == 0) return false;
        constexpr std::int64_t kLargestProduct = 1 << 14, kRoom = std::int64_t{1} << 31;
        const std::int64_t products = product_.kernel_h * product_.kernel_w * product_.group_in;
        std::vector<std::int32_t> sums = numbers;
        if (shifts.size() > sums.size()) sums.resize(shifts.size(), sums[0]);
        for (std::size_t i = 0; i < sums.size(); ++i) {
            const std::int64_t more = std::int64_t{half(right)}
                                      << shifts[shifts.size() > 1 ? i : 0];
            const std::int64_t sum = sums[i] + more;
            if (products * kLargestProduct + std::abs(sum) + more >= kRoom) return false;
            sums[i] = static_cast<std::int32_t>(sum);
        }
        numbers = std::move(sums);
        return true;
    }

    /// As products with constants where there are enough pixels: one cycle a tensor, where a
    /// vector takes two.
    void add_bias(const std::vector<std::int32_t>& numbers) {
        const Picture& output = draft_.launch.spec.output;
        ProductTerm term;
        if (EpilogueBuilder::needs_vector(numbers) &&
            std::uint64_t{output.height} * output.width >= kManyPixels &&
            append_constants(plan_.config(), numbers, term, draft_.launch.weights)) {
            term.input = static_cast<std::uint32_t>(draft_.launch.spec.inputs.size());
            plan_.add_constant_lanes(draft_);
            draft_.launch.spec.terms.push_back(std::move(term));
            return;
        }
        draft_.epilogue.add(numbers);
    }

    void add_next() {
        const Node& next = graph_.nodes[*next_];
        draft_.nodes.push_back(*next_);
        const SumShifts shifts = sum_shifts(graph_, next);
        if (const auto* leaky = std::get_if<LeakyRelu>(&next.op)) {
            const ShiftFactor slope = *exact_slope(leaky->alpha);
            EpilogueOp op;
            op.kind = slope.multiplier == 0 ? EpilogueKind::kMax : EpilogueKind::kLeaky;
            op.value = slope.multiplier;
            op.shift = static_cast<std::uint32_t>(slope.shift);
            draft_.epilogue.append(op);
        }
        if (std::holds_alternative<Elementwise>(next.op)) add_other_term(next, shifts);
        if (rounded_before_)
            draft_.epilogue.shift_down({shifts.right});
        else
            draft_.epilogue.shift({}, {shifts.right});
        const auto* clip = std::get_if<Clip>(&next.op);
        clip_codes(graph_.output_of(next),
                   clip != nullptr ? clip->range : activation_in(next),
                   draft_.epilogue);
    }

    void add_other_term(const Node& next, const SumShifts& shifts) {
        const std::size_t other = 1 - fused_input(graph_, next, index_);
        const bool negative = std::get<Elementwise>(next.op).kind == ElementwiseKind::kSub;
        const TensorId id = next.inputs[other];
        ProductTerm term;
        term.input = static_cast<std::uint32_t>(draft_.launch.spec.inputs.size());
        const PictureShape shape = picture_shape(graph_.tensor(id).shape);
        const LayerInput input = plan_.add_input(draft_, id, PackForm::plain(shape));
        const std::int8_t factor = set_shifted_tap(shifts.left[other], negative, term);
        const ChannelMap map{shape.channels, shape.channels, 0, 1};
        set_channel_copies(plan_.config(), input, map, factor, term, draft_.launch.weights);
        EpilogueOp op;
        op.kind = EpilogueKind::kTerm;
        op.index = static_cast<std::uint32_t>(draft_.launch.spec.late_terms.size());
        draft_.epilogue.append(op);
        draft_.launch.spec.late_terms.push_back(std::move(term));
    }

    PlanBuilder& plan_;
    const Graph& graph_;
    std::size_t index_;
    const Node& node_;
    std::optional<std::size_t> next_;
    InputCodes codes_;
    ProductNode product_;
    TensorId x_;
    LayerDraft draft_;
    bool rounded_before_ = false;  // what rounds the sum with another input is in the bias
};

}  // namespace

LayerDraft draft_of(const PlanBuilder& plan, std::size_t node) {
    const Tensor& y = plan.graph().output_of(plan.graph().nodes[node]);
    const PictureShape shape = picture_shape(y.shape);
    LayerDraft draft(plan.config(), shape.channels);
    draft.nodes.push_back(node);
    draft.launch.spec.output = output_picture(shape, plan.config());
    draft.launch.spec.out_blocks = draft.launch.spec.output.channel_blocks;
    return draft;
}

void clip_codes(const Tensor& output, const Activation& activation, EpilogueBuilder& epilogue) {
    const auto range = shift_range(output, activation);
    epilogue.clip(range.first, range.second);
}

std::string lower_product(PlanBuilder& plan,
                          std::size_t node,
                          const std::optional<std::size_t>& next,
                          const std::string& reason) {
    return ProductLowering(plan, node, next).run(reason);
}

}  // namespace vta::workloads
