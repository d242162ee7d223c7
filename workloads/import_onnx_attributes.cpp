// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "workloads/import_onnx_reader.h"

namespace vta::workloads {

using Kind = OnnxAttribute::Kind;

const OnnxAttribute* OnnxReader::find(const std::string& name, Kind kind) const {
    const auto found = current_->attributes.find(name);
    if (found == current_->attributes.end()) return nullptr;
    if (found->second.kind != kind) fail(name, "is of another kind than it should be");
    return &found->second;
}

std::int64_t OnnxReader::integer(const std::string& name, std::int64_t fallback) const {
    const OnnxAttribute* found = find(name, Kind::kInt);
    return found == nullptr ? fallback : found->integer;
}

float OnnxReader::real(const std::string& name, float fallback) const {
    const OnnxAttribute* found = find(name, Kind::kFloat);
    return found == nullptr ? fallback : found->real;
}

std::string OnnxReader::text(const std::string& name, const std::string& fallback) const {
    const OnnxAttribute* found = find(name, Kind::kString);
    return found == nullptr ? fallback : found->text;
}

std::vector<std::int64_t> OnnxReader::integers(const std::string& name) const {
    const OnnxAttribute* found = find(name, Kind::kInts);
    return found == nullptr ? std::vector<std::int64_t>() : found->integers;
}

std::pair<std::int64_t, std::int64_t> OnnxReader::pair(const std::string& name,
                                                       std::int64_t fallback) const {
    const std::vector<std::int64_t> numbers = integers(name);
    if (numbers.empty()) return {fallback, fallback};
    if (numbers.size() != 2) fail(name, fmt::format("has {} numbers", numbers.size()), "two");
    for (const std::int64_t number : numbers)
        if (number < 1 || number > 1 << 20) fail(name, fmt::format("is {}", number), "1 to 2^20");
    return {numbers[0], numbers[1]};
}

std::size_t OnnxReader::axis_of(std::int64_t axis,
                                std::size_t rank,
                                const std::string& name) const {
    const auto size = static_cast<std::int64_t>(rank);
    if (axis < -size || axis >= size)
        fail(name, fmt::format("{} is outside of {} axes", axis, rank));
    return static_cast<std::size_t>(axis < 0 ? axis + size : axis);
}

const Shape& OnnxReader::picture(TensorId id) const {
    const Shape& shape = tensor(id).shape;
    if (shape.size() != 4)
        fail("",
             "has an operand of " + to_string(shape),
             "two dimensions besides batch and channel");
    return shape;
}

const Tensor& OnnxReader::constant(std::size_t i, const std::string& what) const {
    const Tensor& found = tensor(in(i));
    if (!found.constant) fail(what, "is computed while the model runs", "a constant");
    return found;
}

std::vector<std::int64_t> OnnxReader::constant_integers(std::size_t i,
                                                        const std::string& what) const {
    const Tensor& found = constant(i, what);
    if (found.type == ElementType::kFloat32) fail(what, "is float32", "integers");
    std::vector<std::int64_t> numbers;
    for (std::int64_t k = 0; k < element_count(found.shape); ++k)
        numbers.push_back(found.as_integer(k));
    return numbers;
}

std::vector<std::int64_t> OnnxReader::integers_of(std::size_t i, const std::string& name) const {
    if (has(i)) return constant_integers(i, name);
    return integers(name);
}

Quantisation OnnxReader::quantisation(std::size_t scale,
                                      std::size_t zero,
                                      std::int64_t axis) const {
    const Tensor& scales = constant(scale, "scale");
    if (scales.type != ElementType::kFloat32) fail("scale", "is no float", "float");
    Quantisation q;
    const TensorValue value = scales.value();
    for (std::int64_t i = 0; i < value.count(); ++i) q.scales.push_back(value.data<float>()[i]);
    q.zero_points.assign(q.scales.size(), 0);
    if (has(zero)) {
        const std::vector<std::int64_t> zeros = constant_integers(zero, "zero_point");
        if (zeros.size() != q.scales.size() && zeros.size() != 1)
            fail("zero_point", "has another size than the scale");
        for (std::size_t i = 0; i < q.scales.size(); ++i)
            q.zero_points[i] = static_cast<std::int32_t>(zeros[zeros.size() == 1 ? 0 : i]);
    }
    if (axis < 0) fail("axis", "is negative", "0 and more");
    q.axis = static_cast<std::size_t>(axis);
    return q;
}

Quantisation OnnxReader::zero_only(std::size_t zero, std::size_t axis) const {
    Quantisation q;
    q.zero_points = {0};
    if (has(zero)) {
        q.zero_points.clear();
        for (const std::int64_t each : constant_integers(zero, "zero_point"))
            q.zero_points.push_back(static_cast<std::int32_t>(each));
    }
    q.scales.assign(q.zero_points.size(), 1.0F);
    q.axis = axis;
    return q;
}

namespace {

std::pair<std::int64_t, std::int64_t> split(std::int64_t total, bool more_at_end) {
    const std::int64_t less = total / 2;
    return more_at_end ? std::make_pair(less, total - less) : std::make_pair(total - less, less);
}

}  // namespace

Window OnnxReader::window(const Shape& x, std::int64_t kernel_h, std::int64_t kernel_w) {
    Window w;
    std::tie(w.stride_h, w.stride_w) = pair("strides", 1);
    std::tie(w.dilation_h, w.dilation_w) = pair("dilations", 1);
    const std::string automatic = text("auto_pad", "NOTSET");
    if (automatic == "VALID") return w;
    if (automatic == "NOTSET") {
        const std::vector<std::int64_t> pads = integers("pads");
        if (pads.empty()) return w;
        if (pads.size() != 4) fail("pads", fmt::format("has {} numbers", pads.size()), "four");
        for (const std::int64_t pad : pads)
            if (pad < 0 || pad > 1 << 20) fail("pads", fmt::format("is {}", pad), "0 to 2^20");
        w.padding = {pads[0], pads[1], pads[2], pads[3]};
        return w;
    }
    if (automatic != "SAME_UPPER" && automatic != "SAME_LOWER")
        fail("auto_pad", "is " + automatic, "NOTSET, VALID, SAME_UPPER, SAME_LOWER");
    const auto total = [](std::int64_t size, std::int64_t k, std::int64_t stride, std::int64_t d) {
        const std::int64_t positions = (size + stride - 1) / stride;
        return std::max<std::int64_t>((positions - 1) * stride + (k - 1) * d + 1 - size, 0);
    };
    const bool upper = automatic == "SAME_UPPER";
    std::tie(w.padding.top, w.padding.bottom) =
        split(total(x[1], kernel_h, w.stride_h, w.dilation_h), upper);
    std::tie(w.padding.left, w.padding.right) =
        split(total(x[2], kernel_w, w.stride_w, w.dilation_w), upper);
    return w;
}

std::pair<std::int64_t, std::int64_t> OnnxReader::kernel(std::int64_t h, std::int64_t w) {
    const std::vector<std::int64_t> named = integers("kernel_shape");
    if (!named.empty() && named != std::vector<std::int64_t>{h, w})
        fail("kernel_shape", "differs from the shape of the weights");
    return {h, w};
}

}  // namespace vta::workloads
