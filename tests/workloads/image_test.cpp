// SPDX-License-Identifier: Apache-2.0
#include "workloads/image.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <random>
// After <cstdio>: it uses FILE without including anything.
#include <jpeglib.h>

#include "base/error.h"
#include "tests/support/test_data.h"
#include "tests/workloads/scratch_folder.h"

using namespace vta;
using namespace vta::workloads;
using Catch::Matchers::Contains;
using Bytes = std::vector<std::uint8_t>;

namespace {

Image test_picture(std::uint32_t width, std::uint32_t height, std::uint32_t channels) {
    Image image(width, height, channels);
    std::mt19937_64 random(5);
    for (auto& sample : image.pixels) sample = static_cast<std::uint8_t>(random());
    return image;
}

Bytes jpeg_of(const Image& image) {
    jpeg_compress_struct encoder = {};
    jpeg_error_mgr errors = {};
    encoder.err = jpeg_std_error(&errors);
    jpeg_create_compress(&encoder);
    unsigned char* data = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&encoder, &data, &size);
    encoder.image_width = image.width;
    encoder.image_height = image.height;
    encoder.input_components = static_cast<int>(image.channels);
    encoder.in_color_space = image.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&encoder);
    jpeg_set_quality(&encoder, 95, TRUE);
    jpeg_start_compress(&encoder, TRUE);
    for (std::uint32_t y = 0; y < image.height; ++y) {
        JSAMPROW row = const_cast<JSAMPROW>(image.row(y));
        jpeg_write_scanlines(&encoder, &row, 1);
    }
    jpeg_finish_compress(&encoder);
    jpeg_destroy_compress(&encoder);
    Bytes bytes(data, data + size);
    std::free(data);
    return bytes;
}

void put(Bytes& bytes, std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

// Rows from the bottom; 8 bits with a grey palette, or 24.
Bytes bmp_of(const Image& image) {
    const std::uint32_t bits = image.channels == 1 ? 8 : 24;
    const std::uint32_t row_bytes = (image.width * bits + 31) / 32 * 4;
    const std::uint32_t pixels_at = 54 + (bits == 8 ? 1024 : 0);
    Bytes bytes = {'B', 'M'};
    for (const std::uint32_t field : {pixels_at + row_bytes * image.height, 0u, pixels_at, 40u})
        put(bytes, field, 4);
    put(bytes, image.width, 4);
    put(bytes, image.height, 4);
    put(bytes, 1, 2);
    put(bytes, bits, 2);
    bytes.resize(54);
    if (bits == 8)
        for (std::uint32_t i = 0; i < 256; ++i) put(bytes, i * 0x010101, 4);
    for (std::uint32_t y = image.height; y-- > 0;) {
        for (std::uint32_t x = 0; x < image.width; ++x)
            for (std::uint32_t c = image.channels; c-- > 0;)
                bytes.push_back(image.row(y)[x * image.channels + c]);
        bytes.resize(bytes.size() + row_bytes - image.width * image.channels);
    }
    return bytes;
}

bool same(const Image& a, const Image& b) {
    return a.width == b.width && a.height == b.height && a.channels == b.channels &&
           a.pixels == b.pixels;
}

}  // namespace

TEST_CASE("Pictures written as PNG, PPM and PGM are read back") {
    const tests::ScratchFolder folder;
    for (const std::uint32_t channels : {1u, 3u})
        for (const char* ending : {".png", ".ppm"}) {
            CAPTURE(channels, ending);
            const Image image = test_picture(7, 5, channels);
            const std::string path = folder.path("picture" + std::string(ending));
            write_image(path, image);
            CHECK(same(decode_image(read_file_bytes(path), path), image));
        }
    CHECK_THROWS_WITH(write_image("picture.gif", test_picture(1, 1, 1)),
                      "picture.gif: pictures are written as .png, .ppm or .pgm");
}

TEST_CASE("BMP files are read, grey palettes as grey") {
    for (const std::uint32_t channels : {1u, 3u}) {
        const Image image = test_picture(5, 3, channels);
        CHECK(same(decode_image(bmp_of(image), "x.bmp"), image));
    }
}

TEST_CASE("PNM files of other depths and as text are read") {
    const std::string deep("P5\n# a comment\n2 1\n65535\n\xff\xff\x80\x00", 29);
    CHECK(decode_image(Bytes(deep.begin(), deep.end()), "x").pixels == Bytes{255, 128});
    const std::string text = "P3 1 2 15 0 15 3\n1 2 15\n";
    CHECK(decode_image(Bytes(text.begin(), text.end()), "x").pixels ==
          Bytes{0, 255, 51, 17, 34, 255});
}

TEST_CASE("JPEG files are read, grey ones with one channel") {
    for (const std::uint32_t channels : {1u, 3u}) {
        Image flat(16, 9, channels);
        std::fill(flat.pixels.begin(), flat.pixels.end(), std::uint8_t{77});
        const Image read = decode_image(jpeg_of(flat), "x.jpg");
        REQUIRE(read.channels == channels);
        REQUIRE(read.pixels.size() == flat.pixels.size());
        for (const int sample : read.pixels) CHECK(std::abs(sample - 77) <= 1);
    }
}

TEST_CASE("Files that are no picture, too large or cut off are refused") {
    CHECK_THROWS_WITH(decode_image({1, 2, 3, 4}, "x.png"),
                      Contains("x.png: is no picture that can be read"));
    const std::string huge = "P5 100000 100000 255\n";
    CHECK_THROWS_WITH(decode_image(Bytes(huge.begin(), huge.end()), "x"),
                      Contains("the picture has 100000 x 100000 pixels"));
    Bytes jpeg = jpeg_of(test_picture(32, 32, 3));
    jpeg.resize(jpeg.size() / 2);
    CHECK_THROWS_WITH(decode_image(jpeg, "x.jpg"), Contains("x.jpg: damaged JPEG: Premature end"));
    CHECK_THROWS_AS(read_file_bytes("/nowhere/x.png"), IoError);
}

TEST_CASE("Damaged pictures give errors, never anything worse") {
    const tests::ScratchFolder folder;
    write_image(folder.path("x.png"), test_picture(9, 9, 3));
    write_image(folder.path("x.ppm"), test_picture(9, 9, 3));
    const std::vector<Bytes> files = {read_file_bytes(folder.path("x.png")),
                                      read_file_bytes(folder.path("x.ppm")),
                                      jpeg_of(test_picture(20, 20, 3)),
                                      bmp_of(test_picture(9, 9, 1)),
                                      bmp_of(test_picture(9, 9, 3))};
    const auto seed = tests::test_seed(11);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::size_t refused = 0;
    for (int round = 0; round < 4000; ++round) {
        Bytes bytes = files[random() % files.size()];
        for (std::uint64_t n = 1 + random() % 4; n > 0; --n)
            bytes[random() % std::min<std::size_t>(bytes.size(), random() % 2 != 0 ? 64 : 4000)] =
                static_cast<std::uint8_t>(random());
        if (random() % 4 == 0) bytes.resize(random() % bytes.size());
        try {
            const Image image = decode_image(bytes, "x");
            REQUIRE(image.pixels.size() ==
                    std::size_t{image.width} * image.height * image.channels);
        } catch (const UserError&) {
            ++refused;
        }
    }
    CHECK(refused > 100);
}
