// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph_tensor.h"

#include <cstring>
#include <utility>

#include "base/error.h"

namespace vta::workloads {

namespace {

template <typename T>
T element(const std::uint8_t* bytes, std::int64_t i) {
    T result;
    std::memcpy(&result, bytes + static_cast<std::size_t>(i) * sizeof(T), sizeof(T));
    return result;
}

std::int64_t integer_at(ElementType type, const std::uint8_t* bytes, std::int64_t i) {
    switch (type) {
        case ElementType::kInt8:
            return element<std::int8_t>(bytes, i);
        case ElementType::kUint8:
            return element<std::uint8_t>(bytes, i);
        case ElementType::kInt16:
            return element<std::int16_t>(bytes, i);
        case ElementType::kInt32:
            return element<std::int32_t>(bytes, i);
        case ElementType::kInt64:
            return element<std::int64_t>(bytes, i);
        case ElementType::kFloat32:
            break;
    }
    throw_check_failed(__FILE__, __LINE__, "integer type", to_string(type));
}

}  // namespace

const char* to_string(ElementType type) {
    switch (type) {
        case ElementType::kFloat32:
            return "float32";
        case ElementType::kInt8:
            return "int8";
        case ElementType::kUint8:
            return "uint8";
        case ElementType::kInt16:
            return "int16";
        case ElementType::kInt32:
            return "int32";
        case ElementType::kInt64:
            return "int64";
    }
    return "unknown";
}

std::size_t byte_size(ElementType type) {
    switch (type) {
        case ElementType::kInt8:
        case ElementType::kUint8:
            return 1;
        case ElementType::kInt16:
            return 2;
        case ElementType::kFloat32:
        case ElementType::kInt32:
            return 4;
        case ElementType::kInt64:
            return 8;
    }
    return 0;
}

bool is_byte(ElementType type) { return type == ElementType::kInt8 || type == ElementType::kUint8; }

template <>
ElementType element_type_of<float>() {
    return ElementType::kFloat32;
}
template <>
ElementType element_type_of<std::int8_t>() {
    return ElementType::kInt8;
}
template <>
ElementType element_type_of<std::uint8_t>() {
    return ElementType::kUint8;
}
template <>
ElementType element_type_of<std::int16_t>() {
    return ElementType::kInt16;
}
template <>
ElementType element_type_of<std::int32_t>() {
    return ElementType::kInt32;
}
template <>
ElementType element_type_of<std::int64_t>() {
    return ElementType::kInt64;
}

std::int64_t element_count(const Shape& shape) {
    std::int64_t count = 1;
    for (const std::int64_t size : shape) count *= size;
    return count;
}

std::string to_string(const Shape& shape) {
    if (shape.empty()) return "scalar";
    std::string text;
    for (const std::int64_t size : shape) {
        if (!text.empty()) text += 'x';
        text += std::to_string(size);
    }
    return text;
}

TensorValue::TensorValue(ElementType element_type, Shape sizes)
    : type(element_type), shape(std::move(sizes)) {
    bytes.resize(static_cast<std::size_t>(count()) * byte_size(type));
}

double TensorValue::as_double(std::int64_t i) const {
    if (type == ElementType::kFloat32) return static_cast<double>(data<float>()[i]);
    return static_cast<double>(integer_at(type, bytes.data(), i));
}

std::int64_t TensorValue::as_integer(std::int64_t i) const {
    return integer_at(type, bytes.data(), i);
}

void TensorValue::check_type(ElementType wanted) const {
    VTA_CHECK(type == wanted, std::string("is ") + to_string(type));
}

std::int64_t Tensor::as_integer(std::int64_t i) const { return integer_at(type, bytes.data(), i); }

TensorValue Tensor::value() const {
    VTA_CHECK(constant, name);
    TensorValue result;
    result.type = type;
    result.shape = shape;
    result.bytes = bytes;
    return result;
}

Tensor make_constant(const std::string& name, TensorValue value) {
    Tensor tensor;
    tensor.name = name;
    tensor.type = value.type;
    tensor.shape = std::move(value.shape);
    tensor.constant = true;
    tensor.bytes = std::move(value.bytes);
    return tensor;
}

}  // namespace vta::workloads
