// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstring>
#include <iostream>

#include "tests/support/test_data.h"
#include "tests/workloads/import_data.h"
#include "tests/workloads/quantise_data.h"
#include "workloads/graph_passes.h"
#include "workloads/import_model.h"

using namespace vta;
using namespace vta::tests;
using namespace vta::workloads;

TEST_CASE("ResNet-8, quantised, classifies CIFAR-10 within a point of float32") {
    const LabelledModel model = labelled_pictures("mlperf_tiny_resnet8/pretrainedResnet.tflite",
                                                  "datasets/cifar10_ic01/images_200x32x32x3_u8.bin",
                                                  "datasets/cifar10_ic01/y_labels.csv",
                                                  2,
                                                  {});
    QuantiseOptions options;
    options.per_channel = GENERATE(true, false);
    const Score got = score(model, 5, options);
    CHECK(got.real == 171);
    CHECK(got.quantised >= 169);
    CHECK(got.agreeing >= 190);
}

TEST_CASE("the digits network, quantised, reads 98.5 % of a slice") {
    const Score got = score(labelled_digits("mnist_cnn_cntk/mnist.onnx", 1000), 16);
    CHECK(got.quantised >= 978);
    CHECK(got.quantised + 3 >= got.real);
    CHECK(got.agreeing >= 995);
}

TEST_CASE("visual wake words, quantised, finds the persons that float32 finds") {
    const LabelledModel model = labelled_pictures("mlperf_tiny_vww/vww_96_float.tflite",
                                                  "datasets/vww_mini/images_18x96x96x3_u8.bin",
                                                  "datasets/vww_mini/labels.csv",
                                                  1,
                                                  {1.0F / 255.0F, {}, false});
    const Score got = score(model, 1);
    CHECK(got.quantised >= 16);
    CHECK(got.agreeing >= 17);
}

TEST_CASE("the autoencoder, quantised, reconstructs a sound nearly as in float32") {
    Graph graph = import_model(require_data("models/mlperf_tiny_ad/ad01_fp32.tflite"));
    simplify(graph);
    const auto bytes = data_bytes("datasets/ad01_sample/normal_id_01_00000000_hist_librosa.bin");
    constexpr std::size_t kWindow = 640 * sizeof(float);
    std::vector<std::vector<TensorValue>> windows;
    for (std::size_t at = 0; at + kWindow <= bytes.size(); at += kWindow) {
        TensorValue value(ElementType::kFloat32, graph.tensor(graph.inputs[0]).shape);
        std::memcpy(value.bytes.data(), bytes.data() + at, kWindow);
        windows.push_back({value});
    }
    REQUIRE(windows.size() == 40);
    QuantisationReport report;
    quantise(graph, windows, {}, &report);
    std::cout << "autoencoder: " << report.output_sqnr_db << " dB\n";
    CHECK(report.output_sqnr_db > 30.0);
}
