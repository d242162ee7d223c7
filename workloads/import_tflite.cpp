// SPDX-License-Identifier: Apache-2.0
#include "workloads/import_tflite.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "workloads/import_half.h"
#include "workloads/import_tflite_reader.h"

namespace vta::workloads {

namespace {

constexpr std::size_t kIdentifierAt = 4;
constexpr std::size_t kIdentifierSize = 4;
constexpr flatbuffers::uoffset_t kMaxDepth = 64;
constexpr flatbuffers::uoffset_t kMaxTables = 1000000;

struct TypeName {
    tflite::TensorType type;
    ElementType element;
};
constexpr TypeName kTypes[] = {{tflite::TensorType::FLOAT32, ElementType::kFloat32},
                               {tflite::TensorType::FLOAT16, ElementType::kFloat32},
                               {tflite::TensorType::INT8, ElementType::kInt8},
                               {tflite::TensorType::UINT8, ElementType::kUint8},
                               {tflite::TensorType::INT16, ElementType::kInt16},
                               {tflite::TensorType::INT32, ElementType::kInt32},
                               {tflite::TensorType::INT64, ElementType::kInt64}};

std::vector<std::uint8_t> floats_of_halves(const flatbuffers::Vector<std::uint8_t>& data) {
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(data.size()) / 2 * sizeof(float));
    for (std::size_t i = 0; i < data.size() / 2; ++i) {
        const auto low = static_cast<unsigned>(data.data()[2 * i]);
        const auto high = static_cast<unsigned>(data.data()[2 * i + 1]);
        const float number = half_to_float(static_cast<std::uint16_t>(low | high << 8));
        std::memcpy(bytes.data() + i * sizeof(float), &number, sizeof(float));
    }
    return bytes;
}

}  // namespace

bool looks_like_tflite(const std::vector<std::uint8_t>& bytes) {
    return bytes.size() >= kIdentifierAt + kIdentifierSize &&
           std::memcmp(bytes.data() + kIdentifierAt, tflite::ModelIdentifier(), kIdentifierSize) ==
               0;
}

Graph import_tflite(const std::vector<std::uint8_t>& bytes, const std::string& file) {
    if (!looks_like_tflite(bytes))
        throw ModelError({file, "", "", ""}, "is no TensorFlow Lite file (no TFL3 at byte 4)");
    flatbuffers::Verifier verifier(bytes.data(), bytes.size(), kMaxDepth, kMaxTables);
    if (!tflite::VerifyModelBuffer(verifier))
        throw ModelError({file, "", "", ""}, "is damaged: an offset or size leaves the file");
    return TfliteReader(*tflite::GetModel(bytes.data()), file).read();
}

TfliteReader::TfliteReader(const tflite::Model& model, const std::string& file) : model_(model) {
    graph_.file = file;
    graph_.arithmetic = IntegerArithmetic::kFixedPoint;
}

Graph TfliteReader::read() {
    const auto* subgraphs = model_.subgraphs();
    if (subgraphs == nullptr || subgraphs->size() != 1 || subgraphs->Get(0) == nullptr)
        fail_model(fmt::format("has {} subgraphs; supported: one",
                               subgraphs == nullptr ? 0 : subgraphs->size()));
    subgraph_ = subgraphs->Get(0);
    read_tensors();
    graph_.validate_tensors();
    graph_.inputs = read_ids(subgraph_->inputs(), "the model's inputs");
    graph_.outputs = read_ids(subgraph_->outputs(), "the model's outputs");
    if (subgraph_->operators() != nullptr)
        for (const tflite::Operator* source : *subgraph_->operators()) read_operator(*source);
    graph_.validate();
    return std::move(graph_);
}

void TfliteReader::read_tensors() {
    if (subgraph_->tensors() == nullptr) return;
    std::size_t index = 0;
    for (const tflite::Tensor* source : *subgraph_->tensors())
        graph_.add_tensor(read_tensor(*source, index++));
}

Tensor TfliteReader::read_tensor(const tflite::Tensor& source, std::size_t index) const {
    Tensor tensor;
    tensor.name = source.name() == nullptr ? fmt::format("tensor_{}", index) : source.name()->str();
    const TypeName* known = nullptr;
    for (const TypeName& each : kTypes)
        if (each.type == source.type()) known = &each;
    if (known == nullptr)
        fail_model(
            fmt::format("tensor {}: has the type {}; supported: float32, float16, int8, "
                        "uint8, int16, int32, int64",
                        tensor.name,
                        tflite::EnumNameTensorType(source.type())));
    tensor.type = known->element;
    if (source.shape() != nullptr)
        tensor.shape.assign(source.shape()->begin(), source.shape()->end());
    if (source.sparsity() != nullptr)
        fail_model("tensor " + tensor.name + ": is sparse; supported: dense tensors");
    if (source.is_variable())
        fail_model("tensor " + tensor.name + ": keeps state; supported: constants and activations");
    read_constant(source, tensor);
    read_quantisation(source, tensor);
    return tensor;
}

void TfliteReader::read_constant(const tflite::Tensor& source, Tensor& tensor) const {
    const auto* buffers = model_.buffers();
    if (source.buffer() == 0) return;
    if (buffers == nullptr || source.buffer() >= buffers->size())
        fail_model(fmt::format(
            "tensor {}: lies in buffer {}, which does not exist", tensor.name, source.buffer()));
    const auto* data = buffers->Get(source.buffer())->data();
    if (data == nullptr || data->size() == 0) return;
    tensor.constant = true;
    if (source.type() == tflite::TensorType::FLOAT16) {
        tensor.bytes = floats_of_halves(*data);
    } else {
        tensor.bytes.assign(data->begin(), data->end());
    }
}

void TfliteReader::read_quantisation(const tflite::Tensor& source, Tensor& tensor) const {
    const tflite::QuantizationParameters* found = source.quantization();
    if (found == nullptr || found->scale() == nullptr || found->scale()->size() == 0) return;
    if (tensor.type == ElementType::kFloat32) return;
    Quantisation q;
    q.scales.assign(found->scale()->begin(), found->scale()->end());
    q.zero_points.assign(q.scales.size(), 0);
    const auto* zeros = found->zero_point();
    const std::size_t given = zeros == nullptr ? 0 : zeros->size();
    if (given != 0 && given != 1 && given != q.scales.size())
        fail_model(fmt::format(
            "tensor {}: has {} scales and {} zero points", tensor.name, q.scales.size(), given));
    for (std::size_t i = 0; i < q.scales.size() && given != 0; ++i) {
        const std::int64_t zero =
            zeros->Get(given == 1 ? 0 : static_cast<flatbuffers::uoffset_t>(i));
        if (zero < std::numeric_limits<std::int32_t>::min() ||
            zero > std::numeric_limits<std::int32_t>::max())
            fail_model(fmt::format("tensor {}: has the zero point {}", tensor.name, zero));
        q.zero_points[i] = static_cast<std::int32_t>(zero);
    }
    if (found->quantized_dimension() < 0)
        fail_model("tensor " + tensor.name + ": has a negative quantized_dimension");
    // Some writers give a bias the channel axis of its weights.
    q.axis = tensor.shape.size() == 1 ? 0 : static_cast<std::size_t>(found->quantized_dimension());
    tensor.quantisation = q;
}

TfliteReader::Ids TfliteReader::read_ids(const flatbuffers::Vector<std::int32_t>* ids,
                                         const std::string& what) const {
    Ids result;
    if (ids == nullptr) return result;
    for (const std::int32_t id : *ids) {
        if (id < -1 || id >= static_cast<std::int32_t>(graph_.tensors.size()))
            fail_model(fmt::format("{}: names tensor {}, which does not exist", what, id));
        result.push_back(id < 0 ? kNoTensor : static_cast<TensorId>(id));
    }
    return result;
}

void TfliteReader::read_operator(const tflite::Operator& source) {
    const auto* codes = model_.operator_codes();
    if (codes == nullptr || source.opcode_index() >= codes->size())
        fail_model(fmt::format("an operator has the code number {}, which does not exist",
                               source.opcode_index()));
    const tflite::OperatorCode& code = *codes->Get(source.opcode_index());
    // Old writers fill in the one-byte field only; new ones fill in both, as far as it reaches.
    const std::int32_t builtin =
        std::max<std::int32_t>(code.builtin_code(), code.deprecated_builtin_code());
    source_ = &source;
    operator_name_ = code.custom_code() != nullptr && code.custom_code()->size() != 0
                         ? code.custom_code()->str()
                         : tflite_operator_name(builtin);
    node_name_.clear();
    inputs_ = read_ids(source.inputs(), "an operator " + operator_name_);
    const Ids outputs = read_ids(source.outputs(), "an operator " + operator_name_);
    if (!outputs.empty() && outputs[0] != kNoTensor) node_name_ = graph_.tensor(outputs[0]).name;
    if (outputs.size() != 1 || outputs[0] == kNoTensor)
        fail("", fmt::format("has {} outputs", outputs.size()), "operators with one output");
    output_ = outputs[0];
    convert(builtin);
}

void TfliteReader::fail(const std::string& attribute,
                        const std::string& problem,
                        const std::string& supported) const {
    throw ModelError({graph_.file, node_name_, operator_name_, attribute}, problem, supported);
}

void TfliteReader::fail_model(const std::string& problem) const {
    throw ModelError({graph_.file, "", "", ""}, problem);
}

}  // namespace vta::workloads
