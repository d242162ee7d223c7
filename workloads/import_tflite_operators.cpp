// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "workloads/import_tflite_reader.h"

namespace vta::workloads {

namespace {

/// Operator codes of the file format.
enum Code : std::int32_t {
    kAdd = 0,
    kAveragePool2d = 1,
    kConcatenation = 2,
    kConv2d = 3,
    kDepthwiseConv2d = 4,
    kDequantize = 6,
    kFullyConnected = 9,
    kLogistic = 14,
    kMaxPool2d = 17,
    kMul = 18,
    kRelu = 19,
    kReluN1To1 = 20,
    kRelu6 = 21,
    kReshape = 22,
    kResizeBilinear = 23,
    kSoftmax = 25,
    kTanh = 28,
    kPad = 34,
    kTranspose = 39,
    kMean = 40,
    kSub = 41,
    kSqueeze = 43,
    kStridedSlice = 45,
    kLogSoftmax = 50,
    kExpandDims = 70,
    kPadV2 = 60,
    kTransposeConv = 67,
    kResizeNearestNeighbor = 97,
    kLeakyRelu = 98,
    kMirrorPad = 100,
    kQuantize = 114,
};

struct CodeName {
    std::int32_t code;
    const char* name;
};
constexpr CodeName kNames[] = {{kAdd, "ADD"},
                               {kAveragePool2d, "AVERAGE_POOL_2D"},
                               {kConcatenation, "CONCATENATION"},
                               {kConv2d, "CONV_2D"},
                               {kDepthwiseConv2d, "DEPTHWISE_CONV_2D"},
                               {kDequantize, "DEQUANTIZE"},
                               {kExpandDims, "EXPAND_DIMS"},
                               {kFullyConnected, "FULLY_CONNECTED"},
                               {kLeakyRelu, "LEAKY_RELU"},
                               {kLogSoftmax, "LOG_SOFTMAX"},
                               {kLogistic, "LOGISTIC"},
                               {kMaxPool2d, "MAX_POOL_2D"},
                               {kMean, "MEAN"},
                               {kMirrorPad, "MIRROR_PAD"},
                               {kMul, "MUL"},
                               {kPad, "PAD"},
                               {kPadV2, "PADV2"},
                               {kQuantize, "QUANTIZE"},
                               {kRelu, "RELU"},
                               {kRelu6, "RELU6"},
                               {kReluN1To1, "RELU_N1_TO_1"},
                               {kReshape, "RESHAPE"},
                               {kResizeBilinear, "RESIZE_BILINEAR"},
                               {kResizeNearestNeighbor, "RESIZE_NEAREST_NEIGHBOR"},
                               {kSoftmax, "SOFTMAX"},
                               {kSqueeze, "SQUEEZE"},
                               {kStridedSlice, "STRIDED_SLICE"},
                               {kSub, "SUB"},
                               {kTanh, "TANH"},
                               {kTranspose, "TRANSPOSE"},
                               {kTransposeConv, "TRANSPOSE_CONV"}};

std::string known_names() {
    std::string text;
    for (const CodeName& each : kNames) text += (text.empty() ? "" : ", ") + std::string(each.name);
    return text;
}

}  // namespace

std::string tflite_operator_name(std::int32_t code) {
    for (const CodeName& each : kNames)
        if (each.code == code) return each.name;
    return fmt::format("builtin {}", code);
}

void TfliteReader::convert(std::int32_t code) {
    require_inputs(1);
    if (convert_layer(code) || convert_arithmetic(code) || convert_movement(code)) return;
    fail("", "is not supported", known_names());
}

bool TfliteReader::convert_layer(std::int32_t code) {
    switch (code) {
        case kConv2d:
            convert_conv();
            return true;
        case kDepthwiseConv2d:
            convert_depthwise();
            return true;
        case kTransposeConv:
            convert_transpose_conv();
            return true;
        case kFullyConnected:
            convert_fully_connected();
            return true;
        case kAveragePool2d:
            convert_pool(PoolKind::kAverage);
            return true;
        case kMaxPool2d:
            convert_pool(PoolKind::kMax);
            return true;
        case kMean:
            convert_mean();
            return true;
        default:
            return false;
    }
}

bool TfliteReader::convert_arithmetic(std::int32_t code) {
    const float infinity = std::numeric_limits<float>::infinity();
    const std::size_t last = input(0).shape.empty() ? 0 : input(0).shape.size() - 1;
    switch (code) {
        case kAdd:
            convert_elementwise(ElementwiseKind::kAdd);
            return true;
        case kSub:
            convert_elementwise(ElementwiseKind::kSub);
            return true;
        case kMul:
            convert_elementwise(ElementwiseKind::kMul);
            return true;
        case kRelu:
            add(Clip{{0.0F, infinity}}, 1);
            return true;
        case kReluN1To1:
            add(Clip{{-1.0F, 1.0F}}, 1);
            return true;
        case kRelu6:
            add(Clip{{0.0F, 6.0F}}, 1);
            return true;
        case kLeakyRelu:
            add(LeakyRelu{options<tflite::LeakyReluOptions>().alpha()}, 1);
            return true;
        case kTanh:
            add(Unary{UnaryKind::kTanh}, 1);
            return true;
        case kLogistic:
            add(Unary{UnaryKind::kSigmoid}, 1);
            return true;
        case kSoftmax:
            add(Softmax{last, options<tflite::SoftmaxOptions>().beta()}, 1);
            return true;
        case kLogSoftmax:
            add(LogSoftmax{last}, 1);
            return true;
        case kQuantize:
            add(Quantize{}, 1);
            return true;
        case kDequantize:
            // Half-precision weights are float32 already.
            if (input(0).type == ElementType::kFloat32) {
                add(Identity{}, 1);
            } else {
                add(Dequantize{}, 1);
            }
            return true;
        default:
            return false;
    }
}

bool TfliteReader::convert_movement(std::int32_t code) {
    switch (code) {
        case kReshape:
        case kSqueeze:
        case kExpandDims:
            add(Reshape{graph_.tensor(output_).shape}, 1);
            return true;
        case kTranspose:
            convert_transpose();
            return true;
        case kConcatenation:
            convert_concat();
            return true;
        case kPad:
        case kPadV2:
            convert_pad(false);
            return true;
        case kMirrorPad:
            convert_pad(true);
            return true;
        case kStridedSlice:
            convert_strided_slice();
            return true;
        case kResizeBilinear:
            convert_resize_bilinear();
            return true;
        case kResizeNearestNeighbor:
            convert_resize_nearest();
            return true;
        default:
            return false;
    }
}

void TfliteReader::convert_conv() {
    require_inputs(2);
    const auto& found = options<tflite::Conv2DOptions>();
    Conv2D op;
    op.window.stride_h = found.stride_h();
    op.window.stride_w = found.stride_w();
    op.window.dilation_h = found.dilation_h_factor();
    op.window.dilation_w = found.dilation_w_factor();
    const Shape& w = input(1).shape;
    if (w.size() != 4 || input(0).shape.size() != 4) fail("", "wants inputs with four axes");
    if (w[3] < 1 || input(0).shape[3] % w[3] != 0) fail("", "weights do not fit the input");
    op.groups = input(0).shape[3] / w[3];
    op.window.padding = padding(found.padding(), op.window, w[1], w[2]);
    op.activation = activation(found.fused_activation_function());
    dequantise_weights();
    add(op, 3);
}

void TfliteReader::convert_depthwise() {
    require_inputs(2);
    const auto& found = options<tflite::DepthwiseConv2DOptions>();
    DepthwiseConv2D op;
    op.window.stride_h = found.stride_h();
    op.window.stride_w = found.stride_w();
    op.window.dilation_h = found.dilation_h_factor();
    op.window.dilation_w = found.dilation_w_factor();
    const Shape& w = input(1).shape;
    if (w.size() != 4 || input(0).shape.size() != 4) fail("", "wants inputs with four axes");
    op.window.padding = padding(found.padding(), op.window, w[1], w[2]);
    op.activation = activation(found.fused_activation_function());
    dequantise_weights();
    add(op, 3);
}

void TfliteReader::convert_pool(PoolKind kind) {
    const auto& found = options<tflite::Pool2DOptions>();
    Pool2D op;
    op.kind = kind;
    op.kernel_h = found.filter_height();
    op.kernel_w = found.filter_width();
    op.window.stride_h = found.stride_h();
    op.window.stride_w = found.stride_w();
    if (input(0).shape.size() != 4) fail("", "wants an input with four axes");
    op.window.padding = padding(found.padding(), op.window, op.kernel_h, op.kernel_w);
    op.activation = activation(found.fused_activation_function());
    add(op, 1);
}

void TfliteReader::convert_fully_connected() {
    require_inputs(2);
    const auto& found = options<tflite::FullyConnectedOptions>();
    if (found.weights_format() != tflite::FullyConnectedOptionsWeightsFormat::DEFAULT)
        fail("weights_format", "is shuffled", "DEFAULT");
    dequantise_weights();
    const Shape& w = input(1).shape;
    if (w.size() != 2 || w[1] < 1) fail("", "wants weights with two axes");
    const Shape& out = graph_.tensor(output_).shape;
    if (!found.keep_num_dims() && input(0).shape.size() != 2) {
        // The input's axes are taken as rows of as many elements as the weights have columns.
        const std::int64_t rows = element_count(input(0).shape) / w[1];
        const std::optional<Quantisation> q = input(0).quantisation;
        Node flatten{
            node_name_ + "/flatten", operator_name_, Reshape{{rows, w[1]}}, {inputs_[0]}, 0};
        inputs_[0] = graph_.add_node(flatten, input(0).type, node_name_ + "/flatten");
        graph_.tensor(inputs_[0]).quantisation = q;
    }
    FullyConnected op{activation(found.fused_activation_function())};
    Shape natural = input(0).shape;
    if (!natural.empty()) natural.back() = w[0];
    if (natural == out) {
        add(op, 3);
        return;
    }
    fail("", "makes " + to_string(natural) + ", but the file says " + to_string(out));
}

void TfliteReader::convert_mean() {
    require_inputs(2);
    Mean op;
    op.keep_dims = options<tflite::ReducerOptions>().keep_dims();
    const auto rank = static_cast<std::int64_t>(input(0).shape.size());
    for (const std::int64_t axis : integers(1, "axes")) {
        if (axis < -rank || axis >= rank) fail("axes", "is out of range");
        op.axes.push_back(static_cast<std::size_t>(axis < 0 ? axis + rank : axis));
    }
    std::sort(op.axes.begin(), op.axes.end());
    op.axes.erase(std::unique(op.axes.begin(), op.axes.end()), op.axes.end());
    add(op, 1);
}

void TfliteReader::convert_elementwise(ElementwiseKind kind) {
    require_inputs(2);
    Elementwise op;
    op.kind = kind;
    tflite::ActivationFunctionType type = tflite::ActivationFunctionType::NONE;
    // Old files leave the options out where nothing is fused.
    if (const auto* sum = source_->builtin_options_as_AddOptions())
        type = sum->fused_activation_function();
    if (const auto* difference = source_->builtin_options_as_SubOptions())
        type = difference->fused_activation_function();
    if (const auto* product = source_->builtin_options_as_MulOptions())
        type = product->fused_activation_function();
    op.activation = activation(type);
    add(op, 2);
}

}  // namespace vta::workloads
