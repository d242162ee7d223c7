// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "workloads/image.h"

namespace vta::workloads {

enum class ResizeFilter : std::uint8_t { kNearest, kBilinear, kBicubic };

/// Another size, in exact integer arithmetic: the same on every machine. When a picture shrinks,
/// the bilinear and bicubic filters widen with the factor, so that every pixel counts (what Pillow
/// does, and its results).
Image resize_image(const Image& image,
                   std::uint32_t width,
                   std::uint32_t height,
                   ResizeFilter filter);

/// The middle of the picture; a side that is shorter than asked for is surrounded with black.
Image crop_centre(const Image& image, std::uint32_t width, std::uint32_t height);

/// 1 channel: the luma of ITU-R 601; 3: grey three times.
Image to_channels(const Image& image, std::uint32_t channels);

}  // namespace vta::workloads
