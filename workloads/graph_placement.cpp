// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph_placement.h"

#include <fmt/format.h>

#include <cmath>

#include "workloads/graph_types.h"

namespace vta::workloads {

namespace {

bool power_of_two(double value) {
    int exponent = 0;
    return value > 0 && std::frexp(value, &exponent) == 0.5;
}

double scale_of(const Tensor& tensor) {
    return tensor.quantisation ? static_cast<double>(tensor.quantisation->scales[0]) : 1.0;
}

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
        return product("GEMM, one convolution for each phase of the stride");
    }
    Placement operator()(const FullyConnected&) const { return product("GEMM"); }
    Placement operator()(const MatMul&) const { return product("GEMM"); }

    Placement operator()(const Elementwise& op) const {
        if (op.kind == ElementwiseKind::kMul) return cpu("the ALU has no multiplication");
        if (x().shape != graph_.input_of(node_, 1).shape) return cpu("the shapes differ");
        if (!integer()) return vta("ALU");
        for (std::size_t i = 0; i < 2; ++i)
            if (!power_of_two(scale_of(graph_.input_of(node_, i)) / scale_of(y_)))
                return cpu("the scales differ by no power of two");
        return vta("ALU");
    }
    Placement operator()(const Clip&) const { return rescaled("ALU"); }
    Placement operator()(const LeakyRelu& op) const {
        if (!integer() && power_of_two(static_cast<double>(op.alpha)))
            return vta("ALU: maximum of x and its shift");
        return cpu("the slope is no power of two");
    }
    Placement operator()(const Unary& op) const {
        return cpu(op.kind == UnaryKind::kTanh ? "needs tanh" : "needs exp");
    }
    Placement operator()(const Pool2D& op) const {
        if (op.kind == PoolKind::kMax) return vta("ALU: maximum");
        return average(op.kernel_h * op.kernel_w, op.window.padding.none() || op.count_padding);
    }
    Placement operator()(const Mean& op) const {
        std::int64_t count = 1;
        for (const std::size_t axis : op.axes) count *= x().shape[axis];
        return average(count, true);
    }

    Placement operator()(const Reshape&) const {
        return {Unit::kNone, "the same numbers in order"};
    }
    Placement operator()(const Identity&) const { return {Unit::kNone, "the same numbers"}; }
    Placement operator()(const Transpose&) const { return cpu("moves numbers"); }
    Placement operator()(const Slice&) const { return cpu("moves numbers"); }
    Placement operator()(const Softmax&) const { return cpu("needs exp and a division"); }
    Placement operator()(const LogSoftmax&) const { return cpu("needs exp and log"); }
    Placement operator()(const Pad& op) const {
        const bool zero = op.mode == PadMode::kConstant && op.value == 0.0F;
        const bool code_zero = !integer() || y_.quantisation->zero_point(0) == 0;
        if (zero && code_zero) return vta("LOAD pads with zeros");
        return cpu(zero ? "zero has a code that LOAD cannot pad with"
                        : "LOAD pads with zeros only");
    }
    Placement operator()(const Concat& op) const {
        if (op.axis + 1 != y_.shape.size()) return cpu("joins another axis than the channels");
        for (const TensorId id : node_.inputs) {
            const Tensor& each = graph_.tensor(id);
            if (each.shape.back() % config_.block_out() != 0)
                return cpu(fmt::format("{} channels are no multiple of a block of {}",
                                       each.shape.back(),
                                       config_.block_out()));
            if (each.quantisation != y_.quantisation) return cpu("the scales differ");
        }
        return vta("STORE puts the blocks side by side");
    }
    Placement operator()(const Resize& op) const {
        const bool whole = op.height % x().shape[1] == 0 && op.width % x().shape[2] == 0;
        if (op.mode == ResizeMode::kNearest && whole) return vta("STORE repeats the blocks");
        return cpu(op.mode == ResizeMode::kNearest ? "the factor is no whole number"
                                                   : "interpolates with products");
    }
    Placement operator()(const Quantize&) const { return cpu("changes the scale or type"); }
    Placement operator()(const Dequantize&) const { return cpu("changes the scale or type"); }
    Placement operator()(const BatchNorm&) const { return cpu("the ALU has no multiplication"); }
    Placement operator()(const InstanceNorm&) const {
        return cpu("needs a square root and products");
    }

  private:
    static Placement vta(const std::string& reason) { return {Unit::kVta, reason}; }
    static Placement cpu(const std::string& reason) { return {Unit::kCpu, reason}; }
    const Tensor& x() const { return graph_.input_of(node_, 0); }
    bool integer() const { return is_byte(y_.type); }

    // Convolutions, dense layers, matrix products.
    Placement product(const std::string& how) const {
        const Tensor& w = graph_.input_of(node_, 1);
        if (!w.constant) return cpu("the weights are computed while the model runs");
        const isa::HardwareParameters& p = config_.parameters();
        if (p.inp_bits < 8 || p.wgt_bits < 8)
            return cpu(fmt::format(
                "8-bit numbers do not fit int{} inputs and int{} weights", p.inp_bits, p.wgt_bits));
        if (!is_byte(x().type)) return vta(how);
        if (y_.type == ElementType::kInt32) return vta(how + "; int32 leaves as four byte planes");
        return vta(shifts_suffice() ? how : how + "; requantised by the CPU");
    }

    bool shifts_suffice() const {
        const Tensor& w = graph_.input_of(node_, 1);
        for (const float scale : w.quantisation->scales)
            if (!power_of_two(scale_of(x()) * static_cast<double>(scale) / scale_of(y_)))
                return false;
        return true;
    }

    Placement rescaled(const std::string& how) const {
        if (integer() && !power_of_two(scale_of(x()) / scale_of(y_)))
            return cpu("the scales differ by no power of two");
        return vta(how);
    }

    Placement average(std::int64_t count, bool same_count) const {
        if (!same_count) return cpu("divides by fewer elements at the borders");
        if (!integer()) return vta("ALU: sum; the division becomes part of the scale");
        return cpu(fmt::format("divides by {} rounding half away from zero", count));
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
