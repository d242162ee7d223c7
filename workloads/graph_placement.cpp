// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph_placement.h"

#include <fmt/format.h>

#include <algorithm>

#include "workloads/lower_fusion.h"
#include "workloads/lower_products.h"
#include "workloads/lower_terms.h"
#include "workloads/reference_kernels.h"
#include "workloads/shift_arithmetic.h"

namespace vta::workloads {

namespace {

constexpr const char* kHostCodes =
    "its scales need a multiplier, so that the CPU has the codes between the layers";

bool has_codes(const Graph& graph) {
    return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
        return graph.output_of(node).quantisation.has_value();
    });
}

/// Where the nodes of a graph run. Members that begin with `shift` speak of codes whose scales are
/// powers of two.
class Places {
  public:
    Places(const Graph& graph, const Node& node, const isa::HardwareConfig& config)
        : graph_(graph), node_(node), config_(config), y_(graph.output_of(node)) {}

    Placement operator()(const Conv2D& op) const {
        return product(op.groups > 1 ? "GEMM, group by group" : "GEMM");
    }
    Placement operator()(const DepthwiseConv2D&) const {
        return product(
            fmt::format("GEMM with diagonal weights, 1 of {} useful", config_.block_in()));
    }
    Placement operator()(const TransposeConv2D&) const {
        if (is_byte(x().type) && InputCodes(x()).zero != 0)
            return cpu("its windows at the borders need a zero point of their own");
        return product("GEMM, one convolution for each phase of the stride");
    }
    Placement operator()(const FullyConnected&) const { return product("GEMM"); }
    Placement operator()(const MatMul&) const {
        const Shape& b = graph_.input_of(node_, 1).shape;
        if (element_count(b) != b[b.size() - 1] * b[b.size() - 2])
            return cpu("multiplies by several matrices");
        return product("GEMM");
    }

    Placement operator()(const Elementwise& op) const {
        if (op.kind == ElementwiseKind::kMul) return cpu("the ALU has no multiplication");
        if (x().shape != graph_.input_of(node_, 1).shape) return cpu("the shapes differ");
        return sum("ALU");
    }
    Placement operator()(const Clip&) const { return sum("ALU"); }
    Placement operator()(const LeakyRelu& op) const {
        if (!exact_slope(op.alpha) && shift()) return cpu("the slope is no k / 2^m");
        return sum("ALU: maximum of x and its shift");
    }
    Placement operator()(const Unary& op) const {
        return cpu(op.kind == UnaryKind::kTanh ? "needs tanh" : "needs exp");
    }
    Placement operator()(const Pool2D& op) const {
        if (op.kind == PoolKind::kMax) return moved("ALU: maximum");
        if (!op.window.padding.none() && !op.count_padding)
            return cpu("divides by fewer elements at the borders");
        return average(op.kernel_h * op.kernel_w);
    }
    Placement operator()(const Mean& op) const {
        std::int64_t count = 1;
        for (const std::size_t axis : op.axes) count *= x().shape[axis];
        if (x().shape.size() != 4 || op.axes != std::vector<std::size_t>{1, 2})
            return cpu("averages along other axes than rows and columns");
        return average(count);
    }

    Placement operator()(const Reshape&) const {
        return {Unit::kNone, "the same numbers in order"};
    }
    Placement operator()(const Identity&) const { return {Unit::kNone, "the same numbers"}; }
    Placement operator()(const Transpose&) const { return cpu("moves numbers"); }
    Placement operator()(const Slice& op) const {
        if (x().shape.size() != 4 || op.size[0] != x().shape[0] || op.step[0] != 1)
            return cpu("takes a part of the batch");
        for (const std::int64_t step : op.step)
            if (step < 1) return cpu("goes backwards");
        return moved("GEMM with an identity matrix");
    }
    Placement operator()(const Softmax&) const { return cpu("needs exp and a division"); }
    Placement operator()(const LogSoftmax&) const { return cpu("needs exp and log"); }
    Placement operator()(const Pad& op) const {
        if (op.mode != PadMode::kConstant || op.value != 0.0F)
            return cpu("LOAD pads with zeros only");
        if (x().shape.size() != 4 || op.before[0] != 0 || op.after[0] != 0)
            return cpu("pads the batch");
        for (std::size_t axis = 1; axis < 4; ++axis)
            if (op.before[axis] < 0 || op.after[axis] < 0) return cpu("takes rows away");
        return moved("LOAD pads with zeros");
    }
    Placement operator()(const Concat& op) const {
        if (op.axis + 1 != y_.shape.size()) return cpu("joins another axis than the channels");
        if (!op.activation.none()) return cpu("clips what it joins");
        for (std::size_t i = 0; i + 1 < node_.inputs.size(); ++i) {
            const std::int64_t channels = graph_.input_of(node_, i).shape.back();
            if (channels % config_.block_out() != 0)
                return cpu(fmt::format(
                    "{} channels are no multiple of a block of {}", channels, config_.block_out()));
        }
        return moved("STORE puts the blocks side by side");
    }
    Placement operator()(const Resize& op) const {
        if (op.mode != ResizeMode::kNearest) return cpu("interpolates with products");
        if (!repeats_pixels(op, x().shape)) return cpu("repeats no whole pixels");
        return moved("STORE repeats the blocks");
    }
    Placement operator()(const Quantize&) const {
        if (!codes(x().type)) return cpu("makes codes of real numbers");
        return sum("ALU");
    }
    Placement operator()(const Dequantize&) const { return cpu("makes real numbers of codes"); }
    Placement operator()(const BatchNorm&) const { return cpu("the ALU has no multiplication"); }
    Placement operator()(const InstanceNorm&) const {
        return cpu("needs a square root and products");
    }

  private:
    static Placement vta(const std::string& reason) { return {Unit::kVta, reason}; }
    static Placement cpu(const std::string& reason) { return {Unit::kCpu, reason}; }
    const Tensor& x() const { return graph_.input_of(node_, 0); }
    static bool codes(ElementType type) { return is_byte(type) || type == ElementType::kInt32; }
    bool shift() const { return is_shift_node(graph_, node_); }
    bool integer() const { return y_.quantisation || x().quantisation; }
    /// A float32 node that quantise() would not reach.
    bool left_float() const { return !integer() && has_codes(graph_); }

    std::string wrong_bits() const {
        const isa::HardwareParameters& p = config_.parameters();
        if (p.inp_bits == 8 && p.wgt_bits == 8 && p.acc_bits == 32 && p.out_bits == 8) return "";
        return fmt::format(
            "networks need int8 inputs, weights and outputs with int32 sums; got "
            "int{}, int{}, int{}, int{}",
            p.inp_bits,
            p.wgt_bits,
            p.out_bits,
            p.acc_bits);
    }

    // Convolutions, dense layers, matrix products.
    Placement product(const std::string& how) const {
        if (!graph_.input_of(node_, 1).constant)
            return cpu("the weights are computed while the model runs");
        if (!wrong_bits().empty()) return cpu(wrong_bits());
        if (left_float()) return cpu("float32");
        if (!integer()) return vta(how);
        if (y_.type == ElementType::kInt32) {
            const bool next = shift() && goes_on();
            return vta(next ? how + "; the next operator ends its launch"
                            : how + "; int32 leaves as four byte planes");
        }
        return vta(shift() ? how : how + "; requantised by the CPU");
    }

    /// Whether the node that reads the sums is part of the launch.
    bool goes_on() const {
        for (const Node& next : graph_.nodes) {
            const auto product = fused_product(graph_, next);
            if (product && &graph_.nodes[*product] == &node_) return true;
        }
        return false;
    }

    /// Codes that are neither multiplied nor made of others.
    Placement moved(const std::string& how) const {
        if (!wrong_bits().empty()) return cpu(wrong_bits());
        if (left_float()) return cpu("float32");
        if (!integer()) return vta(how);
        if (!shift()) return cpu(kHostCodes);
        if (y_.type != ElementType::kInt8) return cpu("int32 does not fit an input");
        return vta(how);
    }

    Placement sum(const std::string& how) const {
        Placement moving = moved(how);
        if (moving.unit == Unit::kCpu || !shift()) return moving;
        if (fused_product(graph_, node_)) return vta(how + ", after the layer before");
        for (const TensorId id : node_.inputs)
            if (graph_.tensor(id).type != ElementType::kInt8)
                return cpu("int32 does not fit an input");
        const SumShifts shifts = sum_shifts(graph_, node_);
        const int most = std::holds_alternative<LeakyRelu>(node_.op) ? 0 : kMaxCopyShift;
        for (const int left : shifts.left)
            if (left > most)
                return cpu(fmt::format("shifts by {} to the left, at most {}", left, most));
        return vta(how);
    }

    Placement average(std::int64_t count) const {
        if (integer() && !shift())
            return cpu(fmt::format("divides by {} rounding half away from zero", count));
        return moved("GEMM: sum; the division becomes part of the scale");
    }

    const Graph& graph_;
    const Node& node_;
    const isa::HardwareConfig& config_;
    const Tensor& y_;
};

}  // namespace

const char* to_string(Unit unit) {
    if (unit == Unit::kVta) return "VTA";
    return unit == Unit::kCpu ? "CPU" : "-";
}

Placement place(const Graph& graph, const Node& node, const isa::HardwareConfig& config) {
    return std::visit(Places(graph, node, config), node.op);
}

}  // namespace vta::workloads
