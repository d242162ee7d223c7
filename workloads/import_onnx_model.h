// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "workloads/graph_tensor.h"

namespace vta::workloads {

/// An ONNX file in plain data, so that one source file only needs protobuf.
struct OnnxAttribute {
    enum class Kind : std::uint8_t { kInt, kFloat, kString, kInts, kFloats, kTensor, kOther };
    Kind kind = Kind::kOther;
    std::int64_t integer = 0;
    float real = 0.0F;
    std::string text;
    std::vector<std::int64_t> integers;
    std::vector<float> reals;
    std::optional<TensorValue> tensor;
};

struct OnnxNode {
    std::string name;
    std::string op;
    std::string domain;
    std::vector<std::string> inputs;  ///< empty names are left out
    std::vector<std::string> outputs;
    std::map<std::string, OnnxAttribute> attributes;
};

struct OnnxInput {
    std::string name;
    ElementType type = ElementType::kFloat32;
    std::vector<std::int64_t> shape;  ///< below 0: open
};

struct OnnxModel {
    std::int64_t opset = 1;  ///< of the default domain
    bool shifts = false;     ///< its metadata says vta.arithmetic = shift
    std::vector<OnnxNode> nodes;
    std::map<std::string, TensorValue> initializers;
    std::vector<OnnxInput> inputs;  ///< those that are no initializers
    std::vector<std::string> outputs;
};

/// Throws ModelError for bytes that are no ONNX model and for tensors of unsupported types.
OnnxModel parse_onnx(const std::vector<std::uint8_t>& bytes, const std::string& file);
/// One tensor in a file of its own (TensorProto). float16 and double become float32.
TensorValue parse_onnx_tensor(const std::vector<std::uint8_t>& bytes, const std::string& file);

}  // namespace vta::workloads
