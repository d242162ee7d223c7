// SPDX-License-Identifier: Apache-2.0
#include "sim/network_arrays.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "workloads/graph_shapes.h"
#include "workloads/npy.h"

namespace vta::sim {

namespace {

using workloads::ElementType;
using workloads::Image;
using workloads::Shape;
using workloads::Tensor;
using workloads::TensorValue;

std::string element_name(const std::string& name, std::int64_t i, std::int64_t count) {
    return count == 1 ? name : fmt::format("{}[{}]", name, i);
}

std::int64_t limited(std::int64_t count, const SampleOptions& options) {
    if (options.limit == 0) return count;
    return std::min(count, static_cast<std::int64_t>(options.limit));
}

// A picture for inputs that are pictures, and for flat ones of as many numbers.
TensorValue picture_value(const Image& image,
                          const Tensor& input,
                          const SampleOptions& options,
                          const std::string& name) {
    const auto samples = static_cast<std::int64_t>(image.pixels.size());
    if (workloads::picture_input(input, options.preprocessing.layout) ||
        workloads::element_count(input.shape) != samples)
        return workloads::picture_to_input(image, input, options.preprocessing, name);
    Tensor flat = input;
    flat.shape = {1, image.height, image.width, image.channels};
    workloads::Preprocessing how = options.preprocessing;
    how.layout = workloads::PixelLayout::kNhwc;
    TensorValue value = workloads::picture_to_input(image, flat, how, name);
    value.shape = input.shape;
    return value;
}

std::vector<NamedValue> values_of_pictures(const std::uint8_t* data,
                                           std::int64_t count,
                                           const Image& form,
                                           const std::string& name,
                                           const Tensor& input,
                                           const SampleOptions& options) {
    std::vector<NamedValue> values;
    Image image = form;
    for (std::int64_t i = 0; i < limited(count, options); ++i) {
        std::memcpy(image.pixels.data(),
                    data + static_cast<std::size_t>(i) * image.pixels.size(),
                    image.pixels.size());
        const std::string element = element_name(name, i, count);
        values.push_back({element, picture_value(image, input, options, element)});
    }
    return values;
}

// Numbers, a whole number of times as many as the input has. A batch of the model's is one.
std::vector<NamedValue> values_of_numbers(const TensorValue& numbers,
                                          const std::string& name,
                                          const Tensor& input,
                                          const SampleOptions& options) {
    const std::int64_t elements = workloads::element_count(input.shape);
    if (numbers.count() == 0 || numbers.count() % elements != 0)
        throw UserError(fmt::format(
            "{}: holds {} numbers; input {} of the model has shape {}, want a multiple of {}",
            name,
            numbers.count(),
            input.name,
            workloads::to_string(input.shape),
            elements));
    const std::int64_t count = numbers.count() / elements;
    const std::size_t bytes = static_cast<std::size_t>(elements) * byte_size(numbers.type);
    std::vector<NamedValue> values;
    for (std::int64_t i = 0; i < limited(count, options); ++i) {
        NamedValue value{element_name(name, i, count), {}};
        if (numbers.type == input.type) {
            value.value = TensorValue(input.type, input.shape);
            std::memcpy(value.value.bytes.data(),
                        numbers.bytes.data() + static_cast<std::size_t>(i) * bytes,
                        bytes);
        } else {
            std::vector<float> reals(static_cast<std::size_t>(elements));
            for (std::int64_t k = 0; k < elements; ++k)
                reals[static_cast<std::size_t>(k)] =
                    static_cast<float>(numbers.as_double(i * elements + k));
            value.value = workloads::reals_to_input(reals, input, input.shape);
        }
        values.push_back(std::move(value));
    }
    return values;
}

// Throws unless the array is the input, several of it, or it without its leading 1.
void check_array_shape(const TensorValue& array, const std::string& name, const Tensor& input) {
    const Shape inner(input.shape.begin() + (input.shape.empty() ? 0 : 1), input.shape.end());
    const Shape& shape = array.shape;
    const Shape tail(shape.begin() + (shape.empty() ? 0 : 1), shape.end());
    if (shape == input.shape || shape == inner || tail == inner || tail == input.shape) return;
    if (shape.size() == 2 && shape[1] == workloads::element_count(inner)) return;
    throw UserError(
        fmt::format("{}: an array of shape {}; input {} of the model has shape {} (the first size "
                    "may be larger)",
                    name,
                    workloads::to_string(shape),
                    input.name,
                    workloads::to_string(input.shape)));
}

// The form of the pictures that an array of bytes holds, and how many; no pixels if it holds none.
std::pair<Image, std::int64_t> pictures_in(const Shape& shape) {
    const auto picture = [](std::int64_t height, std::int64_t width, std::int64_t channels) {
        return Image(static_cast<std::uint32_t>(width),
                     static_cast<std::uint32_t>(height),
                     static_cast<std::uint32_t>(channels));
    };
    const auto is_channels = [](std::int64_t size) { return size == 1 || size == 3; };
    if (std::any_of(shape.begin(), shape.end(), [](std::int64_t size) { return size == 0; }))
        return {};
    if (shape.size() == 2) return {picture(shape[0], shape[1], 1), 1};
    if (shape.size() == 3 && is_channels(shape[2]))
        return {picture(shape[0], shape[1], shape[2]), 1};
    if (shape.size() == 3) return {picture(shape[1], shape[2], 1), shape[0]};
    if (shape.size() == 4 && is_channels(shape[3]))
        return {picture(shape[1], shape[2], shape[3]), shape[0]};
    return {};
}

std::vector<NamedValue> values_of_array(const TensorValue& array,
                                        const std::string& name,
                                        const Tensor& input,
                                        const SampleOptions& options) {
    if (array.type == ElementType::kUint8 &&
        (workloads::picture_input(input, options.preprocessing.layout) || array.shape.size() > 2)) {
        const auto [form, count] = pictures_in(array.shape);
        if (!form.pixels.empty())
            return values_of_pictures(array.bytes.data(), count, form, name, input, options);
    }
    check_array_shape(array, name, input);
    return values_of_numbers(array, name, input, options);
}

// The form of pictures in raw files.
Image raw_form(const std::string& name, const Tensor& input, const SampleOptions& options) {
    if (!options.size.empty()) {
        const Shape size = parse_shape(options.size, "--input-size");
        if (size.size() < 2 || size.size() > 3 ||
            (size.size() == 3 && size[2] != 1 && size[2] != 3) || size[0] > 65536 ||
            size[1] > 65536)
            throw UserError(fmt::format(
                "--input-size: got '{}', want width x height x channels, e.g. 224x224x3",
                options.size));
        return Image(static_cast<std::uint32_t>(size[0]),
                     static_cast<std::uint32_t>(size[1]),
                     static_cast<std::uint32_t>(size.size() == 3 ? size[2] : 1));
    }
    const auto picture = workloads::picture_input(input, options.preprocessing.layout);
    if (!picture)
        throw UserError(
            fmt::format("{}: input {} of the model has shape {} and is no picture; say "
                        "--input-size, or give i8 or f32 numbers",
                        name,
                        input.name,
                        workloads::to_string(input.shape)));
    return Image(picture->width, picture->height, picture->channels);
}

std::vector<NamedValue> values_of_raw(const std::vector<std::uint8_t>& bytes,
                                      const std::string& name,
                                      const Tensor& input,
                                      const SampleOptions& options) {
    if (options.format == "u8") {
        const Image form = raw_form(name, input, options);
        if (bytes.empty() || bytes.size() % form.pixels.size() != 0)
            throw UserError(
                fmt::format("{}: {} bytes are no whole number of pictures of {} x {} x {}",
                            name,
                            bytes.size(),
                            form.width,
                            form.height,
                            form.channels));
        const auto count = static_cast<std::int64_t>(bytes.size() / form.pixels.size());
        return values_of_pictures(bytes.data(), count, form, name, input, options);
    }
    const ElementType type = options.format == "i8" ? ElementType::kInt8 : ElementType::kFloat32;
    if (bytes.size() % byte_size(type) != 0)
        throw UserError(
            fmt::format("{}: {} bytes are no whole number of float32", name, bytes.size()));
    TensorValue numbers(type, {static_cast<std::int64_t>(bytes.size() / byte_size(type))});
    numbers.bytes = bytes;
    return values_of_numbers(numbers, name, input, options);
}

}  // namespace

bool looks_like_idx(const std::vector<std::uint8_t>& bytes) {
    return bytes.size() > 4 && bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 8 && bytes[3] >= 1 &&
           bytes[3] <= 4 && bytes.size() >= 4 + std::size_t{4} * bytes[3];
}

TensorValue decode_idx(const std::vector<std::uint8_t>& bytes, const std::string& name) {
    Shape shape;
    std::int64_t count = 1;
    for (std::size_t i = 0; i < bytes[3]; ++i) {
        std::int64_t size = 0;
        for (std::size_t k = 0; k < 4; ++k) size = size * 256 + bytes[4 + 4 * i + k];
        shape.push_back(size);
        if (size > workloads::kMaxElements ||
            count * std::max<std::int64_t>(size, 1) > workloads::kMaxElements)
            throw UserError(name + ": damaged IDX file: sizes are too large");
        count *= std::max<std::int64_t>(size, 1);
    }
    TensorValue value(ElementType::kUint8, shape);
    const std::size_t begin = 4 + 4 * shape.size();
    if (bytes.size() - begin < value.bytes.size())
        throw UserError(name + ": damaged IDX file: it ends too early");
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                value.bytes.size(),
                value.bytes.begin());
    return value;
}

std::vector<NamedValue> values_of_file(const std::vector<std::uint8_t>& bytes,
                                       const std::string& name,
                                       const Tensor& input,
                                       const SampleOptions& options) {
    if (workloads::looks_like_npy(bytes))
        return values_of_array(workloads::decode_npy(bytes, name), name, input, options);
    // Raw numbers could begin as anything does.
    if (options.format != "auto") return values_of_raw(bytes, name, input, options);
    if (workloads::looks_like_image(bytes))
        return {{name, picture_value(workloads::decode_image(bytes, name), input, options, name)}};
    if (looks_like_idx(bytes))
        return values_of_array(decode_idx(bytes, name), name, input, options);
    throw UserError(
        name +
        ": is no picture (PNG, JPEG, PPM, PGM, BMP), NPY or IDX file; for raw numbers say "
        "--input-format u8, i8 or f32");
}

}  // namespace vta::sim
