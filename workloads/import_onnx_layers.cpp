// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "workloads/graph_shapes.h"
#include "workloads/import_onnx_reader.h"

namespace vta::workloads {

// Convolves NHWC x; w is OIHW. Depthwise where every input channel is a group of its own.
TensorId OnnxReader::conv(TensorId x, TensorId w, TensorId bias, ElementType type) {
    const Shape x_shape = picture(x);
    const Shape w_shape = picture(w);
    const std::int64_t groups = integer("group", 1);
    if (groups < 1) fail("group", fmt::format("is {}", groups), "1 and more");
    kernel(w_shape[2], w_shape[3]);
    const Window how = window(x_shape, w_shape[2], w_shape[3]);
    const bool depthwise =
        groups > 1 && groups == x_shape[3] && w_shape[1] == 1 && w_shape[0] % groups == 0;
    std::vector<TensorId> inputs = {x};
    Operator op;
    if (depthwise) {
        inputs.push_back(transposed(w, {1, 2, 3, 0}));
        op = DepthwiseConv2D{how, {}};
    } else {
        inputs.push_back(transposed(w, {0, 2, 3, 1}));
        op = Conv2D{how, groups, {}};
    }
    if (bias != kNoTensor) inputs.push_back(bias);
    return emit(op, inputs, type);
}

void OnnxReader::convert_conv() {
    const TensorId x = in(0);
    picture(x);
    const TensorId bias = has(2) ? in(2) : kNoTensor;
    finish(to_nchw(conv(to_nhwc(x), in(1), bias, ElementType::kFloat32)));
}

void OnnxReader::convert_conv_integer() {
    picture(in(0));
    const TensorId x = with_quantisation(in(0), zero_only(2, 0));
    const TensorId w = with_quantisation(in(1), zero_only(3, 0));
    finish(to_nchw(conv(to_nhwc(x), w, kNoTensor, ElementType::kInt32)));
}

void OnnxReader::convert_qlinear_conv() {
    picture(in(0));
    const TensorId x = with_quantisation(in(0), quantisation(1, 2, 0));
    const TensorId w = with_quantisation(in(3), quantisation(4, 5, 0));
    const Quantisation y = quantisation(6, 7, 0);
    const TensorId bias = has(8) ? in(8) : kNoTensor;
    const ElementType type = has(7) ? tensor(in(7)).type : ElementType::kUint8;
    const TensorId result = conv(to_nhwc(x), w, bias, type);
    graph_.tensor(result).quantisation = y;
    finish(to_nchw(result));
}

void OnnxReader::convert_conv_transpose() {
    const TensorId x = to_nhwc(in(0));
    const Shape x_shape = picture(x);
    const Shape w = picture(in(1));
    TransposeConv2D op;
    op.groups = integer("group", 1);
    kernel(w[2], w[3]);
    std::tie(op.window.stride_h, op.window.stride_w) = pair("strides", 1);
    std::tie(op.window.dilation_h, op.window.dilation_w) = pair("dilations", 1);
    const std::vector<std::int64_t> extra = integers("output_padding");
    if (extra.size() == 2)
        std::tie(op.output_padding_h, op.output_padding_w) = std::tie(extra[0], extra[1]);
    const std::string automatic = text("auto_pad", "NOTSET");
    const std::vector<std::int64_t> shape = integers("output_shape");
    const auto full = [](std::int64_t size, std::int64_t stride, std::int64_t d, std::int64_t k) {
        return (size - 1) * stride + d * (k - 1) + 1;
    };
    const std::int64_t rows = full(x_shape[1], op.window.stride_h, op.window.dilation_h, w[2]);
    const std::int64_t columns = full(x_shape[2], op.window.stride_w, op.window.dilation_w, w[3]);
    const bool same = automatic == "SAME_UPPER" || automatic == "SAME_LOWER";
    if (!same && shape.empty()) {
        op.window.padding = window(x_shape, w[2], w[3]).padding;
    } else {
        std::int64_t row_surplus = rows - x_shape[1] * op.window.stride_h;
        std::int64_t column_surplus = columns - x_shape[2] * op.window.stride_w;
        if (!shape.empty()) {
            if (shape.size() < 2) fail("output_shape", "has fewer than two numbers");
            row_surplus = rows + op.output_padding_h - shape[shape.size() - 2];
            column_surplus = columns + op.output_padding_w - shape.back();
        }
        const auto found = known_.find(current_->name);
        if (found != known_.end()) std::tie(row_surplus, column_surplus) = found->second;
        surplus_[current_->name] = {row_surplus, column_surplus};
        // What is too much is cut off at both sides; what is missing is appended.
        const auto cut = [](std::int64_t n) { return std::max<std::int64_t>(n, 0); };
        const auto before = [&](std::int64_t n) {
            return automatic == "SAME_UPPER" ? cut(n) / 2 : cut(n) - cut(n) / 2;
        };
        op.window.padding = {before(row_surplus),
                             before(column_surplus),
                             cut(row_surplus) - before(row_surplus),
                             cut(column_surplus) - before(column_surplus)};
        op.output_padding_h += cut(-row_surplus);
        op.output_padding_w += cut(-column_surplus);
    }
    std::vector<TensorId> inputs = {x, transposed(in(1), {1, 2, 3, 0})};
    if (has(2)) inputs.push_back(in(2));
    finish(to_nchw(emit(op, inputs)));
}

void OnnxReader::pool(PoolKind kind) {
    const TensorId x = to_nhwc(in(0));
    const Shape shape = picture(x);
    Pool2D op;
    op.kind = kind;
    std::tie(op.kernel_h, op.kernel_w) = pair("kernel_shape", 0);
    if (op.kernel_h == 0) fail("kernel_shape", "is missing");
    if (integer("storage_order", 0) != 0) fail("storage_order", "is set", "0");
    op.window = window(shape, op.kernel_h, op.kernel_w);
    op.count_padding = kind == PoolKind::kAverage && integer("count_include_pad", 0) != 0;
    if (integer("ceil_mode", 0) != 0) {
        Padding& pad = op.window.padding;
        // Windows that begin inside of the padded picture count, also where they end outside.
        const auto missing =
            [](std::int64_t size, std::int64_t k, std::int64_t d, std::int64_t stride) {
                const std::int64_t room = size - (d * (k - 1) + 1);
                return room <= 0 ? 0 : (stride - room % stride) % stride;
            };
        const std::int64_t rows = missing(
            shape[1] + pad.top + pad.bottom, op.kernel_h, op.window.dilation_h, op.window.stride_h);
        const std::int64_t columns = missing(
            shape[2] + pad.left + pad.right, op.kernel_w, op.window.dilation_w, op.window.stride_w);
        if (op.count_padding && rows + columns > 0)
            fail("ceil_mode", "is set and padding is counted", "one of them");
        pad.bottom += rows;
        pad.right += columns;
    }
    finish(to_nchw(emit(op, {x})));
}

void OnnxReader::convert_max_pool() { pool(PoolKind::kMax); }
void OnnxReader::convert_average_pool() { pool(PoolKind::kAverage); }

void OnnxReader::convert_global_average_pool() {
    picture(in(0));
    finish(to_nchw(emit(Mean{{1, 2}, true}, {to_nhwc(in(0))})));
}

void OnnxReader::convert_global_max_pool() {
    const TensorId x = to_nhwc(in(0));
    Pool2D op;
    op.kernel_h = picture(x)[1];
    op.kernel_w = picture(x)[2];
    finish(to_nchw(emit(op, {x})));
}

// a [...,K] times b: a dense layer where b is a matrix, else a product of matrices.
TensorId OnnxReader::dense(TensorId a, TensorId b, ElementType type) {
    if (tensor(b).shape.size() == 2 && tensor(a).shape.size() >= 2 && tensor(b).constant)
        return emit(FullyConnected{}, {a, transposed(b, {1, 0})}, type);
    return emit(MatMul{}, {a, b}, type);
}

void OnnxReader::convert_matmul() { finish(dense(in(0), in(1), ElementType::kFloat32)); }

void OnnxReader::convert_matmul_integer() {
    const TensorId a = with_quantisation(in(0), zero_only(2, 0));
    const std::size_t rank = tensor(in(1)).shape.size();
    const TensorId b = with_quantisation(in(1), zero_only(3, rank == 0 ? 0 : rank - 1));
    finish(dense(a, b, ElementType::kInt32));
}

void OnnxReader::convert_qlinear_matmul() {
    const TensorId a = with_quantisation(in(0), quantisation(1, 2, 0));
    const auto rank = static_cast<std::int64_t>(tensor(in(3)).shape.size());
    const TensorId b =
        with_quantisation(in(3), quantisation(4, 5, std::max<std::int64_t>(rank - 1, 0)));
    const Quantisation y = quantisation(6, 7, 0);
    const ElementType type = has(7) ? tensor(in(7)).type : ElementType::kUint8;
    const TensorId result = dense(a, b, type);
    graph_.tensor(result).quantisation = y;
    finish(result);
}

// A bias of one number or one for each channel as a vector; kNoTensor for other shapes.
TensorId OnnxReader::bias_of(TensorId bias, std::int64_t channels) {
    const Tensor& found = tensor(bias);
    const std::int64_t count = element_count(found.shape);
    const bool fits = found.shape.empty() || found.shape.back() == count;
    if (!found.constant || found.type != ElementType::kFloat32 || !fits) return kNoTensor;
    if (count == channels) return emit(Reshape{{channels}}, {bias});
    if (count != 1) return kNoTensor;
    const std::vector<float> numbers(static_cast<std::size_t>(channels),
                                     *found.value().data<float>());
    return constant_like(numbers, {channels});
}

void OnnxReader::convert_gemm() {
    TensorId a = in(0);
    TensorId b = in(1);
    if (tensor(a).shape.size() != 2 || tensor(b).shape.size() != 2)
        fail("", "has factors that are no matrices", "two axes");
    if (integer("transA", 0) != 0) a = transposed(a, {1, 0});
    if (integer("transB", 0) == 0) b = transposed(b, {1, 0});
    const float alpha = real("alpha", 1.0F);
    const float beta = real("beta", 1.0F);
    if (alpha != 1.0F)
        b = emit(Elementwise{ElementwiseKind::kMul, {}}, {b, constant_like({alpha}, {1})});
    std::vector<TensorId> inputs = {a, b};
    TensorId addend = kNoTensor;
    if (has(2)) {
        addend = in(2);
        if (beta != 1.0F && tensor(addend).type == ElementType::kFloat32)
            addend =
                emit(Elementwise{ElementwiseKind::kMul, {}}, {addend, constant_like({beta}, {1})});
        const TensorId bias = bias_of(addend, tensor(b).shape[0]);
        if (bias != kNoTensor) {
            inputs.push_back(bias);
            addend = kNoTensor;
        } else if (tensor(addend).shape == Shape{tensor(b).shape[0]}) {
            inputs.push_back(addend);
            addend = kNoTensor;
        }
    }
    TensorId result = emit(FullyConnected{}, inputs);
    if (addend != kNoTensor)
        result = emit(Elementwise{ElementwiseKind::kAdd, {}}, {result, addend});
    finish(result);
}

void OnnxReader::convert_batch_norm() {
    if (integer("training_mode", 0) != 0) fail("training_mode", "is set", "0");
    if (integer("spatial", 1) != 1) fail("spatial", "is 0", "1");
    const bool is_picture = tensor(in(0)).shape.size() == 4;
    if (!is_picture && tensor(in(0)).shape.size() != 2)
        fail("", "normalises " + to_string(tensor(in(0)).shape), "two or four axes");
    const TensorId x = is_picture ? to_nhwc(in(0)) : in(0);
    const TensorId y = emit(BatchNorm{real("epsilon", 1e-5F)}, {x, in(1), in(2), in(3), in(4)});
    finish(is_picture ? to_nchw(y) : y);
}

void OnnxReader::convert_instance_norm() {
    picture(in(0));
    const TensorId x = to_nhwc(in(0));
    finish(to_nchw(emit(InstanceNorm{real("epsilon", 1e-5F)}, {x, in(1), in(2)})));
}

}  // namespace vta::workloads
