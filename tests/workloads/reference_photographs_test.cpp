// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <iostream>

#include "tests/support/test_data.h"
#include "tests/workloads/import_data.h"
#include "workloads/import_model.h"

using namespace vta;
using namespace vta::tests;

namespace {

/// How many of the 40 photographs a MobileNet with a class for the background recognises.
std::size_t recognised(const std::string& path) {
    std::vector<int> labels = csv_column("datasets/imagenet_tux40/labels.csv", 1);
    for (int& label : labels) ++label;
    const auto pictures = data_bytes("datasets/imagenet_tux40/images_40x224x224x3_u8.bin");
    const workloads::Graph graph = workloads::import_model(require_data("models/" + path));
    const std::size_t count = agreeing(classify(graph, pictures, labels.size()), labels);
    std::cout << path << ": " << count << " of " << labels.size() << " right\n";
    return count;
}

}  // namespace

TEST_CASE("MobileNetV2 in uint8 recognises as many photographs as measured") {
    CHECK(recognised("mobilenet_v2_224_uint8/mobilenet_v2_1.0_224_quant.tflite") == 35);
}

TEST_CASE("MobileNetV2 in int8 recognises as many photographs as measured") {
    CHECK(recognised("mobilenet_v2_224_int8_ptq/tf2_mobilenet_v2_1.0_224_ptq.tflite") == 36);
}
