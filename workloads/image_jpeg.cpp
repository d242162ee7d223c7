// SPDX-License-Identifier: Apache-2.0
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <string>
// After <cstdio>: it uses FILE without including anything.
#include <jpeglib.h>

#include "workloads/image_formats.h"

namespace vta::workloads {

namespace {

constexpr int kMaxScans = 200;  ///< of a progressive file; each costs a pass over the picture

// Errors leave by longjmp, so nothing with a destructor may be made between setjmp and the last
// call of libjpeg. The manager comes first: libjpeg knows only it.
struct Errors {
    jpeg_error_mgr manager = {};
    std::jmp_buf jump = {};
    char message[JMSG_LENGTH_MAX] = {};
};

void on_error(j_common_ptr decoder) {
    auto* errors = reinterpret_cast<Errors*>(decoder->err);
    decoder->err->format_message(decoder, errors->message);
    std::longjmp(errors->jump, 1);
}

// libjpeg would warn of missing data and invent pixels.
void on_message(j_common_ptr decoder, int level) {
    if (level < 0) on_error(decoder);
}

void on_progress(j_common_ptr decoder) {
    if (decoder->is_decompressor == FALSE) return;
    if (reinterpret_cast<j_decompress_ptr>(decoder)->input_scan_number <= kMaxScans) return;
    auto* errors = reinterpret_cast<Errors*>(decoder->err);
    std::snprintf(errors->message, sizeof errors->message, "more than %d scans", kMaxScans);
    std::longjmp(errors->jump, 1);
}

struct Decoder {
    Decoder() {
        decoder.err = jpeg_std_error(&errors.manager);
        errors.manager.error_exit = on_error;
        errors.manager.emit_message = on_message;
        progress.progress_monitor = on_progress;
    }
    ~Decoder() { jpeg_destroy_decompress(&decoder); }
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;
    jpeg_decompress_struct decoder = {};
    jpeg_progress_mgr progress = {};
    Errors errors;
};

bool read_header(Decoder& jpeg, const std::uint8_t* data, std::size_t size) {
    if (setjmp(jpeg.errors.jump) != 0) return false;
    jpeg_create_decompress(&jpeg.decoder);
    jpeg.decoder.progress = &jpeg.progress;
    jpeg_mem_src(&jpeg.decoder, data, static_cast<unsigned long>(size));
    jpeg_read_header(&jpeg.decoder, TRUE);
    jpeg.decoder.out_color_space =
        jpeg.decoder.jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE : JCS_RGB;
    jpeg.decoder.dct_method = JDCT_ISLOW;
    return true;
}

bool read_rows(Decoder& jpeg, std::uint8_t* pixels, std::size_t row_bytes) {
    if (setjmp(jpeg.errors.jump) != 0) return false;
    jpeg_start_decompress(&jpeg.decoder);
    while (jpeg.decoder.output_scanline < jpeg.decoder.output_height) {
        JSAMPROW row = pixels + jpeg.decoder.output_scanline * row_bytes;
        jpeg_read_scanlines(&jpeg.decoder, &row, 1);
    }
    jpeg_finish_decompress(&jpeg.decoder);
    return true;
}

}  // namespace

Image decode_jpeg(const FileBytes& bytes, const std::string& name) {
    Decoder jpeg;
    const auto fail = [&] {
        fail_image(name, std::string("damaged JPEG: ") + jpeg.errors.message);
    };
    if (!read_header(jpeg, bytes.data(), bytes.size())) fail();
    const J_COLOR_SPACE space = jpeg.decoder.jpeg_color_space;
    if (space == JCS_CMYK || space == JCS_YCCK)
        fail_image(name, "a JPEG of four colours (CMYK) cannot be read; convert it to RGB");
    check_image_size(name, jpeg.decoder.image_width, jpeg.decoder.image_height);
    Image image(jpeg.decoder.image_width,
                jpeg.decoder.image_height,
                jpeg.decoder.out_color_space == JCS_GRAYSCALE ? 1 : 3);
    if (!read_rows(jpeg, image.pixels.data(), std::size_t{image.width} * image.channels)) fail();
    return image;
}

}  // namespace vta::workloads
