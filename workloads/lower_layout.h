// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "isa/hardware_config.h"
#include "workloads/graph_tensor.h"
#include "workloads/layer.h"

/// How values of a graph lie in device memory, and the host's copies between the two.
namespace vta::workloads {

/// A shape as pictures: the last axis is the channel, those before it column and row, the others
/// together the batch. Matrices [N,C] are N pictures of one pixel.
struct PictureShape {
    std::int64_t batch = 1;
    std::int64_t height = 1;
    std::int64_t width = 1;
    std::int64_t channels = 1;
};
PictureShape picture_shape(const Shape& shape);
bool operator==(const PictureShape& a, const PictureShape& b);

std::uint32_t blocks_for(std::int64_t numbers, std::uint32_t block);
/// An output of the accelerator.
Picture output_picture(const PictureShape& shape, const isa::HardwareConfig& config);

/// Rows or columns of a packed picture: row r holds those of the source at
/// r * step - offset + (0 .. folds - 1) * dilation, one after the other as channels.
struct PackAxis {
    std::int64_t size = 1;
    std::int64_t step = 1;
    std::int64_t offset = 0;
    std::int64_t folds = 1;
    std::int64_t dilation = 1;
};
bool operator==(const PackAxis& a, const PackAxis& b);

/// How the host lays a value out as an input.
struct PackForm {
    PictureShape source;
    PackAxis rows;
    PackAxis columns;
    std::uint8_t pad_code = 0;  ///< what lies outside of the source reads as
    std::uint8_t flip = 0;      ///< exclusive-or with every byte; 0x80 makes uint8 codes int8

    /// The source as it is.
    static PackForm plain(const PictureShape& source);
    std::int64_t channels() const { return rows.folds * columns.folds * source.channels; }
    /// Channel blocks are rounded up to whole output blocks, so that identity matrices of either
    /// size find theirs.
    Picture picture(const isa::HardwareConfig& config) const;
};
bool operator==(const PackForm& a, const PackForm& b);

/// Packs values of one form; keeps the packed bytes, of which only those inside change.
class Packer {
  public:
    Packer(const PackForm& form, const isa::HardwareConfig& config);
    const std::vector<std::uint8_t>& pack(const TensorValue& value);

  private:
    void pack_pixel(const std::uint8_t* source, std::int64_t n, std::int64_t y, std::int64_t x);
    void copy_channels(const std::uint8_t* from, std::size_t pixel, std::int64_t channel);
    void fill();

    PackForm form_;
    Picture picture_;
    std::size_t batch_, block_;
    std::vector<std::uint8_t> packed_;
};

/// Bytes of a picture from channel block `first_block` on, or int32 numbers of its four planes, as
/// a value of this type and shape (kInt32 from planes; else one byte an element).
TensorValue unpack(const std::vector<std::uint8_t>& packed,
                   const Picture& picture,
                   std::uint32_t first_block,
                   const isa::HardwareConfig& config,
                   ElementType type,
                   const Shape& shape);

}  // namespace vta::workloads
