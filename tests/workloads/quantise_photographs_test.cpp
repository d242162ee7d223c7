// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/workloads/quantise_data.h"

using namespace vta::tests;

TEST_CASE("SqueezeNet, quantised, recognises as many photographs as in float32 but one") {
    const LabelledModel model =
        labelled_pictures("squeezenet11_fp16/SqueezeNet_fp16.onnx",
                          "datasets/imagenet_tux40/images_40x224x224x3_u8.bin",
                          "datasets/imagenet_tux40/labels.csv",
                          1,
                          {1.0F, {103.94F, 116.78F, 123.68F}, true});
    const Score got = score(model, 3);
    CHECK(got.real == 29);
    CHECK(got.quantised >= 28);
    CHECK(got.agreeing >= 34);
}

TEST_CASE("the wide ResNet-8, quantised, classifies CIFAR-10 within a point of float32") {
    const LabelledModel model =
        labelled_pictures("mlperf_tiny_resnet8_large/pretrainedResnet_large_float.tflite",
                          "datasets/cifar10_ic01/images_200x32x32x3_u8.bin",
                          "datasets/cifar10_ic01/y_labels.csv",
                          2,
                          {});
    const Score got = score(model, 5);
    CHECK(got.real == 186);
    CHECK(got.quantised >= 184);
}

TEST_CASE("the digits network, quantised, reads 98.5 % of all digits") {
    const Score got = score(labelled_digits("mnist_cnn_cntk/mnist.onnx", 10000), 160);
    CHECK(got.quantised >= 9850);
    CHECK(got.quantised + 20 >= got.real);
}
