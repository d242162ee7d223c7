// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph_types.h"

#include <fmt/format.h>

namespace vta::workloads {

namespace {

class TypeRules {
  public:
    TypeRules(const Graph& graph, const Node& node)
        : graph_(graph), node_(node), y_(graph.output_of(node)) {}

    void operator()(const Conv2D&) const { products(); }
    void operator()(const DepthwiseConv2D&) const { products(); }
    void operator()(const TransposeConv2D& op) const {
        products();
        if (op.groups > 1 && weights_per_channel()) fail("has groups and a scale for each channel");
    }
    void operator()(const FullyConnected&) const { products(); }
    void operator()(const MatMul&) const {
        products();
        if (weights_per_channel()) fail("has a scale for each channel of a factor");
    }

    void operator()(const Elementwise&) const { numbers(2); }
    void operator()(const Clip&) const { numbers(1); }
    void operator()(const LeakyRelu&) const { numbers(1); }
    void operator()(const Unary&) const { numbers(1); }
    void operator()(const Mean&) const { numbers(1); }
    void operator()(const Softmax&) const { numbers(1); }
    void operator()(const LogSoftmax&) const { numbers(1); }
    void operator()(const Concat&) const { numbers(node_.inputs.size()); }
    void operator()(const Pool2D& op) const {
        if (op.kind == PoolKind::kMax && is_byte(x().type)) {
            same();
        } else {
            numbers(1);
        }
    }

    void operator()(const Reshape&) const { same(); }
    void operator()(const Transpose&) const { same_type(); }
    void operator()(const Slice&) const { same(); }
    void operator()(const Identity&) const { same(); }
    void operator()(const Pad&) const { same(); }
    void operator()(const Resize& op) const {
        same();
        if (op.mode == ResizeMode::kLinear && x().type != ElementType::kFloat32)
            fail("interpolates integers");
    }

    void operator()(const Quantize&) const {
        if (x().type != ElementType::kFloat32) quantised(x(), "input");
        quantised(y_, "output");
    }
    void operator()(const Dequantize&) const {
        quantised(x(), "input");
        if (y_.type != ElementType::kFloat32) fail("makes something else than float32");
    }
    void operator()(const BatchNorm&) const { floats(); }
    void operator()(const InstanceNorm&) const { floats(); }

  private:
    [[noreturn]] void fail(const std::string& problem) const { fail_node(graph_, node_, problem); }
    const Tensor& x() const { return graph_.input_of(node_, 0); }

    bool weights_per_channel() const {
        const Tensor& w = graph_.input_of(node_, 1);
        return w.quantisation && w.quantisation->per_channel();
    }

    void quantised(const Tensor& tensor, const char* what) const {
        if (tensor.type == ElementType::kFloat32 || !tensor.quantisation)
            fail(fmt::format("{} is {} without a scale", what, to_string(tensor.type)));
    }

    void per_tensor(const Tensor& tensor, const char* what) const {
        if (tensor.quantisation && tensor.quantisation->per_channel())
            fail(fmt::format("{} has several scales; supported: one", what));
    }

    void want(const Tensor& tensor, ElementType type, const char* what) const {
        if (tensor.type != type)
            fail(fmt::format("{} is {}, want {}", what, to_string(tensor.type), to_string(type)));
    }

    void floats() const {
        for (std::size_t i = 0; i < node_.inputs.size(); ++i)
            if (node_.has_input(i)) want(graph_.input_of(node_, i), ElementType::kFloat32, "input");
        want(y_, ElementType::kFloat32, "output");
    }

    // Sums of products: float32, or bytes into int32, requantised or not.
    void products() const {
        const Tensor& w = graph_.input_of(node_, 1);
        if (x().type == ElementType::kFloat32) return floats();
        if (!is_byte(x().type) || !is_byte(w.type))
            fail(fmt::format("multiplies {} with {}; supported: float32, int8 and uint8",
                             to_string(x().type),
                             to_string(w.type)));
        quantised(x(), "input");
        quantised(w, "weights");
        per_tensor(x(), "input");
        per_tensor(y_, "output");
        if (weights_per_channel() && has_weights(node_.op) &&
            w.quantisation->axis != channel_axis(node_.op))
            fail("has scales along another axis than that of the output channels");
        if (node_.has_input(2)) want(graph_.input_of(node_, 2), ElementType::kInt32, "bias");
        if (is_byte(y_.type)) return quantised(y_, "output");
        want(y_, ElementType::kInt32, "output");
    }

    // Real numbers: float32, or bytes with a scale.
    void numbers(std::size_t inputs) const {
        if (y_.type == ElementType::kFloat32) return floats();
        for (std::size_t i = 0; i < inputs; ++i) {
            const Tensor& each = graph_.input_of(node_, i);
            if (!is_byte(each.type))
                fail(fmt::format(
                    "input {} is {}; supported: float32, int8, uint8", i, to_string(each.type)));
            quantised(each, "input");
            per_tensor(each, "input");
        }
        if (!is_byte(y_.type)) fail(fmt::format("output is {}", to_string(y_.type)));
        quantised(y_, "output");
        per_tensor(y_, "output");
    }

    void same_type() const { want(y_, x().type, "output"); }
    void same() const {
        same_type();
        if (x().quantisation != y_.quantisation)
            fail("has another scale before than after; supported: the same");
    }

    const Graph& graph_;
    const Node& node_;
    const Tensor& y_;
};

}  // namespace

void check_types(const Graph& graph, const Node& node) {
    if (!check_shift_types(graph, node)) std::visit(TypeRules(graph, node), node.op);
}

std::size_t channel_axis(const Operator& op) {
    return std::holds_alternative<DepthwiseConv2D>(op) ? 3 : 0;
}

bool has_weights(const Operator& op) {
    return std::holds_alternative<Conv2D>(op) || std::holds_alternative<DepthwiseConv2D>(op) ||
           std::holds_alternative<TransposeConv2D>(op) ||
           std::holds_alternative<FullyConnected>(op);
}

}  // namespace vta::workloads
