// SPDX-License-Identifier: Apache-2.0
#include "workloads/lower_layout.h"

#include <algorithm>
#include <cstring>
#include <tuple>

namespace vta::workloads {

PictureShape picture_shape(const Shape& shape) {
    PictureShape picture;
    const std::size_t rank = shape.size();
    if (rank == 0) return picture;
    picture.channels = shape[rank - 1];
    if (rank == 2) picture.batch = shape[0];
    if (rank >= 3) picture.width = shape[rank - 2];
    if (rank == 3) picture.batch = shape[0];
    if (rank >= 4) picture.height = shape[rank - 3];
    for (std::size_t i = 0; i + 3 < rank; ++i) picture.batch *= shape[i];
    return picture;
}

bool operator==(const PictureShape& a, const PictureShape& b) {
    return std::tie(a.batch, a.height, a.width, a.channels) ==
           std::tie(b.batch, b.height, b.width, b.channels);
}

std::uint32_t blocks_for(std::int64_t numbers, std::uint32_t block) {
    return static_cast<std::uint32_t>((numbers + block - 1) / block);
}

Picture output_picture(const PictureShape& shape, const isa::HardwareConfig& config) {
    return {blocks_for(shape.batch, config.batch()),
            blocks_for(shape.channels, config.block_out()),
            static_cast<std::uint32_t>(shape.height),
            static_cast<std::uint32_t>(shape.width)};
}

bool operator==(const PackAxis& a, const PackAxis& b) {
    return std::tie(a.size, a.step, a.offset, a.folds, a.dilation) ==
           std::tie(b.size, b.step, b.offset, b.folds, b.dilation);
}

bool operator==(const PackForm& a, const PackForm& b) {
    return std::tie(a.source, a.rows, a.columns, a.pad_code, a.flip) ==
           std::tie(b.source, b.rows, b.columns, b.pad_code, b.flip);
}

PackForm PackForm::plain(const PictureShape& source) {
    PackForm form;
    form.source = source;
    form.rows.size = source.height;
    form.columns.size = source.width;
    return form;
}

Picture PackForm::picture(const isa::HardwareConfig& config) const {
    const std::uint32_t block = std::max(config.block_in(), config.block_out());
    return {blocks_for(source.batch, config.batch()),
            blocks_for(channels(), block) * (block / config.block_in()),
            static_cast<std::uint32_t>(rows.size),
            static_cast<std::uint32_t>(columns.size)};
}

Packer::Packer(const PackForm& form, const isa::HardwareConfig& config)
    : form_(form),
      picture_(form.picture(config)),
      batch_(config.batch()),
      block_(config.block_in()),
      packed_(picture_.tensors() * batch_ * block_) {
    if (form.pad_code != form.flip) fill();
}

void Packer::fill() {
    const std::vector<std::uint8_t> codes(static_cast<std::size_t>(form_.channels()),
                                          static_cast<std::uint8_t>(form_.pad_code ^ form_.flip));
    const PackForm whole = form_;
    form_.flip = 0;
    form_.source.channels = form_.channels();
    const auto pixels = static_cast<std::size_t>(form_.rows.size * form_.columns.size);
    for (std::size_t n = 0; n < static_cast<std::size_t>(form_.source.batch); ++n)
        for (std::size_t p = 0; p < pixels; ++p) copy_channels(codes.data(), n * pixels + p, 0);
    form_ = whole;
}

/// `pixel` counts those of all pictures.
void Packer::copy_channels(const std::uint8_t* from, std::size_t pixel, std::int64_t channel) {
    const std::size_t pixels = std::size_t{picture_.height} * picture_.width;
    const std::size_t n = pixel / pixels;
    std::size_t at = static_cast<std::size_t>(channel);
    std::size_t left = static_cast<std::size_t>(form_.source.channels);
    while (left > 0) {
        const std::size_t count = std::min(left, block_ - at % block_);
        const std::size_t tensor =
            ((n / batch_) * picture_.channel_blocks + at / block_) * pixels + pixel % pixels;
        std::uint8_t* to = &packed_[(tensor * batch_ + n % batch_) * block_ + at % block_];
        if (form_.flip == 0) {
            std::memcpy(to, from, count);
        } else {
            for (std::size_t i = 0; i < count; ++i)
                to[i] = static_cast<std::uint8_t>(from[i] ^ form_.flip);
        }
        from += count;
        at += count;
        left -= count;
    }
}

void Packer::pack_pixel(const std::uint8_t* source,
                        std::int64_t n,
                        std::int64_t y,
                        std::int64_t x) {
    const PictureShape& from = form_.source;
    const auto pixel = static_cast<std::size_t>((n * form_.rows.size + y) * form_.columns.size + x);
    for (std::int64_t i = 0; i < form_.rows.folds; ++i) {
        const std::int64_t row = y * form_.rows.step - form_.rows.offset + i * form_.rows.dilation;
        if (row < 0 || row >= from.height) continue;
        for (std::int64_t j = 0; j < form_.columns.folds; ++j) {
            const std::int64_t column =
                x * form_.columns.step - form_.columns.offset + j * form_.columns.dilation;
            if (column < 0 || column >= from.width) continue;
            copy_channels(source + ((n * from.height + row) * from.width + column) * from.channels,
                          pixel,
                          (i * form_.columns.folds + j) * from.channels);
        }
    }
}

const std::vector<std::uint8_t>& Packer::pack(const TensorValue& value) {
    for (std::int64_t n = 0; n < form_.source.batch; ++n)
        for (std::int64_t y = 0; y < form_.rows.size; ++y)
            for (std::int64_t x = 0; x < form_.columns.size; ++x)
                pack_pixel(value.bytes.data(), n, y, x);
    return packed_;
}

namespace {

/// Calls copy(place in the value, place in a plane, channels) for every run of channels.
template <typename Copy>
void for_each_run(const Picture& picture,
                  std::uint32_t first_block,
                  const isa::HardwareConfig& config,
                  const PictureShape& shape,
                  const Copy& copy) {
    const std::size_t batch = config.batch();
    const std::size_t block = config.block_out();
    const std::size_t pixels = std::size_t{picture.height} * picture.width;
    const auto channels = static_cast<std::size_t>(shape.channels);
    for (std::size_t n = 0; n < static_cast<std::size_t>(shape.batch); ++n)
        for (std::size_t c = 0; c < channels; c += block) {
            const std::size_t plane =
                ((n / batch) * picture.channel_blocks + first_block + c / block) * pixels;
            for (std::size_t p = 0; p < pixels; ++p)
                copy((n * pixels + p) * channels + c,
                     ((plane + p) * batch + n % batch) * block,
                     std::min(block, channels - c));
        }
}

}  // namespace

TensorValue unpack(const std::vector<std::uint8_t>& packed,
                   const Picture& picture,
                   std::uint32_t first_block,
                   const isa::HardwareConfig& config,
                   ElementType type,
                   const Shape& shape) {
    TensorValue value(type, shape);
    const PictureShape pictures = picture_shape(shape);
    if (type != ElementType::kInt32) {
        for_each_run(picture,
                     first_block,
                     config,
                     pictures,
                     [&](std::size_t to, std::size_t from, std::size_t count) {
                         std::memcpy(value.bytes.data() + to, packed.data() + from, count);
                     });
        return value;
    }
    const std::size_t plane = packed.size() / 4;
    std::int32_t* numbers = value.data<std::int32_t>();
    for_each_run(picture,
                 first_block,
                 config,
                 pictures,
                 [&](std::size_t to, std::size_t from, std::size_t count) {
                     for (std::size_t i = 0; i < count; ++i) {
                         std::uint32_t number = 0;
                         for (std::size_t b = 0; b < 4; ++b)
                             number |= static_cast<std::uint32_t>(packed[b * plane + from + i])
                                       << (8 * b);
                         numbers[to + i] = static_cast<std::int32_t>(number);
                     }
                 });
    return value;
}

}  // namespace vta::workloads
