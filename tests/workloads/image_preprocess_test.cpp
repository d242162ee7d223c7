// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <random>

#include "base/error.h"
#include "tests/support/test_data.h"
#include "tests/workloads/scratch_folder.h"
#include "workloads/npy.h"
#include "workloads/preprocess.h"

using namespace vta;
using namespace vta::workloads;
using Catch::Matchers::Contains;
using Bytes = std::vector<std::uint8_t>;

namespace {

Image picture(std::uint32_t width, std::uint32_t height, std::uint32_t channels, Bytes samples) {
    Image image(width, height, channels);
    image.pixels = std::move(samples);
    return image;
}

Tensor input_of(ElementType type, Shape shape, float scale = 0.0F, std::int32_t zero = 0) {
    Tensor tensor;
    tensor.name = "x";
    tensor.type = type;
    tensor.shape = std::move(shape);
    if (scale > 0.0F) tensor.quantisation = Quantisation{{scale}, {zero}, 0};
    return tensor;
}

std::vector<float> reals(const TensorValue& value) {
    return {value.data<float>(), value.data<float>() + value.count()};
}

}  // namespace

TEST_CASE("Resizing gives the samples that Pillow gives") {
    Bytes samples(35);
    for (std::uint32_t i = 0; i < 35; ++i)
        samples[i] = static_cast<std::uint8_t>(i * i * 7 + i * 13);
    const Image image = picture(7, 5, 1, samples);
    const auto resized = [&](std::uint32_t width, std::uint32_t height, ResizeFilter filter) {
        return resize_image(image, width, height, filter).pixels;
    };
    CHECK(resized(4, 3, ResizeFilter::kNearest) ==
          Bytes{0, 54, 164, 74, 18, 208, 198, 244, 220, 34, 160, 86});
    CHECK(resized(4, 3, ResizeFilter::kBilinear) ==
          Bytes{57, 84, 162, 131, 107, 180, 183, 181, 123, 133, 163, 116});
    CHECK(resized(4, 3, ResizeFilter::kBicubic) ==
          Bytes{56, 77, 167, 133, 104, 192, 183, 184, 119, 134, 170, 112});
    CHECK(resized(9, 8, ResizeFilter::kBilinear) ==
          Bytes{0,   13,  35,  65,  102, 150, 206, 185, 74,  78,  45,  63,  101, 85,  166,
                193, 155, 73,  168, 91,  107, 152, 70,  187, 178, 124, 83,  68,  138, 184,
                187, 154, 194, 197, 191, 190, 22,  134, 191, 198, 212, 176, 191, 205, 192,
                31,  77,  128, 183, 245, 131, 158, 167, 88,  138, 117, 100, 121, 231, 153,
                144, 131, 83,  220, 153, 82,  75,  218, 173, 136, 106, 86});
    CHECK(resized(9, 8, ResizeFilter::kBicubic) ==
          Bytes{0,   6,   29,  56,  105, 145, 224, 198, 66,  82,  32,  49,  99,  79,  168,
                208, 155, 58,  184, 80,  100, 163, 66,  199, 189, 114, 76,  61,  151, 209,
                196, 154, 204, 203, 195, 210, 0,   142, 218, 206, 221, 171, 194, 222, 210,
                23,  67,  126, 189, 247, 114, 159, 177, 78,  149, 117, 81,  109, 232, 148,
                141, 128, 71,  239, 165, 62,  52,  216, 182, 132, 98,  86});
    CHECK(resized(7, 5, ResizeFilter::kBicubic) == samples);
}

TEST_CASE("The centre is cut out, and a picture that is too small gets a black border") {
    const Image image = picture(4, 1, 1, {1, 2, 3, 4});
    CHECK(crop_centre(image, 2, 1).pixels == Bytes{2, 3});
    CHECK(crop_centre(image, 1, 3).pixels == Bytes{0, 2, 0});
    CHECK(crop_centre(image, 6, 1).pixels == Bytes{0, 1, 2, 3, 4, 0});
}

TEST_CASE("Grey and colour are made from each other") {
    CHECK(to_channels(picture(1, 1, 3, {255, 0, 0}), 1).pixels == Bytes{76});
    CHECK(to_channels(picture(2, 1, 1, {9, 200}), 3).pixels == Bytes{9, 9, 9, 200, 200, 200});
}

TEST_CASE("8-bit inputs get the samples as codes, floats the samples as numbers") {
    const Image image = picture(1, 1, 3, {0, 128, 255});
    const Preprocessing how;
    const auto codes = [&](ElementType type) {
        return picture_to_input(image, input_of(type, {1, 1, 1, 3}, 0.5F), how, "p");
    };
    CHECK(codes(ElementType::kUint8).bytes == Bytes{0, 128, 255});
    const TensorValue signed_codes = codes(ElementType::kInt8);
    CHECK(signed_codes.as_integer(0) == -128);
    CHECK(signed_codes.as_integer(1) == 0);
    CHECK(signed_codes.as_integer(2) == 127);
    CHECK(reals(codes(ElementType::kFloat32)) == std::vector<float>{0.0F, 128.0F, 255.0F});
}

TEST_CASE("Scale, mean, std, order of channels and layout are the model's") {
    Preprocessing how = Preprocessing::from_json(JsonReader::parse_text(
        R"({"scale": 0.5, "mean": [1, 2, 3], "std": 2, "channels": "bgr"})", "p.json"));
    const Image image = picture(2, 1, 3, {10, 20, 30, 40, 50, 60});
    const TensorValue planes =
        picture_to_input(image, input_of(ElementType::kFloat32, {1, 3, 1, 2}), how, "p");
    CHECK(planes.shape == Shape{1, 3, 1, 2});
    CHECK(reals(planes) == std::vector<float>{7.0F, 14.5F, 4.0F, 11.5F, 1.0F, 8.5F});
    // The same numbers as codes of scale 0.5: rounded half to even, saturated.
    const TensorValue codes =
        picture_to_input(image, input_of(ElementType::kInt8, {1, 1, 2, 3}, 0.125F, -3), how, "p");
    std::vector<std::int64_t> got;
    got.reserve(6);
    for (int i = 0; i < 6; ++i) got.push_back(codes.as_integer(i));
    CHECK(got == std::vector<std::int64_t>{53, 29, 5, 113, 89, 65});
}

TEST_CASE("A picture is brought to the model's size, stretched or cut") {
    const Image image = picture(4, 2, 1, {0, 100, 200, 0, 0, 100, 200, 0});
    const Tensor input = input_of(ElementType::kUint8, {1, 2, 2, 1});
    Preprocessing how;
    how.filter = ResizeFilter::kNearest;
    CHECK(picture_to_input(image, input, how, "p").bytes == Bytes{100, 0, 100, 0});
    how.fit = PictureFit::kCrop;
    CHECK(picture_to_input(image, input, how, "p").bytes == Bytes{100, 200, 100, 200});
    how.crop = PictureSize{1, 1};
    CHECK(picture_to_input(image, input, how, "p").bytes == Bytes{100, 100, 100, 100});
}

TEST_CASE("Preprocessing that cannot be is refused") {
    const auto parse = [](const char* text) {
        return Preprocessing::from_json(JsonReader::parse_text(text, "p.json"));
    };
    CHECK_THROWS_WITH(parse(R"({"resize": "12y"})"), Contains("want a size such as 224x224"));
    CHECK_THROWS_WITH(parse(R"({"mean": [1, 2]})"), Contains("mean has 2 values, want 1 or 3"));
    CHECK_THROWS_WITH(parse(R"({"std": 0})"), Contains("std has to be above 0"));
    CHECK_THROWS_WITH(parse(R"({"filter": "lanczos"})"), Contains("nearest, bilinear or bicubic"));
    CHECK_THROWS_WITH(
        picture_to_input(
            picture(1, 1, 1, {1}), input_of(ElementType::kFloat32, {1, 640}), {}, "p.png"),
        Contains("p.png: the model's input x of shape 1x640 is no picture"));
}

TEST_CASE("Outputs become pictures") {
    const TensorValue value =
        make_value<float>({1, 3, 1, 2}, {0.0F, 1.0F, 0.5F, -3.0F, 2.0F, std::nanf("")});
    const auto images = output_to_pictures(value, std::nullopt, PixelLayout::kAuto, 0.0, 1.0);
    REQUIRE(images.size() == 1);
    CHECK(images[0].pixels == Bytes{0, 128, 255, 255, 0, 0});
}

TEST_CASE("Arrays written as NPY are read back") {
    const tests::ScratchFolder folder;
    const auto round_trip = [&](const TensorValue& value) {
        write_npy(folder.path("x.npy"), value);
        const TensorValue read = decode_npy(read_file_bytes(folder.path("x.npy")), "x.npy");
        CHECK(read.type == value.type);
        CHECK(read.shape == value.shape);
        CHECK(read.bytes == value.bytes);
    };
    round_trip(make_value<float>({2, 3}, {1, 2, 3, 4, 5, 6}));
    round_trip(make_value<std::int8_t>({4}, {-1, 2, -3, 4}));
    round_trip(make_value<std::uint8_t>({}, {7}));
    round_trip(make_value<std::int64_t>({1, 1, 1}, {-5}));
    round_trip(TensorValue(ElementType::kInt32, {0, 3}));
}

TEST_CASE("NPY arrays of doubles and in Fortran order are read") {
    const std::string header = "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }\n";
    const std::string text = "\x93NUMPY\x01" + std::string(1, '\0') +
                             static_cast<char>(header.size()) + std::string(1, '\0') + header;
    Bytes bytes(text.begin(), text.end());
    for (const double number : {1.0, 3.0, 2.0, 4.0}) {
        std::uint8_t raw[sizeof number];
        std::memcpy(raw, &number, sizeof number);
        for (const std::uint8_t byte : raw) bytes.push_back(byte);
    }
    CHECK(reals(decode_npy(bytes, "x")) == std::vector<float>{1, 2, 3, 4});
    bytes.pop_back();
    CHECK_THROWS_WITH(decode_npy(bytes, "x"), Contains("ends before the last number"));
}

TEST_CASE("Damaged NPY files give errors, never anything worse") {
    const tests::ScratchFolder folder;
    write_npy(folder.path("x.npy"), make_value<float>({2, 3}, {1, 2, 3, 4, 5, 6}));
    const Bytes whole = read_file_bytes(folder.path("x.npy"));
    const auto seed = tests::test_seed(3);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::size_t refused = 0;
    for (int round = 0; round < 4000; ++round) {
        Bytes bytes = whole;
        for (std::uint64_t n = 1 + random() % 3; n > 0; --n)
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random() % 96 + 32);
        if (random() % 4 == 0) bytes.resize(random() % bytes.size());
        try {
            const TensorValue value = decode_npy(bytes, "x");
            REQUIRE(value.bytes.size() ==
                    static_cast<std::size_t>(value.count()) * byte_size(value.type));
        } catch (const UserError&) {
            ++refused;
        }
    }
    CHECK(refused > 500);
}
