// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "workloads/graph_types.h"
#include "workloads/shift_arithmetic.h"

namespace vta::workloads {

namespace {

// Beyond it a code shifted to the left leaves 32 bits.
constexpr int kMaxLeftShift = 30;

/// What IntegerArithmetic::kShift asks of a node beside the rules of all integer nodes.
class ShiftRules {
  public:
    ShiftRules(const Graph& graph, const Node& node)
        : graph_(graph), node_(node), x_(graph.input_of(node, 0)), y_(graph.output_of(node)) {}

    void operator()(const Conv2D&) const { layer(); }
    void operator()(const DepthwiseConv2D&) const { layer(); }
    void operator()(const TransposeConv2D& op) const {
        if (op.groups > 1 && weights().quantisation && weights().quantisation->per_channel())
            fail("has groups and a scale for each channel");
        layer();
    }
    void operator()(const FullyConnected&) const { layer(); }
    void operator()(const MatMul&) const {
        if (weights().quantisation && weights().quantisation->per_channel())
            fail("has a scale for each channel of a factor");
        layer();
    }

    void operator()(const Elementwise& op) const {
        if (op.kind == ElementwiseKind::kMul) fail("multiplies codes; supported: float32");
        sum();
    }
    void operator()(const Clip&) const { sum(); }
    void operator()(const LeakyRelu& op) const {
        if (!exact_slope(op.alpha))
            fail(
                fmt::format("has the slope {}; supported: k / 2^m with whole k up to 127 and m "
                            "up to {}",
                            op.alpha,
                            kMaxShift));
        sum();
    }
    void operator()(const Quantize&) const {
        if (x_.type == ElementType::kFloat32) {
            wide(y_, "output");
        } else {
            sum();
        }
    }
    void operator()(const Dequantize&) const {
        wide(x_, "input");
        if (y_.type != ElementType::kFloat32) fail("makes something else than float32");
    }

    void operator()(const Pool2D& op) const {
        if (op.kind == PoolKind::kMax) return moved();
        if (!op.window.padding.none() && !op.count_padding)
            fail("divides by fewer elements at the borders; supported with codes: whole windows");
        average();
    }
    void operator()(const Mean& op) const {
        if (x_.shape.size() != 4 || op.axes != std::vector<std::size_t>{1, 2})
            fail("averages codes along other axes than rows and columns");
        average();
    }

    void operator()(const Concat&) const {
        for (const TensorId id : node_.inputs) same_scale(graph_.tensor(id));
    }
    void operator()(const Reshape&) const { moved_wide(); }
    void operator()(const Transpose&) const { moved_wide(); }
    void operator()(const Slice&) const { moved_wide(); }
    void operator()(const Identity&) const { moved_wide(); }
    void operator()(const Pad&) const { moved_wide(); }
    void operator()(const Resize& op) const {
        if (op.mode == ResizeMode::kLinear) fail("interpolates codes; supported: float32");
        moved_wide();
    }
    template <typename Other>
    void operator()(const Other&) const {
        fail("computes with codes; supported: float32");
    }

  private:
    [[noreturn]] void fail(const std::string& problem) const { fail_node(graph_, node_, problem); }
    const Tensor& weights() const { return graph_.input_of(node_, 1); }

    void scales(const Tensor& tensor, const char* what) const {
        if (!tensor.quantisation) fail(fmt::format("{} has no scale", what));
        const Quantisation& q = *tensor.quantisation;
        for (const float scale : q.scales)
            if (!exponent_of(scale))
                fail(fmt::format("{} has the scale {}, want a power of two", what, scale));
        for (const std::int32_t zero : q.zero_points)
            if (zero != 0) fail(fmt::format("{} has the zero point {}, want 0", what, zero));
    }
    void narrow(const Tensor& tensor, const char* what) const {
        if (tensor.type != ElementType::kInt8)
            fail(fmt::format("{} is {}, want int8", what, to_string(tensor.type)));
        scales(tensor, what);
    }
    void one_scale(const Tensor& tensor, const char* what) const {
        scales(tensor, what);
        if (tensor.quantisation->per_channel())
            fail(fmt::format("{} has several scales; supported: one", what));
    }
    void wide(const Tensor& tensor, const char* what) const {
        if (tensor.type != ElementType::kInt8 && tensor.type != ElementType::kInt32)
            fail(fmt::format("{} is {}, want int8 or int32", what, to_string(tensor.type)));
        one_scale(tensor, what);
    }
    void same_scale(const Tensor& tensor) const {
        narrow(tensor, "input");
        if (tensor.quantisation != y_.quantisation)
            fail("has another scale before than after; supported: the same");
    }
    void in_range(int shift, int most, const char* what) const {
        if (shift < 0 || shift > most)
            fail(fmt::format("{} by {}, want 0 to {}", what, shift, most));
    }

    void layer() const {
        if (!weights().constant) fail("multiplies two computed tensors; supported: float32");
        narrow(x_, "input");
        narrow(weights(), "weights");
        wide(y_, "output");
        if (weights().quantisation->per_channel() &&
            weights().quantisation->axis != channel_axis(node_.op))
            fail("has scales along another axis than that of the output channels");
        if (node_.has_input(2) && graph_.input_of(node_, 2).type != ElementType::kInt32)
            fail(fmt::format("bias is {}, want int32", to_string(graph_.input_of(node_, 2).type)));
        for (const int shift : layer_shifts(graph_, node_))
            in_range(shift, kMaxShift, "shifts its sums to the right");
    }
    void sum() const {
        for (std::size_t i = 0; i < node_.inputs.size(); ++i)
            wide(graph_.input_of(node_, i), "input");
        wide(y_, "output");
        const SumShifts shifts = sum_shifts(graph_, node_);
        for (const int left : shifts.left)
            in_range(left, kMaxLeftShift, "shifts a term to the left");
        in_range(shifts.right, kMaxShift, "shifts the sum to the right");
    }
    void average() const {
        narrow(x_, "input");
        wide(y_, "output");
        if (!average_factor(graph_, node_)) fail("averages to a scale that is too small");
    }
    void moved() const { same_scale(x_); }
    void moved_wide() const {
        wide(x_, "input");
        if (x_.type != y_.type || x_.quantisation != y_.quantisation)
            fail("has another scale before than after; supported: the same");
    }

    const Graph& graph_;
    const Node& node_;
    const Tensor& x_;
    const Tensor& y_;
};

bool touches_codes(const Graph& graph, const Node& node) {
    const bool input = std::any_of(node.inputs.begin(), node.inputs.end(), [&](TensorId id) {
        return id != kNoTensor && graph.tensor(id).quantisation;
    });
    return input || graph.output_of(node).quantisation;
}

}  // namespace

bool check_shift_types(const Graph& graph, const Node& node) {
    if (graph.arithmetic != IntegerArithmetic::kShift || !touches_codes(graph, node)) return false;
    std::visit(ShiftRules(graph, node), node.op);
    return true;
}

}  // namespace vta::workloads
