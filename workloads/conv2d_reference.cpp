// SPDX-License-Identifier: Apache-2.0
#include "workloads/conv2d_reference.h"

#include <algorithm>
#include <random>

namespace vta::workloads {
namespace {

/// Adds one input plane, convolved with one kernel, to an output plane.
void accumulate_plane(const Conv2dShape& shape,
                      const std::int8_t* input,
                      const std::int8_t* kernel,
                      std::uint32_t* sums) {
    const std::int64_t height = shape.height;
    const std::int64_t width = shape.width;
    const std::int64_t out_width = shape.out_width();
    for (std::int64_t ky = 0; ky < shape.kernel_h; ++ky)
        for (std::int64_t kx = 0; kx < shape.kernel_w; ++kx) {
            const std::int32_t weight = kernel[ky * shape.kernel_w + kx];
            for (std::int64_t y = 0; y < shape.out_height(); ++y) {
                const std::int64_t in_y = y * shape.stride + ky - shape.pad;
                if (in_y < 0 || in_y >= height) continue;
                for (std::int64_t x = 0; x < out_width; ++x) {
                    const std::int64_t in_x = x * shape.stride + kx - shape.pad;
                    if (in_x < 0 || in_x >= width) continue;
                    sums[y * out_width + x] +=
                        static_cast<std::uint32_t>(weight * input[in_y * width + in_x]);
                }
            }
        }
}

}  // namespace

Conv2dData random_conv2d_data(const Conv2dShape& shape, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    Conv2dData data;
    const std::size_t pixels = std::size_t{shape.height} * shape.width;
    data.input.resize(pixels * shape.batch * shape.in_channels);
    data.weights.resize(std::size_t{shape.out_channels} * shape.in_channels * shape.kernel_h *
                        shape.kernel_w);
    data.bias.resize(shape.out_channels);
    for (std::int8_t& value : data.input) value = static_cast<std::int8_t>(random());
    for (std::int8_t& value : data.weights) value = static_cast<std::int8_t>(random());
    for (std::int32_t& value : data.bias) value = static_cast<std::int16_t>(random());
    return data;
}

std::int8_t apply_epilogue(const Conv2dEpilogue& epilogue, std::uint32_t sum, std::int32_t bias) {
    if (epilogue.bias) sum += static_cast<std::uint32_t>(bias);
    if (epilogue.round) sum += 1u << (epilogue.shift - 1);
    std::int32_t value = static_cast<std::int32_t>(sum) >> epilogue.shift;
    if (epilogue.clip)
        value = std::clamp<std::int32_t>(value, epilogue.clip_min, epilogue.clip_max);
    return static_cast<std::int8_t>(value);
}

std::vector<std::int8_t> reference_conv2d(const Conv2dShape& shape,
                                          const Conv2dEpilogue& epilogue,
                                          const Conv2dData& data) {
    const std::size_t in_pixels = std::size_t{shape.height} * shape.width;
    const std::size_t out_pixels = std::size_t{shape.out_height()} * shape.out_width();
    const std::size_t taps = std::size_t{shape.kernel_h} * shape.kernel_w;
    std::vector<std::int8_t> output(out_pixels * shape.batch * shape.out_channels);
    std::vector<std::uint32_t> sums(out_pixels);  // unsigned: wraps by definition
    for (std::size_t n = 0; n < shape.batch; ++n)
        for (std::size_t o = 0; o < shape.out_channels; ++o) {
            std::fill(sums.begin(), sums.end(), 0u);
            for (std::size_t i = 0; i < shape.in_channels; ++i)
                accumulate_plane(shape,
                                 &data.input[(n * shape.in_channels + i) * in_pixels],
                                 &data.weights[(o * shape.in_channels + i) * taps],
                                 sums.data());
            std::int8_t* plane = &output[(n * shape.out_channels + o) * out_pixels];
            for (std::size_t p = 0; p < out_pixels; ++p)
                plane[p] = apply_epilogue(epilogue, sums[p], epilogue.bias ? data.bias[o] : 0);
        }
    return output;
}

}  // namespace vta::workloads
