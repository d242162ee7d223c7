// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vta::workloads {

/// A two-dimensional convolution, groups 1, dilation 1, the same padding on all sides. Sizes count
/// scalars; channels need not be multiples of a block.
struct Conv2dShape {
    std::string name = "conv2d";
    std::uint32_t batch = 1;
    std::uint32_t height = 1;  ///< of the input
    std::uint32_t width = 1;
    std::uint32_t in_channels = 1;
    std::uint32_t out_channels = 1;
    std::uint32_t kernel_h = 1;
    std::uint32_t kernel_w = 1;
    std::uint32_t pad = 0;  ///< less than the kernel's smaller side, at most 15
    std::uint32_t stride = 1;

    std::uint32_t out_height() const { return (height + 2 * pad - kernel_h) / stride + 1; }
    std::uint32_t out_width() const { return (width + 2 * pad - kernel_w) / stride + 1; }
    /// Multiply-accumulates that the result needs (those with padding zeros count).
    std::uint64_t macs() const {
        return std::uint64_t{batch} * out_height() * out_width() * out_channels * in_channels *
               kernel_h * kernel_w;
    }
    /// "56x56x64 -> 64, 3x3, pad 1, stride 1".
    std::string text() const;
    /// Throws UserError naming the first member that is out of range.
    void validate() const;
};

/// What follows the convolution, on 32-bit accumulators: bias, rounding shift, clip; then the low
/// bits are stored.
struct Conv2dEpilogue {
    bool bias = false;        ///< one value an output channel is added
    std::uint32_t shift = 0;  ///< arithmetic shift right; at most 31
    bool round = false;       ///< adds half of the last place first; needs a shift of 1 to 15
    bool clip = false;        ///< to [clip_min, clip_max]
    std::int16_t clip_min = -128;
    std::int16_t clip_max = 127;

    void validate() const;
};

/// The ten convolutions of ResNet-18 that accelerators are measured with, C2 to C11.
std::vector<Conv2dShape> resnet18_shapes();

}  // namespace vta::workloads
