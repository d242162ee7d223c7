// SPDX-License-Identifier: Apache-2.0
#include "workloads/image.h"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <fstream>
#include <memory>

#include "base/error.h"
#include "workloads/image_formats.h"

namespace vta::workloads {

namespace {

constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 31;

bool begins_with(const FileBytes& bytes, const std::vector<std::uint8_t>& magic) {
    return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin());
}
bool is_png(const FileBytes& bytes) { return begins_with(bytes, {0x89, 'P', 'N', 'G'}); }
bool is_jpeg(const FileBytes& bytes) { return begins_with(bytes, {0xff, 0xd8, 0xff}); }
bool is_bmp(const FileBytes& bytes) { return begins_with(bytes, {'B', 'M'}); }
bool is_pnm(const FileBytes& bytes) {
    return bytes.size() > 2 && bytes[0] == 'P' &&
           (bytes[1] == '2' || bytes[1] == '3' || bytes[1] == '5' || bytes[1] == '6');
}

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

void write_png(const std::string& path, const Image& image) {
    png_image header = {};
    header.version = PNG_IMAGE_VERSION;
    header.width = image.width;
    header.height = image.height;
    header.format = image.channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
    const int done =
        png_image_write_to_file(&header, path.c_str(), 0, image.pixels.data(), 0, nullptr);
    const std::string message = header.message;
    png_image_free(&header);
    if (done == 0) throw IoError(path, "cannot write: " + message);
}

void write_pnm(const std::string& path, const Image& image) {
    std::ofstream file(path, std::ios::binary);
    file << fmt::format(
        "P{}\n{} {}\n255\n", image.channels == 1 ? 5 : 6, image.width, image.height);
    file.write(reinterpret_cast<const char*>(image.pixels.data()),
               static_cast<std::streamsize>(image.pixels.size()));
    file.close();
    if (!file) throw IoError(path, "cannot write");
}

}  // namespace

void fail_image(const std::string& name, const std::string& problem) {
    throw UserError(name + ": " + problem);
}

void check_image_size(const std::string& name, std::uint64_t width, std::uint64_t height) {
    constexpr std::uint64_t kMaxSide = std::uint64_t{1} << 20;
    if (width == 0 || height == 0) fail_image(name, "the picture has no pixels");
    if (width > kMaxSide || height > kMaxSide || width * height > kMaxPixels)
        fail_image(name,
                   fmt::format("the picture has {} x {} pixels, at most {} million are read",
                               width,
                               height,
                               kMaxPixels >> 20));
}

bool looks_like_image(const FileBytes& bytes) {
    return is_png(bytes) || is_jpeg(bytes) || is_bmp(bytes) || is_pnm(bytes);
}

Image decode_image(const FileBytes& bytes, const std::string& name) {
    if (is_png(bytes)) return decode_png(bytes, name);
    if (is_jpeg(bytes)) return decode_jpeg(bytes, name);
    if (is_bmp(bytes)) return decode_bmp(bytes, name);
    if (is_pnm(bytes)) return decode_pnm(bytes, name);
    fail_image(name, "is no picture that can be read; known: PNG, JPEG, PPM, PGM, BMP");
}

void write_image(const std::string& path, const Image& image) {
    if (ends_with(path, ".png")) return write_png(path, image);
    if (ends_with(path, ".ppm") || ends_with(path, ".pgm")) return write_pnm(path, image);
    throw UserError(path + ": pictures are written as .png, .ppm or .pgm");
}

FileBytes read_file_bytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) throw IoError(path, "cannot open");
    const std::streamoff size = file.tellg();
    if (size < 0) throw IoError(path, "cannot read");  // a folder, a pipe
    if (static_cast<std::uint64_t>(size) > kMaxFileBytes)
        throw IoError(path, fmt::format("{} bytes, at most 2 GiB are read", size));
    FileBytes bytes(static_cast<std::size_t>(size));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(bytes.data()), size);
    if (!file) throw IoError(path, "cannot read");
    return bytes;
}

}  // namespace vta::workloads
