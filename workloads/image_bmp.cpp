// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>

#include "workloads/image_formats.h"

namespace vta::workloads {

namespace {

std::uint32_t u16(const FileBytes& bytes, std::size_t at) {
    return bytes[at] | (std::uint32_t{bytes[at + 1]} << 8);
}
std::uint32_t u32(const FileBytes& bytes, std::size_t at) {
    return u16(bytes, at) | (u16(bytes, at + 2) << 16);
}

struct Header {
    std::size_t pixels_at = 0;
    std::size_t palette_at = 0;
    std::uint32_t colours = 0;  ///< of the palette
    std::uint32_t width = 0, height = 0;
    bool from_top = false;
    std::uint32_t bits = 0;
    std::size_t row_bytes = 0;
};

constexpr std::size_t kFileHeaderBytes = 14;
constexpr std::size_t kInfoHeaderBytes = 40;

Header read_header(const FileBytes& bytes, const std::string& name) {
    if (bytes.size() < kFileHeaderBytes + kInfoHeaderBytes)
        fail_image(name, "damaged BMP: the file ends in its header");
    const std::uint32_t info_bytes = u32(bytes, 14);
    if (info_bytes < kInfoHeaderBytes)
        fail_image(name, "a BMP with the header of OS/2 cannot be read");
    Header header;
    header.pixels_at = u32(bytes, 10);
    header.width = u32(bytes, 18);
    const auto height = static_cast<std::int32_t>(u32(bytes, 22));
    header.from_top = height < 0;
    header.height = static_cast<std::uint32_t>(std::llabs(height));
    header.bits = u16(bytes, 28);
    const std::uint32_t compression = u32(bytes, 30);
    constexpr std::uint32_t kBitFields = 3;
    if (compression != 0 && !(compression == kBitFields && header.bits == 32))
        fail_image(name, "a compressed BMP cannot be read");
    check_image_size(name, header.width, header.height);
    if (header.bits != 1 && header.bits != 4 && header.bits != 8 && header.bits != 24 &&
        header.bits != 32)
        fail_image(name, fmt::format("a BMP of {} bits a pixel cannot be read", header.bits));
    header.row_bytes = (std::size_t{header.width} * header.bits + 31) / 32 * 4;
    if (header.bits <= 8) {
        header.palette_at = kFileHeaderBytes + std::size_t{info_bytes};
        header.colours = u32(bytes, 46);
        if (header.colours == 0 || header.colours > (1u << header.bits))
            header.colours = 1u << header.bits;
        if (header.palette_at + std::size_t{header.colours} * 4 > bytes.size())
            fail_image(name, "damaged BMP: the file ends in its palette");
    }
    if (header.pixels_at + header.row_bytes * header.height > bytes.size())
        fail_image(name, "damaged BMP: the file ends before the last pixel");
    return header;
}

bool is_grey(const FileBytes& bytes, const Header& header) {
    if (header.bits > 8) return false;
    for (std::uint32_t i = 0; i < header.colours; ++i) {
        const std::uint8_t* entry = bytes.data() + header.palette_at + std::size_t{i} * 4;
        if (entry[0] != entry[1] || entry[0] != entry[2]) return false;
    }
    return true;
}

// Blue, green, red of pixel x.
const std::uint8_t* pixel(const FileBytes& bytes,
                          const Header& header,
                          const std::uint8_t* row,
                          std::uint32_t x,
                          const std::string& name) {
    if (header.bits > 8) return row + std::size_t{x} * (header.bits / 8);
    const std::size_t bit = std::size_t{x} * header.bits;
    const std::uint32_t shift = 8 - header.bits - static_cast<std::uint32_t>(bit % 8);
    const std::uint32_t code = (row[bit / 8] >> shift) & ((1u << header.bits) - 1);
    if (code >= header.colours)
        fail_image(name, "damaged BMP: a pixel has a colour that is not in the palette");
    return bytes.data() + header.palette_at + std::size_t{code} * 4;
}

}  // namespace

Image decode_bmp(const FileBytes& bytes, const std::string& name) {
    const Header header = read_header(bytes, name);
    Image image(header.width, header.height, is_grey(bytes, header) ? 1 : 3);
    for (std::uint32_t y = 0; y < header.height; ++y) {
        const std::uint32_t stored = header.from_top ? y : header.height - 1 - y;
        const std::uint8_t* row = bytes.data() + header.pixels_at + stored * header.row_bytes;
        std::uint8_t* to = image.row(y);
        for (std::uint32_t x = 0; x < header.width; ++x) {
            const std::uint8_t* from = pixel(bytes, header, row, x, name);
            for (std::uint32_t c = 0; c < image.channels; ++c)
                *to++ = image.channels == 1 ? from[0] : from[2 - c];
        }
    }
    return image;
}

}  // namespace vta::workloads
