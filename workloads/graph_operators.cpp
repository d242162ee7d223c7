// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph_operators.h"

namespace vta::workloads {

namespace {

struct Namer {
    const char* operator()(const Conv2D&) const { return "Conv2D"; }
    const char* operator()(const DepthwiseConv2D&) const { return "DepthwiseConv2D"; }
    const char* operator()(const TransposeConv2D&) const { return "TransposeConv2D"; }
    const char* operator()(const FullyConnected&) const { return "FullyConnected"; }
    const char* operator()(const MatMul&) const { return "MatMul"; }
    const char* operator()(const Elementwise& op) const {
        if (op.kind == ElementwiseKind::kAdd) return "Add";
        return op.kind == ElementwiseKind::kSub ? "Sub" : "Mul";
    }
    const char* operator()(const Clip& op) const {
        const float infinity = std::numeric_limits<float>::infinity();
        if (op.range == Activation{0.0F, infinity}) return "Relu";
        return op.range == Activation{0.0F, 6.0F} ? "Relu6" : "Clip";
    }
    const char* operator()(const LeakyRelu&) const { return "LeakyRelu"; }
    const char* operator()(const Unary& op) const {
        return op.kind == UnaryKind::kTanh ? "Tanh" : "Sigmoid";
    }
    const char* operator()(const Pool2D& op) const {
        return op.kind == PoolKind::kMax ? "MaxPool2D" : "AveragePool2D";
    }
    const char* operator()(const Mean&) const { return "Mean"; }
    const char* operator()(const Reshape&) const { return "Reshape"; }
    const char* operator()(const Transpose&) const { return "Transpose"; }
    const char* operator()(const Softmax&) const { return "Softmax"; }
    const char* operator()(const LogSoftmax&) const { return "LogSoftmax"; }
    const char* operator()(const Pad&) const { return "Pad"; }
    const char* operator()(const Slice&) const { return "Slice"; }
    const char* operator()(const Concat&) const { return "Concat"; }
    const char* operator()(const Resize&) const { return "Resize"; }
    const char* operator()(const Quantize&) const { return "Quantize"; }
    const char* operator()(const Dequantize&) const { return "Dequantize"; }
    const char* operator()(const BatchNorm&) const { return "BatchNorm"; }
    const char* operator()(const InstanceNorm&) const { return "InstanceNorm"; }
    const char* operator()(const Identity&) const { return "Identity"; }
};

}  // namespace

const char* name_of(const Operator& op) { return std::visit(Namer{}, op); }

Activation* activation_of(Operator& op) {
    if (auto* conv = std::get_if<Conv2D>(&op)) return &conv->activation;
    if (auto* depthwise = std::get_if<DepthwiseConv2D>(&op)) return &depthwise->activation;
    if (auto* transposed = std::get_if<TransposeConv2D>(&op)) return &transposed->activation;
    if (auto* dense = std::get_if<FullyConnected>(&op)) return &dense->activation;
    if (auto* elementwise = std::get_if<Elementwise>(&op)) return &elementwise->activation;
    if (auto* pool = std::get_if<Pool2D>(&op)) return &pool->activation;
    if (auto* concat = std::get_if<Concat>(&op)) return &concat->activation;
    return nullptr;
}

}  // namespace vta::workloads
