// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vta::workloads {

enum class ElementType : std::uint8_t { kFloat32, kInt8, kUint8, kInt16, kInt32, kInt64 };
/// "float32", "int8", ...
const char* to_string(ElementType type);
std::size_t byte_size(ElementType type);
/// kInt8 or kUint8: what convolutions can multiply as integers.
bool is_byte(ElementType type);

template <typename T>
ElementType element_type_of();
template <>
ElementType element_type_of<float>();
template <>
ElementType element_type_of<std::int8_t>();
template <>
ElementType element_type_of<std::uint8_t>();
template <>
ElementType element_type_of<std::int16_t>();
template <>
ElementType element_type_of<std::int32_t>();
template <>
ElementType element_type_of<std::int64_t>();

/// Sizes of the dimensions, outermost first; empty for a scalar. Every size is known.
using Shape = std::vector<std::int64_t>;
/// Product of the sizes; 1 for a scalar.
std::int64_t element_count(const Shape& shape);
/// "1x32x32x3"; "scalar".
std::string to_string(const Shape& shape);

/// real = scale * (stored - zero_point). One scale for all, or one for each index of `axis`.
struct Quantisation {
    std::vector<float> scales;
    std::vector<std::int32_t> zero_points;  ///< as many as scales
    std::size_t axis = 0;                   ///< has a meaning with several scales only

    bool per_channel() const { return scales.size() > 1; }
    float scale(std::size_t channel) const { return scales[per_channel() ? channel : 0]; }
    std::int32_t zero_point(std::size_t channel) const {
        return zero_points[per_channel() ? channel : 0];
    }
    bool operator==(const Quantisation& other) const {
        return scales == other.scales && zero_points == other.zero_points &&
               (!per_channel() || axis == other.axis);
    }
    bool operator!=(const Quantisation& other) const { return !(*this == other); }
};

/// Typed numbers in row-major order.
struct TensorValue {
    ElementType type = ElementType::kFloat32;
    Shape shape;
    std::vector<std::uint8_t> bytes;

    TensorValue() = default;
    /// All zero.
    TensorValue(ElementType element_type, Shape sizes);

    std::int64_t count() const { return element_count(shape); }
    /// The numbers; VTA_CHECKs that T is the element type.
    template <typename T>
    const T* data() const {
        check_type(element_type_of<T>());
        return reinterpret_cast<const T*>(bytes.data());
    }
    template <typename T>
    T* data() {
        check_type(element_type_of<T>());
        return reinterpret_cast<T*>(bytes.data());
    }
    /// Element i, whatever its type.
    double as_double(std::int64_t i) const;
    /// Element i of an integer tensor.
    std::int64_t as_integer(std::int64_t i) const;

  private:
    void check_type(ElementType wanted) const;
};

template <typename T>
TensorValue make_value(Shape shape, const std::vector<T>& numbers) {
    TensorValue value(element_type_of<T>(), std::move(shape));
    for (std::size_t i = 0; i < numbers.size() && i < static_cast<std::size_t>(value.count()); ++i)
        value.data<T>()[i] = numbers[i];
    return value;
}

/// A value of a graph: known from the file (constant), or computed when the graph runs.
struct Tensor {
    std::string name;
    ElementType type = ElementType::kFloat32;
    Shape shape;
    std::optional<Quantisation> quantisation;
    bool constant = false;
    std::vector<std::uint8_t> bytes;  ///< row-major numbers of a constant, else empty

    /// Element i of an integer constant.
    std::int64_t as_integer(std::int64_t i) const;
    TensorValue value() const;  ///< of a constant
};

/// A constant called `name`.
Tensor make_constant(const std::string& name, TensorValue value);

}  // namespace vta::workloads
