// SPDX-License-Identifier: Apache-2.0
#include "workloads/preprocess.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/error.h"

namespace vta::workloads {

namespace {

constexpr std::uint32_t kMaxSide = 1u << 16;

std::uint32_t parse_side(const std::string& text, const std::string& where) {
    char* end = nullptr;
    const unsigned long value = std::strtoul(text.c_str(), &end, 10);
    if (text.empty() || text.size() > 5 || text[0] < '0' || text[0] > '9' || *end != '\0' ||
        value == 0 || value > kMaxSide)
        throw UserError(fmt::format(
            "{}: got '{}', want a size such as 224x224 (width x height) or 224", where, text));
    return static_cast<std::uint32_t>(value);
}

// A number or an array of numbers.
std::vector<double> numbers(const JsonReader& reader) {
    if (!reader.is_array()) return {reader.as_double()};
    std::vector<double> values;
    for (const JsonReader& element : reader.elements()) values.push_back(element.as_double());
    return values;
}

// A string "224x224" or a number.
std::string size_text(const JsonReader& reader) {
    if (reader.is_string()) return reader.as_string();
    return std::to_string(reader.as_unsigned(1, kMaxSide));
}

void read_geometry(const JsonReader& reader, Preprocessing& how) {
    if (const auto resize = reader.optional("resize")) {
        const std::string text = size_text(*resize);
        const PictureSize size = parse_picture_size(text, resize->where());
        if (text.find('x') == std::string::npos) {
            how.shorter_side = size.width;
        } else {
            how.resize = size;
        }
    }
    if (const auto crop = reader.optional("crop"))
        how.crop = parse_picture_size(size_text(*crop), crop->where());
    if (const auto fit = reader.optional("fit"))
        how.fit = fit->as_choice({"stretch", "crop"}) == "crop" ? PictureFit::kCrop
                                                                : PictureFit::kStretch;
    if (const auto filter = reader.optional("filter"))
        how.filter = parse_resize_filter(filter->as_string(), filter->where());
}

double channel_value(const std::vector<double>& values, std::size_t channel, double fallback) {
    if (values.empty()) return fallback;
    return values.size() == 1 ? values[0] : values[channel];
}

// Resize, crop and fit.
Image shape_picture(const Image& image, const PictureInput& wanted, const Preprocessing& how) {
    const auto cover = [&](const Image& from, std::uint32_t width, std::uint32_t height) {
        const double factor = std::max(static_cast<double>(width) / from.width,
                                       static_cast<double>(height) / from.height);
        const auto side = [&](std::uint32_t old, std::uint32_t least) {
            return std::max(least, static_cast<std::uint32_t>(std::lround(old * factor)));
        };
        return resize_image(from, side(from.width, width), side(from.height, height), how.filter);
    };
    Image shaped = to_channels(image, wanted.channels);
    if (how.shorter_side) shaped = cover(shaped, *how.shorter_side, *how.shorter_side);
    if (how.resize)
        shaped = resize_image(shaped, how.resize->width, how.resize->height, how.filter);
    if (how.crop) shaped = crop_centre(shaped, how.crop->width, how.crop->height);
    if (shaped.width == wanted.width && shaped.height == wanted.height) return shaped;
    if (how.fit == PictureFit::kCrop)
        return crop_centre(cover(shaped, wanted.width, wanted.height), wanted.width, wanted.height);
    return resize_image(shaped, wanted.width, wanted.height, how.filter);
}

// Samples in the order of the model's input.
std::vector<std::uint8_t> ordered_samples(const Image& image,
                                          const PictureInput& wanted,
                                          bool bgr) {
    const std::size_t pixels = std::size_t{image.width} * image.height;
    const std::size_t channels = image.channels;
    std::vector<std::uint8_t> samples(pixels * channels);
    for (std::size_t i = 0; i < pixels; ++i)
        for (std::size_t c = 0; c < channels; ++c) {
            const std::size_t to =
                wanted.layout == PixelLayout::kNchw ? c * pixels + i : i * channels + c;
            samples[to] = image.pixels[i * channels + (bgr ? channels - 1 - c : c)];
        }
    return samples;
}

}  // namespace

PictureSize parse_picture_size(const std::string& text, const std::string& where) {
    const std::size_t x = text.find('x');
    if (x == std::string::npos) {
        const std::uint32_t side = parse_side(text, where);
        return {side, side};
    }
    return {parse_side(text.substr(0, x), where), parse_side(text.substr(x + 1), where)};
}

ResizeFilter parse_resize_filter(const std::string& text, const std::string& where) {
    if (text == "nearest") return ResizeFilter::kNearest;
    if (text == "bilinear") return ResizeFilter::kBilinear;
    if (text == "bicubic") return ResizeFilter::kBicubic;
    throw UserError(fmt::format("{}: got '{}', want nearest, bilinear or bicubic", where, text));
}

Preprocessing Preprocessing::from_json(const JsonReader& reader) {
    Preprocessing how;
    read_geometry(reader, how);
    if (const auto scale = reader.optional("scale")) how.scale = scale->as_double();
    if (const auto mean = reader.optional("mean")) how.mean = numbers(*mean);
    if (const auto std = reader.optional("std")) how.std = numbers(*std);
    if (const auto channels = reader.optional("channels"))
        how.bgr = channels->as_choice({"rgb", "bgr"}) == "bgr";
    if (const auto layout = reader.optional("layout")) {
        const std::string text = layout->as_choice({"auto", "nhwc", "nchw"});
        how.layout = text == "nhwc"   ? PixelLayout::kNhwc
                     : text == "nchw" ? PixelLayout::kNchw
                                      : PixelLayout::kAuto;
    }
    how.validate();
    return how;
}

void Preprocessing::validate() const {
    for (const auto* values : {&mean, &std})
        if (values->size() != 0 && values->size() != 1 && values->size() != 3)
            throw UserError(fmt::format("preprocessing: {} has {} values, want 1 or 3",
                                        values == &mean ? "mean" : "std",
                                        values->size()));
    if (std::any_of(std.begin(), std.end(), [](double value) { return !(value > 0.0); }))
        throw UserError("preprocessing: std has to be above 0");
    if (shorter_side && resize)
        throw UserError("preprocessing: resize is either a size or the shorter side");
}

std::optional<PictureInput> picture_input(const Tensor& input, PixelLayout layout) {
    const Shape& shape = input.shape;
    if (shape.size() != 4 && shape.size() != 3) return std::nullopt;
    const std::size_t first = shape.size() - 3;
    const auto is_channels = [](std::int64_t size) { return size == 1 || size == 3; };
    const bool last = is_channels(shape[first + 2]) && layout != PixelLayout::kNchw;
    const bool leading = is_channels(shape[first]) && layout != PixelLayout::kNhwc;
    if (!last && !leading) return std::nullopt;
    const auto side = [&](std::size_t axis) { return static_cast<std::uint32_t>(shape[axis]); };
    if (last)
        return PictureInput{side(first + 1), side(first), side(first + 2), PixelLayout::kNhwc};
    return PictureInput{side(first + 2), side(first + 1), side(first), PixelLayout::kNchw};
}

TensorValue reals_to_input(const std::vector<float>& reals, const Tensor& input, Shape shape) {
    if (input.type == ElementType::kFloat32) return make_value(std::move(shape), reals);
    if (!input.quantisation)
        throw UserError(fmt::format(
            "input {} has integers without a scale; give it codes of its own type", input.name));
    const double scale = input.quantisation->scale(0);
    const double zero = input.quantisation->zero_point(0);
    TensorValue value(input.type, std::move(shape));
    const bool is_signed = input.type == ElementType::kInt8;
    if (!is_byte(input.type))
        throw UserError(fmt::format(
            "input {} is {}; give it codes of that type", input.name, to_string(input.type)));
    for (std::size_t i = 0; i < reals.size(); ++i) {
        const double exact = std::isnan(reals[i]) ? 0.0 : reals[i] / scale;
        const double code = std::nearbyint(exact) + zero;
        const double low = is_signed ? -128.0 : 0.0;
        value.bytes[i] =
            static_cast<std::uint8_t>(static_cast<int>(std::clamp(code, low, low + 255.0)));
    }
    return value;
}

TensorValue picture_to_input(const Image& image,
                             const Tensor& input,
                             const Preprocessing& how,
                             const std::string& name) {
    const std::optional<PictureInput> wanted = picture_input(input, how.layout);
    if (!wanted)
        throw UserError(fmt::format(
            "{}: the model's input {} of shape {} is no picture; give it numbers (NPY or "
            "raw)",
            name,
            input.name,
            to_string(input.shape)));
    const std::vector<std::uint8_t> samples =
        ordered_samples(shape_picture(image, *wanted, how), *wanted, how.bgr);
    Shape shape = input.shape;
    if (shape.size() == 4) shape[0] = 1;
    if (is_byte(input.type) && !how.has_arithmetic()) {
        TensorValue value(input.type, shape);
        const std::uint8_t flip = input.type == ElementType::kInt8 ? 0x80 : 0;  // minus 128
        std::transform(samples.begin(), samples.end(), value.bytes.begin(), [flip](std::uint8_t p) {
            return static_cast<std::uint8_t>(p ^ flip);
        });
        return value;
    }
    if (wanted->channels == 1 && std::max(how.mean.size(), how.std.size()) > 1)
        throw UserError("preprocessing: three means or stds, but the model wants grey pictures");
    std::vector<float> reals(samples.size());
    const std::size_t pixels = std::size_t{wanted->width} * wanted->height;
    for (std::size_t i = 0; i < reals.size(); ++i) {
        const std::size_t channel =
            wanted->layout == PixelLayout::kNchw ? i / pixels : i % wanted->channels;
        reals[i] = static_cast<float>(
            (samples[i] * how.scale.value_or(1.0) - channel_value(how.mean, channel, 0.0)) /
            channel_value(how.std, channel, 1.0));
    }
    return reals_to_input(reals, input, shape);
}

std::vector<Image> output_to_pictures(const TensorValue& value,
                                      const std::optional<Quantisation>& quantisation,
                                      PixelLayout layout,
                                      double low,
                                      double high) {
    Tensor form;
    form.shape = value.shape;
    const std::optional<PictureInput> picture = picture_input(form, layout);
    if (!picture)
        throw UserError("an output of shape " + to_string(value.shape) +
                        " is no picture; write it as NPY");
    if (!(high > low)) throw UserError("the range of the picture's numbers is empty");
    const std::size_t pixels = std::size_t{picture->width} * picture->height;
    const std::size_t samples = pixels * picture->channels;
    const std::size_t count = static_cast<std::size_t>(value.count()) / samples;
    std::vector<Image> images(count, Image(picture->width, picture->height, picture->channels));
    for (std::size_t i = 0; i < count * samples; ++i) {
        double real = value.as_double(static_cast<std::int64_t>(i));
        if (quantisation)
            real =
                (real - quantisation->zero_point(0)) * static_cast<double>(quantisation->scale(0));
        const std::size_t at = i % samples;
        const std::size_t to = picture->layout == PixelLayout::kNchw
                                   ? at % pixels * picture->channels + at / pixels
                                   : at;
        const double sample = std::isfinite(real) ? 255.0 * (real - low) / (high - low) : 0.0;
        images[i / samples].pixels[to] =
            static_cast<std::uint8_t>(std::nearbyint(std::clamp(sample, 0.0, 255.0)));
    }
    return images;
}

}  // namespace vta::workloads
