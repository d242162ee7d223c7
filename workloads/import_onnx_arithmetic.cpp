// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <limits>

#include "workloads/graph_shapes.h"
#include "workloads/import_onnx_reader.h"

namespace vta::workloads {

void OnnxReader::elementwise(ElementwiseKind kind) {
    TensorId b = in(1);
    // Before opset 7 the second operand was placed by an attribute.
    if (model_.opset < 7 && integer("broadcast", 0) != 0) {
        const std::size_t rank = tensor(in(0)).shape.size();
        const Shape& small = tensor(b).shape;
        const std::size_t own = small.size();
        if (own > rank) fail("broadcast", "has a second operand of more axes");
        const std::size_t axis =
            axis_of(integer("axis", static_cast<std::int64_t>(rank - own)), rank + 1, "axis");
        if (axis + own > rank) fail("axis", "places the second operand outside of the first");
        Shape shape(rank, 1);
        for (std::size_t i = 0; i < own; ++i) shape[axis + i] = small[i];
        b = emit(Reshape{shape}, {b});
    }
    finish(emit(Elementwise{kind, {}}, {in(0), b}));
}

void OnnxReader::convert_add() {
    if (current_->inputs.size() != 2) fail("", "has not two operands", "two operands");
    elementwise(ElementwiseKind::kAdd);
}
void OnnxReader::convert_sub() { elementwise(ElementwiseKind::kSub); }
void OnnxReader::convert_mul() { elementwise(ElementwiseKind::kMul); }

void OnnxReader::convert_relu() {
    finish(emit(Clip{{0.0F, std::numeric_limits<float>::infinity()}}, {in(0)}));
}

void OnnxReader::convert_clip() {
    Activation range;
    range.low = real("min", range.low);
    range.high = real("max", range.high);
    const auto bound = [&](std::size_t i, const char* name, float& to) {
        if (!has(i)) return;
        const Tensor& found = constant(i, name);
        if (found.type != ElementType::kFloat32 || found.bytes.size() != sizeof(float))
            fail(name, "is no single float", "one float");
        to = *found.value().data<float>();
    };
    bound(1, "min", range.low);
    bound(2, "max", range.high);
    finish(emit(Clip{range}, {in(0)}));
}

void OnnxReader::convert_leaky_relu() { finish(emit(LeakyRelu{real("alpha", 0.01F)}, {in(0)})); }
void OnnxReader::convert_tanh() { finish(emit(Unary{UnaryKind::kTanh}, {in(0)})); }
void OnnxReader::convert_sigmoid() { finish(emit(Unary{UnaryKind::kSigmoid}, {in(0)})); }

void OnnxReader::softmax(bool logarithm) {
    const TensorId x = in(0);
    const Shape shape = tensor(x).shape;
    const bool old = model_.opset < 13;
    const std::size_t axis = axis_of(integer("axis", old ? 1 : -1), shape.size(), "axis");
    const auto along = [&](TensorId id, std::size_t where) {
        return logarithm ? emit(LogSoftmax{where}, {id}) : emit(Softmax{where, 1.0F}, {id});
    };
    if (!old || axis + 1 == shape.size()) return finish(along(x, axis));
    // Before opset 13 all axes from this one on were taken as one.
    std::int64_t outer = 1;
    for (std::size_t i = 0; i < axis; ++i) outer *= shape[i];
    const std::int64_t count = element_count(shape);
    const TensorId flat = emit(Reshape{{outer, outer == 0 ? 0 : count / outer}}, {x});
    finish(emit(Reshape{shape}, {along(flat, 1)}));
}

void OnnxReader::convert_softmax() { softmax(false); }
void OnnxReader::convert_log_softmax() { softmax(true); }

void OnnxReader::convert_quantize() {
    const ElementType type = has(2) ? tensor(in(2)).type : ElementType::kUint8;
    const std::size_t rank = tensor(in(0)).shape.size();
    Quantisation q = quantisation(1, 2, 0);
    if (q.per_channel()) q.axis = axis_of(integer("axis", 1), rank, "axis");
    const TensorId result = emit(Quantize{}, {in(0)}, type);
    graph_.tensor(result).quantisation = q;
    finish(result);
}

void OnnxReader::convert_dequantize() {
    const std::size_t rank = tensor(in(0)).shape.size();
    Quantisation q = quantisation(1, 2, 0);
    if (q.per_channel()) q.axis = axis_of(integer("axis", 1), rank, "axis");
    const TensorId x = with_quantisation(in(0), q);
    finish(emit(Dequantize{}, {x}, ElementType::kFloat32));
}

void OnnxReader::convert_cast() {
    constexpr std::int64_t kFloat = 1;
    constexpr std::int64_t kInt64 = 7;
    const std::int64_t to = integer("to", 0);
    const ElementType from = tensor(in(0)).type;
    if ((to == kFloat && from == ElementType::kFloat32) ||
        (to == kInt64 && from == ElementType::kInt64))
        return finish(emit(Identity{}, {in(0)}));
    if (to != kFloat) fail("to", fmt::format("is type {}", to), "float, or the input's type");
    // Integers become real with a scale of one.
    const TensorId x = with_quantisation(in(0), Quantisation{{1.0F}, {0}, 0});
    finish(emit(Dequantize{}, {x}, ElementType::kFloat32));
}

void OnnxReader::convert_image_scaler() {
    const Shape x = picture(in(0));
    const OnnxAttribute* bias = find("bias", OnnxAttribute::Kind::kFloats);
    if (bias == nullptr || static_cast<std::int64_t>(bias->reals.size()) != x[1])
        fail("bias", "has not one number for each channel");
    TensorId y = in(0);
    const float scale = real("scale", 1.0F);
    if (scale != 1.0F)
        y = emit(Elementwise{ElementwiseKind::kMul, {}}, {y, constant_like({scale}, {1})});
    const TensorId addend = constant_like(bias->reals, {1, x[1], 1, 1});
    finish(emit(Elementwise{ElementwiseKind::kAdd, {}}, {y, addend}));
}

void OnnxReader::convert_affine() {
    const TensorId alpha = constant_like({real("alpha", 1.0F)}, {1});
    const TensorId beta = constant_like({real("beta", 0.0F)}, {1});
    const TensorId y = emit(Elementwise{ElementwiseKind::kMul, {}}, {in(0), alpha});
    finish(emit(Elementwise{ElementwiseKind::kAdd, {}}, {y, beta}));
}

const std::map<std::string, OnnxReader::Convert>& OnnxReader::converters() {
    static const std::map<std::string, Convert> all = {
        {"Add", &OnnxReader::convert_add},
        {"Affine", &OnnxReader::convert_affine},
        {"AveragePool", &OnnxReader::convert_average_pool},
        {"BatchNormalization", &OnnxReader::convert_batch_norm},
        {"Cast", &OnnxReader::convert_cast},
        {"Clip", &OnnxReader::convert_clip},
        {"Concat", &OnnxReader::convert_concat},
        {"Constant", &OnnxReader::convert_constant},
        {"Conv", &OnnxReader::convert_conv},
        {"ConvInteger", &OnnxReader::convert_conv_integer},
        {"ConvTranspose", &OnnxReader::convert_conv_transpose},
        {"Crop", &OnnxReader::convert_crop},
        {"DequantizeLinear", &OnnxReader::convert_dequantize},
        {"Dropout", &OnnxReader::convert_identity},
        {"Flatten", &OnnxReader::convert_flatten},
        {"Gemm", &OnnxReader::convert_gemm},
        {"GlobalAveragePool", &OnnxReader::convert_global_average_pool},
        {"GlobalMaxPool", &OnnxReader::convert_global_max_pool},
        {"Identity", &OnnxReader::convert_identity},
        {"ImageScaler", &OnnxReader::convert_image_scaler},
        {"InstanceNormalization", &OnnxReader::convert_instance_norm},
        {"LeakyRelu", &OnnxReader::convert_leaky_relu},
        {"LogSoftmax", &OnnxReader::convert_log_softmax},
        {"MatMul", &OnnxReader::convert_matmul},
        {"MatMulInteger", &OnnxReader::convert_matmul_integer},
        {"MaxPool", &OnnxReader::convert_max_pool},
        {"Mul", &OnnxReader::convert_mul},
        {"Pad", &OnnxReader::convert_pad},
        {"QLinearConv", &OnnxReader::convert_qlinear_conv},
        {"QLinearMatMul", &OnnxReader::convert_qlinear_matmul},
        {"QuantizeLinear", &OnnxReader::convert_quantize},
        {"ReduceMean", &OnnxReader::convert_reduce_mean},
        {"Relu", &OnnxReader::convert_relu},
        {"Reshape", &OnnxReader::convert_reshape},
        {"Resize", &OnnxReader::convert_resize},
        {"Shape", &OnnxReader::convert_shape},
        {"Sigmoid", &OnnxReader::convert_sigmoid},
        {"Slice", &OnnxReader::convert_slice},
        {"Softmax", &OnnxReader::convert_softmax},
        {"Squeeze", &OnnxReader::convert_squeeze},
        {"Sub", &OnnxReader::convert_sub},
        {"Sum", &OnnxReader::convert_add},
        {"Tanh", &OnnxReader::convert_tanh},
        {"Transpose", &OnnxReader::convert_transpose},
        {"Unsqueeze", &OnnxReader::convert_unsqueeze},
        {"Upsample", &OnnxReader::convert_upsample}};
    return all;
}

}  // namespace vta::workloads
