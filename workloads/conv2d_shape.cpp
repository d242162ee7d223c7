// SPDX-License-Identifier: Apache-2.0
#include "workloads/conv2d_shape.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"

namespace vta::workloads {
namespace {

void require(bool holds, const Conv2dShape& shape, const std::string& message) {
    if (!holds) throw UserError(fmt::format("{} ({}): {}", shape.name, shape.text(), message));
}

Conv2dShape square(const char* name,
                   std::uint32_t size,
                   std::uint32_t in_channels,
                   std::uint32_t out_channels,
                   std::uint32_t kernel,
                   std::uint32_t stride) {
    Conv2dShape shape;
    shape.name = name;
    shape.height = shape.width = size;
    shape.in_channels = in_channels;
    shape.out_channels = out_channels;
    shape.kernel_h = shape.kernel_w = kernel;
    shape.pad = kernel / 2;
    shape.stride = stride;
    return shape;
}

}  // namespace

std::string Conv2dShape::text() const {
    return fmt::format("{}x{}x{} -> {}, {}x{}, pad {}, stride {}{}",
                       height,
                       width,
                       in_channels,
                       out_channels,
                       kernel_h,
                       kernel_w,
                       pad,
                       stride,
                       batch == 1 ? "" : fmt::format(", batch {}", batch));
}

void Conv2dShape::validate() const {
    constexpr std::uint32_t kMaxSize = 4096;
    constexpr std::uint32_t kMaxChannels = 65536;
    const auto within = [&](const char* what, std::uint32_t value, std::uint32_t high) {
        require(value >= 1 && value <= high,
                *this,
                fmt::format("{}: got {}, want 1 to {}", what, value, high));
    };
    within("batch", batch, kMaxSize);
    within("height", height, kMaxSize);
    within("width", width, kMaxSize);
    within("in_channels", in_channels, kMaxChannels);
    within("out_channels", out_channels, kMaxChannels);
    within("kernel_h", kernel_h, 64);
    within("kernel_w", kernel_w, 64);
    within("stride", stride, 64);
    // Less than the kernel: every window then meets the input. At most 15: the field of a LOAD.
    const std::uint32_t most = std::min({kernel_h - 1, kernel_w - 1, 15u});
    require(pad <= most, *this, fmt::format("pad: got {}, want at most {}", pad, most));
    require(height + 2 * pad >= kernel_h && width + 2 * pad >= kernel_w,
            *this,
            "the kernel is larger than the padded input");
}

void Conv2dEpilogue::validate() const {
    if (shift > 31) throw UserError(fmt::format("epilogue: shift: got {}, want 0 to 31", shift));
    if (round && (shift < 1 || shift > 15))
        throw UserError(
            fmt::format("epilogue: rounding needs a shift of 1 to 15, got {}; add the half to the "
                        "bias instead",
                        shift));
    if (clip && clip_min > clip_max)
        throw UserError(
            fmt::format("epilogue: clip_min {} is above clip_max {}", clip_min, clip_max));
}

std::vector<Conv2dShape> resnet18_shapes() {
    return {square("C2", 56, 64, 64, 3, 1),
            square("C3", 56, 64, 128, 3, 2),
            square("C4", 56, 64, 128, 1, 2),
            square("C5", 28, 128, 128, 3, 1),
            square("C6", 28, 128, 256, 3, 2),
            square("C7", 28, 128, 256, 1, 2),
            square("C8", 14, 256, 256, 3, 1),
            square("C9", 14, 256, 512, 3, 2),
            square("C10", 14, 256, 512, 1, 2),
            square("C11", 7, 512, 512, 3, 1)};
}

}  // namespace vta::workloads
