// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "workloads/graph.h"

/// One function for each operator, called by ReferenceInterpreter with checked types and shapes.
namespace vta::workloads {

/// One execution of a node.
struct NodeRun {
    const Graph& graph;
    const Node& node;
    std::vector<const TensorValue*> inputs;  ///< null where the node has none

    const TensorValue& in(std::size_t i) const { return *inputs[i]; }
    bool has(std::size_t i) const { return i < inputs.size() && inputs[i] != nullptr; }
    const Tensor& tensor(std::size_t i) const { return graph.input_of(node, i); }
    const Tensor& out() const { return graph.output_of(node); }
    TensorValue make_output() const { return TensorValue(out().type, out().shape); }
};

// Sums of products, float32 or 8-bit.
TensorValue run_products(const NodeRun& run);

// float32 only.
TensorValue run_elementwise(const NodeRun& run, const Elementwise& op);
TensorValue run_clip(const NodeRun& run, const Clip& op);
TensorValue run_leaky_relu(const NodeRun& run, const LeakyRelu& op);
TensorValue run_unary(const NodeRun& run, const Unary& op);
TensorValue run_pool(const NodeRun& run, const Pool2D& op);
TensorValue run_mean(const NodeRun& run, const Mean& op);
TensorValue run_softmax(const NodeRun& run, const Softmax& op);
TensorValue run_log_softmax(const NodeRun& run, const LogSoftmax& op);
TensorValue run_batch_norm(const NodeRun& run, const BatchNorm& op);
TensorValue run_instance_norm(const NodeRun& run, const InstanceNorm& op);
TensorValue run_resize(const NodeRun& run, const Resize& op);
/// Whether a nearest Resize makes of every pixel a block of its own, as many rows and columns.
bool repeats_pixels(const Resize& op, const Shape& input);

// 8-bit, in TFLite's arithmetic (IntegerArithmetic::kFixedPoint).
TensorValue run_integer_elementwise(const NodeRun& run, const Elementwise& op);
TensorValue run_integer_clip(const NodeRun& run, const Clip& op);
TensorValue run_integer_leaky_relu(const NodeRun& run, const LeakyRelu& op);
TensorValue run_integer_pool(const NodeRun& run, const Pool2D& op);
TensorValue run_integer_mean(const NodeRun& run, const Mean& op);
TensorValue run_integer_softmax(const NodeRun& run, const Softmax& op);
TensorValue run_integer_concat(const NodeRun& run, const Concat& op);

// Codes whose scales are powers of two (IntegerArithmetic::kShift), any operator.
TensorValue run_shift_node(const NodeRun& run);

// Any type: numbers are moved.
TensorValue run_copy(const NodeRun& run);
TensorValue run_transpose(const NodeRun& run, const Transpose& op);
TensorValue run_pad(const NodeRun& run, const Pad& op);
TensorValue run_slice(const NodeRun& run, const Slice& op);
TensorValue run_concat(const NodeRun& run, const Concat& op);
TensorValue run_max_pool(const NodeRun& run, const Pool2D& op);

TensorValue run_quantize(const NodeRun& run);
TensorValue run_dequantize(const NodeRun& run);
/// Real numbers of a quantised value, and back.
TensorValue dequantised(const TensorValue& value, const Quantisation& quantisation);
TensorValue quantised(const TensorValue& value, const Tensor& as, IntegerArithmetic arithmetic);

/// Where row-major element `i` of an output of shape `to` comes from in a broadcast input.
class BroadcastIndex {
  public:
    BroadcastIndex(const Shape& from, const Shape& to);
    std::int64_t operator()(std::int64_t i) const;

  private:
    Shape to_;
    std::vector<std::int64_t> strides_;
    bool same_;
};

/// Calls visit(input_offset) for every element of the window at output row y, column x that lies
/// inside of the picture; offsets count pixels of one image.
template <typename Visit>
void for_window(
    const Shape& x_shape, const Pool2D& op, std::int64_t y, std::int64_t x, const Visit& visit) {
    for (std::int64_t i = 0; i < op.kernel_h; ++i) {
        const std::int64_t row =
            y * op.window.stride_h - op.window.padding.top + i * op.window.dilation_h;
        if (row < 0 || row >= x_shape[1]) continue;
        for (std::int64_t j = 0; j < op.kernel_w; ++j) {
            const std::int64_t column =
                x * op.window.stride_w - op.window.padding.left + j * op.window.dilation_w;
            if (column >= 0 && column < x_shape[2]) visit(row * x_shape[2] + column);
        }
    }
}

}  // namespace vta::workloads
