// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <iostream>

#include "tests/support/test_data.h"
#include "tests/workloads/import_data.h"
#include "workloads/import_model.h"
#include "workloads/reference_interpreter.h"

using namespace vta;
using namespace vta::tests;
using workloads::Graph;
using workloads::TensorValue;

namespace {

Graph model(const std::string& path) {
    return workloads::import_model(require_data("models/" + path));
}

// Prints and returns how many of the inputs are classified right.
std::size_t right(const std::string& title,
                  const std::vector<int>& got,
                  const std::vector<int>& labels) {
    const std::size_t count = agreeing(got, labels);
    std::cout << title << ": " << count << " of " << labels.size() << " right\n";
    return count;
}

std::size_t cifar(const std::string& path) {
    const std::vector<int> labels = csv_column("datasets/cifar10_ic01/y_labels.csv", 2);
    const auto pictures = data_bytes("datasets/cifar10_ic01/images_200x32x32x3_u8.bin");
    REQUIRE(labels.size() == 200);
    return right(path, classify(model(path), pictures, labels.size()), labels);
}

}  // namespace

TEST_CASE("ResNet-8 in int8 classifies CIFAR-10 as TensorFlow Lite's reference does") {
    CHECK(cifar("mlperf_tiny_resnet8/pretrainedResnet_quant.tflite") == 173);
}

TEST_CASE("ResNet-8 in float32 classifies CIFAR-10 as measured") {
    CHECK(cifar("mlperf_tiny_resnet8/pretrainedResnet.tflite") == 171);
}

TEST_CASE("visual wake words finds persons as TensorFlow Lite's reference does") {
    const std::vector<int> labels = csv_column("datasets/vww_mini/labels.csv", 1);
    const auto pictures = data_bytes("datasets/vww_mini/images_18x96x96x3_u8.bin");
    REQUIRE(labels.size() == 18);
    const Graph integer = model("mlperf_tiny_vww/vww_96_int8.tflite");
    CHECK(right("vww int8", classify(integer, pictures, 18), labels) == 17);
    const Graph real = model("mlperf_tiny_vww/vww_96_float.tflite");
    CHECK(right("vww float", classify(real, pictures, 18, 1.0F / 255.0F), labels) >= 16);
}

TEST_CASE("keyword spotting recognises 90.1 % of the words") {
    const std::vector<int> labels = csv_column("datasets/kws01/y_labels.csv", 2);
    auto features = data_bytes("datasets/kws01/features_1000x49x10_i8.bin");
    REQUIRE(labels.size() == 1000);
    for (std::uint8_t& code : features) code ^= 0x80U;  // classify() offsets unsigned pixels
    const Graph graph = model("mlperf_tiny_kws/kws_ref_model.tflite");
    CHECK(right("kws int8", classify(graph, features, 1000), labels) == 901);
}

TEST_CASE("the person detector tells TFLM's two pictures apart") {
    const Graph graph = model("person_detect_tflm/person_detect.tflite");
    constexpr std::size_t kSide = 96;
    const auto class_of = [&](const std::string& path) {
        const auto file = data_bytes("models/person_detect_tflm/" + path);
        std::uint32_t start = 0;
        std::memcpy(&start, file.data() + 10, sizeof(start));
        // A BMP's rows lie from the bottom to the top; TFLM feeds the grey bytes as int8.
        std::vector<std::uint8_t> codes;
        for (std::size_t row = kSide; row-- > 0;) {
            const auto line = file.begin() + static_cast<std::ptrdiff_t>(start + row * kSide);
            codes.insert(codes.end(), line, line + kSide);
        }
        for (std::uint8_t& code : codes) code ^= 0x80U;
        return classify(graph, codes, 1)[0];
    };
    CHECK(class_of("person.bmp") == 1);
    CHECK(class_of("no_person.bmp") == 0);
}

TEST_CASE("the int8 autoencoder reconstructs a normal sound nearly as the float one") {
    const Graph integer = model("mlperf_tiny_ad/ad01_int8.tflite");
    const Graph real = model("mlperf_tiny_ad/ad01_fp32.tflite");
    const auto bytes = data_bytes("datasets/ad01_sample/normal_id_01_00000000_hist_librosa.bin");
    constexpr std::size_t kWindow = 640;
    TensorValue input(workloads::ElementType::kFloat32, {1, kWindow});
    std::memcpy(input.bytes.data(), bytes.data(), kWindow * sizeof(float));
    const auto& in = *integer.tensor(integer.inputs[0]).quantisation;
    const auto& out = *integer.tensor(integer.outputs[0]).quantisation;
    TensorValue codes(workloads::ElementType::kInt8, {1, kWindow});
    for (std::size_t i = 0; i < kWindow; ++i) {
        const float code = std::round(input.data<float>()[i] / in.scales[0]) +
                           static_cast<float>(in.zero_points[0]);
        codes.data<std::int8_t>()[i] =
            static_cast<std::int8_t>(std::fmin(std::fmax(code, -128.0F), 127.0F));
    }
    const TensorValue y = workloads::ReferenceInterpreter(real).run({input})[0];
    const TensorValue q = workloads::ReferenceInterpreter(integer).run({codes})[0];
    double squares = 0.0;
    double signal = 0.0;
    for (std::size_t i = 0; i < kWindow; ++i) {
        const double want = static_cast<double>(y.data<float>()[i]);
        const double got =
            (q.data<std::int8_t>()[i] - out.zero_points[0]) * static_cast<double>(out.scales[0]);
        squares += (want - got) * (want - got);
        signal += want * want;
    }
    const double ratio = 10.0 * std::log10(signal / squares);
    std::cout << "autoencoder int8 against float32: " << ratio << " dB\n";
    CHECK(ratio > 25.0);
}
