// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json_reader.h"
#include "workloads/graph.h"
#include "workloads/image.h"
#include "workloads/image_resize.h"

namespace vta::workloads {

enum class PixelLayout : std::uint8_t { kAuto, kNhwc, kNchw };
enum class PictureFit : std::uint8_t {
    kStretch,  ///< both sides are scaled to the model's
    kCrop,     ///< scaled until it covers the model's input, then cut
};

struct PictureSize {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

/// How a picture becomes an input of a model: resize, crop, what is still missing to the model's
/// size (fit), channels, then each sample p becomes the number (p * scale - mean) / std. Without
/// scale, mean and std, models of 8-bit inputs get the samples as codes: p, or p - 128 for int8.
struct Preprocessing {
    std::optional<std::uint32_t> shorter_side;  ///< resize first: the shorter side to this
    std::optional<PictureSize> resize;          ///< or to this
    std::optional<PictureSize> crop;            ///< then the middle of it
    PictureFit fit = PictureFit::kStretch;
    ResizeFilter filter = ResizeFilter::kBilinear;
    std::optional<double> scale;
    std::vector<double> mean;  ///< one value, or one for each channel in the model's order
    std::vector<double> std;
    bool bgr = false;
    PixelLayout layout = PixelLayout::kAuto;

    /// Keys as the options of `vta run`; unknown ones are left for the caller to refuse.
    static Preprocessing from_json(const JsonReader& reader);
    /// Throws UserError naming the option that is wrong.
    void validate() const;
    bool has_arithmetic() const { return scale || !mean.empty() || !std.empty(); }
};

/// "224x224", or "224" for a square; throws UserError naming `where`.
PictureSize parse_picture_size(const std::string& text, const std::string& where);
ResizeFilter parse_resize_filter(const std::string& text, const std::string& where);

/// What a model's input wants a picture to be.
struct PictureInput {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t channels = 0;
    PixelLayout layout = PixelLayout::kNhwc;
};
/// Nothing if the input has no form of one picture ([N,H,W,C] or [N,C,H,W] or without N, 1 or 3
/// channels).
std::optional<PictureInput> picture_input(const Tensor& input, PixelLayout layout);

/// One picture as the model wants it, its leading dimension 1. Throws UserError beginning with
/// `name`.
TensorValue picture_to_input(const Image& image,
                             const Tensor& input,
                             const Preprocessing& how,
                             const std::string& name);

/// Real numbers as the type of an input: itself, or codes of its quantisation (rounded half to
/// even, saturated).
TensorValue reals_to_input(const std::vector<float>& reals, const Tensor& input, Shape shape);

/// The pictures in an output [N,H,W,C] or [N,C,H,W] (1 or 3 channels): real numbers of `low` become
/// 0, of `high` 255. Throws UserError for other shapes.
std::vector<Image> output_to_pictures(const TensorValue& value,
                                      const std::optional<Quantisation>& quantisation,
                                      PixelLayout layout,
                                      double low,
                                      double high);

}  // namespace vta::workloads
