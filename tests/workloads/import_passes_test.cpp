// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/test_data.h"
#include "tests/workloads/graph_builder.h"
#include "tests/workloads/import_data.h"
#include "workloads/graph_cost.h"
#include "workloads/graph_passes.h"
#include "workloads/import_model.h"
#include "workloads/import_onnx.h"
#include "workloads/reference_interpreter.h"

using namespace vta;
using namespace vta::tests;
using workloads::Graph;
using workloads::Shape;

TEST_CASE("simplified ONNX networks compute what the file says, with few transposes") {
    const auto seed = test_seed(1);
    CAPTURE(seed);
    GraphBuilder build(seed);
    struct Row {
        const char* path;
        const char* input;
        Shape shape;
        float largest;     // of the input
        double tolerance;  // of the output
        std::size_t transposes;
    };
    const Row row = GENERATE(values<Row>({
        {"mnist_cnn_cntk/mnist.onnx", "Input3", {1, 1, 28, 28}, 255, 0.05, 0},
        {"squeezenet11_fp16/SqueezeNet_fp16.onnx", "data_0", {1, 3, 224, 224}, 100, 1e-4, 1},
        {"style_candy/candy.onnx", "inputImage", {1, 3, 64, 64}, 255, 0.1, 2},
    }));
    CAPTURE(row.path);
    const std::string file = std::string("models/") + row.path;
    workloads::OnnxOptions options;
    options.input_shapes[row.input] = row.shape;
    const Graph before = workloads::import_onnx(data_bytes(file), file, options);
    Graph after = before;
    workloads::simplify(after);
    CHECK(workloads::macs_of(after) == workloads::macs_of(before));
    CHECK(count_of(after, "Transpose") == row.transposes);
    CHECK(after.nodes.size() < before.nodes.size());
    const auto input = build.random_value(row.shape, 0, row.largest);
    CHECK(largest_difference(before, after, input) <= row.tolerance);
}

TEST_CASE("a simplified int8 network gives the same bytes") {
    const Graph before = workloads::import_model(
        require_data("models/mobilenet_v2_224_int8_qat/mobilenet_v2_quantized_1x3x224x224.tflite"));
    Graph after = before;
    workloads::simplify(after);
    CHECK(count_of(after, "Pad") == 0);
    CHECK(count_of(after, "Transpose") == 1);
    workloads::TensorValue input(workloads::ElementType::kInt8, {1, 3, 224, 224});
    std::uint32_t state = 1;
    for (std::uint8_t& code : input.bytes) {
        state = state * 1664525U + 1013904223U;
        code = static_cast<std::uint8_t>(state >> 24U);
    }
    CHECK(largest_difference(before, after, input) == 0.0);
}
