// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "workloads/import_tflite_reader.h"

namespace vta::workloads {

namespace {

/// Rows before and after a picture so that ceil(size / stride) windows fit.
std::pair<std::int64_t, std::int64_t> same_padding(std::int64_t size,
                                                   std::int64_t kernel,
                                                   std::int64_t stride,
                                                   std::int64_t dilation) {
    const std::int64_t positions = (size + stride - 1) / stride;
    const std::int64_t reach = (positions - 1) * stride + dilation * (kernel - 1) + 1;
    const std::int64_t total = std::max<std::int64_t>(reach - size, 0);
    return {total / 2, total - total / 2};
}

}  // namespace

void TfliteReader::require_inputs(std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i)
        if (i >= inputs_.size() || inputs_[i] == kNoTensor)
            fail("", fmt::format("has no input {}", i));
}

const Tensor& TfliteReader::input(std::size_t i) const { return graph_.tensor(inputs_[i]); }

void TfliteReader::add(Operator op, std::size_t inputs) {
    require_inputs(1);
    Node node{node_name_, operator_name_, std::move(op), {}, output_};
    node.inputs.assign(
        inputs_.begin(),
        inputs_.begin() + static_cast<std::ptrdiff_t>(std::min(inputs, inputs_.size())));
    graph_.nodes.push_back(std::move(node));
}

void TfliteReader::dequantise_weights() {
    if (input(0).type != ElementType::kFloat32 || !is_byte(input(1).type)) return;
    const std::string name = input(1).name + "/float";
    Node node{name, operator_name_, Dequantize{}, {inputs_[1]}, 0};
    inputs_[1] = graph_.add_node(node, ElementType::kFloat32, name);
}

std::vector<std::int64_t> TfliteReader::integers(std::size_t i, const std::string& what) const {
    const Tensor& tensor = input(i);
    if (!tensor.constant) fail(what, "is computed while the model runs", "a constant");
    if (tensor.type != ElementType::kInt32 && tensor.type != ElementType::kInt64)
        fail(what, std::string("is ") + to_string(tensor.type), "int32, int64");
    const std::int64_t count = element_count(tensor.shape);
    if (tensor.bytes.size() != static_cast<std::size_t>(count) * byte_size(tensor.type))
        fail(what, "has another size than its shape says");
    std::vector<std::int64_t> result;
    for (std::int64_t k = 0; k < count; ++k) result.push_back(tensor.as_integer(k));
    return result;
}

Activation TfliteReader::activation(tflite::ActivationFunctionType type) const {
    using Type = tflite::ActivationFunctionType;
    switch (type) {
        case Type::NONE:
            return {};
        case Type::RELU:
            return {0.0F, std::numeric_limits<float>::infinity()};
        case Type::RELU_N1_TO_1:
            return {-1.0F, 1.0F};
        case Type::RELU6:
            return {0.0F, 6.0F};
        default:
            fail("fused_activation_function",
                 fmt::format("is {}", static_cast<int>(type)),
                 "NONE, RELU, RELU_N1_TO_1, RELU6");
    }
}

Padding TfliteReader::padding(tflite::Padding type,
                              const Window& window,
                              std::int64_t kernel_h,
                              std::int64_t kernel_w) const {
    if (type == tflite::Padding::VALID) return {};
    if (type != tflite::Padding::SAME)
        fail("padding", fmt::format("is {}", static_cast<int>(type)), "SAME, VALID");
    if (window.stride_h < 1 || window.stride_w < 1) fail("stride", "is not positive");
    const Shape& x = input(0).shape;
    const auto rows = same_padding(x[1], kernel_h, window.stride_h, window.dilation_h);
    const auto columns = same_padding(x[2], kernel_w, window.stride_w, window.dilation_w);
    return {rows.first, columns.first, rows.second, columns.second};
}

void TfliteReader::convert_transpose_conv() {
    require_inputs(3);
    const auto& found = options<tflite::TransposeConvOptions>();
    TransposeConv2D op;
    op.window.stride_h = found.stride_h();
    op.window.stride_w = found.stride_w();
    op.activation = activation(found.fused_activation_function());
    const Shape& w = input(1).shape;
    const Shape& x = input(2).shape;
    const Shape& y = graph_.tensor(output_).shape;
    if (w.size() != 4 || x.size() != 4 || y.size() != 4) fail("", "wants tensors with four axes");
    if (op.window.stride_h < 1 || op.window.stride_w < 1) fail("stride", "is not positive");
    // What the full output has more than the file's is cut off, half of it before; what it has
    // less is appended.
    const std::int64_t rows = (x[1] - 1) * op.window.stride_h + w[1] - y[1];
    const std::int64_t columns = (x[2] - 1) * op.window.stride_w + w[2] - y[2];
    const auto cut = [](std::int64_t surplus) { return std::max<std::int64_t>(surplus, 0); };
    op.window.padding = {cut(rows) / 2,
                         cut(columns) / 2,
                         cut(rows) - cut(rows) / 2,
                         cut(columns) - cut(columns) / 2};
    op.output_padding_h = cut(-rows);
    op.output_padding_w = cut(-columns);
    // The file's order is output shape, weights, input, bias.
    Ids ordered = {inputs_[2], inputs_[1]};
    if (inputs_.size() > 3) ordered.push_back(inputs_[3]);
    inputs_ = ordered;
    dequantise_weights();
    add(op, 3);
}

void TfliteReader::convert_concat() {
    const auto& found = options<tflite::ConcatenationOptions>();
    require_inputs(inputs_.size());
    const auto rank = static_cast<std::int32_t>(input(0).shape.size());
    if (found.axis() < -rank || found.axis() >= rank) fail("axis", "is out of range");
    Concat op;
    op.axis = static_cast<std::size_t>(found.axis() < 0 ? found.axis() + rank : found.axis());
    op.activation = activation(found.fused_activation_function());
    add(op, inputs_.size());
}

void TfliteReader::convert_transpose() {
    require_inputs(2);
    Transpose op;
    for (const std::int64_t axis : integers(1, "perm")) {
        if (axis < 0) fail("perm", "is negative");
        op.order.push_back(static_cast<std::size_t>(axis));
    }
    add(op, 1);
}

void TfliteReader::convert_pad(bool mirrored) {
    require_inputs(2);
    Pad op;
    const std::vector<std::int64_t> amounts = integers(1, "paddings");
    if (amounts.size() != 2 * input(0).shape.size())
        fail("paddings", "has not two numbers an axis");
    for (std::size_t i = 0; i < amounts.size(); i += 2) {
        op.before.push_back(amounts[i]);
        op.after.push_back(amounts[i + 1]);
    }
    if (mirrored) {
        if (options<tflite::MirrorPadOptions>().mode() != tflite::MirrorPadMode::REFLECT)
            fail("mode", "is SYMMETRIC", "REFLECT");
        op.mode = PadMode::kReflect;
    } else if (inputs_.size() > 2 && inputs_[2] != kNoTensor) {
        const Tensor& value = input(2);
        if (!value.constant || value.type != ElementType::kFloat32 || value.bytes.size() != 4)
            fail("constant_values", "is no float32 constant", "one float32 constant");
        op.value = *value.value().data<float>();
    }
    add(op, 1);
}

void TfliteReader::convert_strided_slice() {
    require_inputs(4);
    const auto& found = options<tflite::StridedSliceOptions>();
    if (found.ellipsis_mask() != 0) fail("ellipsis_mask", "is set", "0");
    if (found.new_axis_mask() != 0) fail("new_axis_mask", "is set", "0");
    if (found.shrink_axis_mask() != 0) fail("shrink_axis_mask", "is set", "0");
    const std::vector<std::int64_t> begin = integers(1, "begin");
    const std::vector<std::int64_t> end = integers(2, "end");
    const std::vector<std::int64_t> step = integers(3, "strides");
    const Shape& x = input(0).shape;
    if (begin.size() != x.size() || end.size() != x.size() || step.size() != x.size())
        fail("begin", "does not name every axis", "as many numbers as axes");
    Slice op;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (step[i] < 1) fail("strides", "is not positive", "positive strides");
        const auto place = [&](std::int64_t at) {
            return std::clamp<std::int64_t>(at < 0 ? at + x[i] : at, 0, x[i]);
        };
        const bool from_start = (found.begin_mask() >> i & 1) != 0;
        const bool to_end = (found.end_mask() >> i & 1) != 0;
        const std::int64_t first = from_start ? 0 : place(begin[i]);
        const std::int64_t last = to_end ? x[i] : place(end[i]);
        op.begin.push_back(first);
        op.step.push_back(step[i]);
        op.size.push_back(last <= first ? 0 : (last - first - 1) / step[i] + 1);
    }
    add(op, 1);
}

void TfliteReader::convert_resize_bilinear() {
    const auto& found = options<tflite::ResizeBilinearOptions>();
    const Shape& y = graph_.tensor(output_).shape;
    if (y.size() != 4) fail("", "wants tensors with four axes");
    Resize op;
    op.height = y[1];
    op.width = y[2];
    op.mode = ResizeMode::kLinear;
    if (found.align_corners()) op.coordinates = ResizeCoordinates::kAlignCorners;
    if (found.half_pixel_centers()) op.coordinates = ResizeCoordinates::kHalfPixel;
    add(op, 1);
}

void TfliteReader::convert_resize_nearest() {
    const auto& found = options<tflite::ResizeNearestNeighborOptions>();
    const Shape& y = graph_.tensor(output_).shape;
    if (y.size() != 4) fail("", "wants tensors with four axes");
    if (found.half_pixel_centers())
        fail("half_pixel_centers", "is set", "the upper left corner of each pixel");
    Resize op;
    op.height = y[1];
    op.width = y[2];
    if (found.align_corners()) {
        op.coordinates = ResizeCoordinates::kAlignCorners;
        op.rounding = ResizeRounding::kPreferCeil;
    }
    add(op, 1);
}

}  // namespace vta::workloads
