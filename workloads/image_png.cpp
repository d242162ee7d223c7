// SPDX-License-Identifier: Apache-2.0
#include <png.h>

#include <csetjmp>
#include <cstring>
#include <string>
#include <vector>

#include "workloads/image_formats.h"

namespace vta::workloads {

namespace {

// What libpng's callbacks see. Errors leave by longjmp, so nothing with a destructor may be made
// between setjmp and the last call of libpng.
struct Source {
    const std::uint8_t* data = nullptr;
    std::size_t size = 0;
    std::size_t position = 0;
    char message[160] = {};
};

void read_bytes(png_structp png, png_bytep to, std::size_t count) {
    auto* source = static_cast<Source*>(png_get_io_ptr(png));
    if (count > source->size - source->position) png_error(png, "the file ends too early");
    std::memcpy(to, source->data + source->position, count);
    source->position += count;
}

void on_error(png_structp png, png_const_charp message) {
    auto* source = static_cast<Source*>(png_get_error_ptr(png));
    std::strncpy(source->message, message, sizeof source->message - 1);
    png_longjmp(png, 1);
}
void on_warning(png_structp /*png*/, png_const_charp /*message*/) {}

/// Owns libpng's structures.
struct Reader {
    explicit Reader(Source& source)
        : png(png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, on_error, on_warning)),
          info(png != nullptr ? png_create_info_struct(png) : nullptr) {}
    ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    png_structp png;
    png_infop info;
};

// The header, and 8-bit grey or RGB asked for. False after an error.
bool read_header(Reader& reader, Source& source) {
    if (setjmp(png_jmpbuf(reader.png)) != 0) return false;
    png_set_read_fn(reader.png, &source, read_bytes);
    png_set_user_limits(reader.png, 1u << 20, 1u << 20);
    png_read_info(reader.png, reader.info);
    png_set_expand(reader.png);  // palettes, and grey of less than 8 bits
    png_set_strip_16(reader.png);
    png_set_strip_alpha(reader.png);
    png_set_interlace_handling(reader.png);
    png_read_update_info(reader.png, reader.info);
    return true;
}

bool read_rows(Reader& reader, png_bytepp rows) {
    if (setjmp(png_jmpbuf(reader.png)) != 0) return false;
    png_read_image(reader.png, rows);
    png_read_end(reader.png, nullptr);
    return true;
}

}  // namespace

Image decode_png(const FileBytes& bytes, const std::string& name) {
    Source source;
    source.data = bytes.data();
    source.size = bytes.size();
    Reader reader(source);
    if (reader.info == nullptr) fail_image(name, "libpng cannot be used");
    const auto fail = [&] { fail_image(name, std::string("damaged PNG: ") + source.message); };
    if (!read_header(reader, source)) fail();
    const std::uint32_t width = png_get_image_width(reader.png, reader.info);
    const std::uint32_t height = png_get_image_height(reader.png, reader.info);
    check_image_size(name, width, height);
    const std::uint32_t channels = png_get_channels(reader.png, reader.info);
    if ((channels != 1 && channels != 3) ||
        png_get_rowbytes(reader.png, reader.info) != std::size_t{width} * channels)
        fail_image(name, "a PNG of this kind of samples cannot be read");
    Image image(width, height, channels);
    std::vector<png_bytep> rows(height);
    for (std::uint32_t y = 0; y < height; ++y) rows[y] = image.row(y);
    if (!read_rows(reader, rows.data())) fail();
    return image;
}

}  // namespace vta::workloads
