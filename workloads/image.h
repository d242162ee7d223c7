// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vta::workloads {

/// A picture of 8-bit samples, rows from the top, channels interleaved: 1 (grey) or 3 (RGB).
struct Image {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t channels = 3;
    std::vector<std::uint8_t> pixels;

    Image() = default;
    /// Black.
    Image(std::uint32_t columns, std::uint32_t rows, std::uint32_t samples)
        : width(columns),
          height(rows),
          channels(samples),
          pixels(std::size_t{columns} * rows * samples) {}
    const std::uint8_t* row(std::uint32_t y) const {
        return pixels.data() + std::size_t{y} * width * channels;
    }
    std::uint8_t* row(std::uint32_t y) { return pixels.data() + std::size_t{y} * width * channels; }
};

/// Larger pictures are refused, so that a small file cannot fill the memory.
constexpr std::uint64_t kMaxPixels = std::uint64_t{1} << 26;

/// Whether the bytes begin as one of the formats that decode_image() reads.
bool looks_like_image(const std::vector<std::uint8_t>& bytes);

/// PNG, JPEG, PPM/PGM (P2, P3, P5, P6) or BMP (uncompressed, 1 to 32 bits); the content decides.
/// Transparency is left out, 16-bit samples keep their high byte, palettes are looked up. Throws
/// UserError beginning with `name` for anything else and for damaged files.
Image decode_image(const std::vector<std::uint8_t>& bytes, const std::string& name);

/// Writes PNG, or PPM/PGM where the name ends so. Throws UserError for other endings.
void write_image(const std::string& path, const Image& image);

/// The file's bytes. Throws IoError, also for files of more than 2 GiB.
std::vector<std::uint8_t> read_file_bytes(const std::string& path);

}  // namespace vta::workloads
