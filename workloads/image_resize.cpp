// SPDX-License-Identifier: Apache-2.0
#include "workloads/image_resize.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/error.h"
#include "workloads/image_formats.h"

namespace vta::workloads {

namespace {

constexpr int kFractionBits = 22;  ///< of weights: 255 times the sum of them fits 32 bits

double weight(ResizeFilter filter, double x) {
    x = std::fabs(x);
    if (filter == ResizeFilter::kBilinear) return x < 1.0 ? 1.0 - x : 0.0;
    constexpr double kA = -0.5;  // cubic convolution
    if (x < 1.0) return ((kA + 2.0) * x - (kA + 3.0)) * x * x + 1.0;
    if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * kA;
    return 0.0;
}

/// Which samples along one axis make an output sample.
struct Taps {
    std::uint32_t first = 0;
    std::vector<std::int32_t> weights;
};

std::vector<Taps> make_taps(std::uint32_t from, std::uint32_t to, ResizeFilter filter) {
    const double scale = static_cast<double>(from) / to;
    const double widening = std::max(scale, 1.0);
    const double support = (filter == ResizeFilter::kBilinear ? 1.0 : 2.0) * widening;
    std::vector<Taps> taps(to);
    for (std::uint32_t i = 0; i < to; ++i) {
        const double centre = (i + 0.5) * scale;
        const auto first =
            static_cast<std::int64_t>(std::floor(std::max(0.0, centre - support + 0.5)));
        const auto last = std::min<std::int64_t>(
            from, static_cast<std::int64_t>(std::floor(centre + support + 0.5)));
        std::vector<double> exact;
        double sum = 0.0;
        for (std::int64_t x = first; x < last; ++x) {
            exact.push_back(weight(filter, (static_cast<double>(x) - centre + 0.5) / widening));
            sum += exact.back();
        }
        taps[i].first = static_cast<std::uint32_t>(first);
        for (const double w : exact)
            taps[i].weights.push_back(
                static_cast<std::int32_t>(std::lround(w / sum * (1 << kFractionBits))));
    }
    return taps;
}

// One output sample from samples `stride` apart.
std::uint8_t apply(const Taps& taps, const std::uint8_t* samples, std::size_t stride) {
    std::int64_t sum = std::int64_t{1} << (kFractionBits - 1);
    for (std::size_t i = 0; i < taps.weights.size(); ++i)
        sum += std::int64_t{samples[(taps.first + i) * stride]} * taps.weights[i];
    return static_cast<std::uint8_t>(std::clamp<std::int64_t>(sum >> kFractionBits, 0, 255));
}

Image resize_columns(const Image& image, std::uint32_t width, ResizeFilter filter) {
    if (width == image.width) return image;
    const std::vector<Taps> taps = make_taps(image.width, width, filter);
    Image out(width, image.height, image.channels);
    for (std::uint32_t y = 0; y < image.height; ++y)
        for (std::uint32_t x = 0; x < width; ++x)
            for (std::uint32_t c = 0; c < image.channels; ++c)
                out.row(y)[x * image.channels + c] =
                    apply(taps[x], image.row(y) + c, image.channels);
    return out;
}

Image resize_rows(const Image& image, std::uint32_t height, ResizeFilter filter) {
    if (height == image.height) return image;
    const std::vector<Taps> taps = make_taps(image.height, height, filter);
    Image out(image.width, height, image.channels);
    const std::size_t stride = std::size_t{image.width} * image.channels;
    for (std::uint32_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < stride; ++x)
            out.row(y)[x] = apply(taps[y], image.pixels.data() + x, stride);
    return out;
}

Image resize_nearest(const Image& image, std::uint32_t width, std::uint32_t height) {
    Image out(width, height, image.channels);
    const auto source = [](std::uint32_t i, std::uint32_t from, std::uint32_t to) {
        return static_cast<std::uint32_t>((std::uint64_t{2} * i + 1) * from /
                                          (std::uint64_t{2} * to));
    };
    for (std::uint32_t y = 0; y < height; ++y) {
        const std::uint8_t* from = image.row(source(y, image.height, height));
        for (std::uint32_t x = 0; x < width; ++x)
            std::copy_n(from + std::size_t{source(x, image.width, width)} * image.channels,
                        image.channels,
                        out.row(y) + std::size_t{x} * image.channels);
    }
    return out;
}

}  // namespace

Image resize_image(const Image& image,
                   std::uint32_t width,
                   std::uint32_t height,
                   ResizeFilter filter) {
    check_image_size("resize", width, height);
    if (width == image.width && height == image.height) return image;
    if (filter == ResizeFilter::kNearest) return resize_nearest(image, width, height);
    check_image_size("resize", width, image.height);
    return resize_rows(resize_columns(image, width, filter), height, filter);
}

Image crop_centre(const Image& image, std::uint32_t width, std::uint32_t height) {
    check_image_size("crop", width, height);
    Image out(width, height, image.channels);
    // Halves round down, also of negative differences (a picture that is too small).
    const std::int64_t left = (std::int64_t{image.width} - width) >> 1;
    const std::int64_t top = (std::int64_t{image.height} - height) >> 1;
    const std::int64_t begin = std::max<std::int64_t>(0, -left);
    const std::int64_t end = std::min<std::int64_t>(width, image.width - left);
    for (std::int64_t y = 0; y < height; ++y) {
        if (y + top < 0 || y + top >= image.height || begin >= end) continue;
        std::copy_n(
            image.row(static_cast<std::uint32_t>(y + top)) + (begin + left) * image.channels,
            (end - begin) * image.channels,
            out.row(static_cast<std::uint32_t>(y)) + begin * image.channels);
    }
    return out;
}

Image to_channels(const Image& image, std::uint32_t channels) {
    VTA_CHECK(channels == 1 || channels == 3, "pictures have one channel or three");
    if (image.channels == channels) return image;
    Image out(image.width, image.height, channels);
    const std::size_t pixels = std::size_t{image.width} * image.height;
    for (std::size_t i = 0; i < pixels; ++i) {
        if (channels == 3) {
            std::fill_n(out.pixels.data() + i * 3, 3, image.pixels[i]);
        } else {
            const std::uint8_t* rgb = image.pixels.data() + i * 3;
            // 0.299, 0.587, 0.114 in 16 bits of fraction
            out.pixels[i] = static_cast<std::uint8_t>(
                (19595u * rgb[0] + 38470u * rgb[1] + 7471u * rgb[2] + 0x8000u) >> 16);
        }
    }
    return out;
}

}  // namespace vta::workloads
