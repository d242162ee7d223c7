// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "tests/support/test_data.h"
#include "tests/workloads/import_data.h"
#include "workloads/graph_cost.h"
#include "workloads/graph_passes.h"
#include "workloads/graph_placement.h"
#include "workloads/import_onnx.h"
#include "workloads/import_tflite.h"

using namespace vta;
using namespace vta::tests;
using Catch::Matchers::Contains;
using workloads::Graph;

namespace {

Graph import(const std::vector<std::uint8_t>& bytes) {
    if (workloads::looks_like_tflite(bytes)) return workloads::import_tflite(bytes, "mutated");
    return workloads::import_onnx(bytes, "mutated");
}

// A few bytes changed, mostly near the ends where formats keep their structure; or cut short.
void mutate(std::vector<std::uint8_t>& bytes, std::mt19937_64& random) {
    const std::size_t changes = 1 + random() % 8;
    for (std::size_t i = 0; i < changes; ++i) {
        const std::size_t reach = random() % 4 == 0 ? bytes.size() : std::size_t{8192};
        const std::size_t at = random() % std::min(bytes.size(), reach);
        const std::size_t place = random() % 2 == 0 ? at : bytes.size() - 1 - at;
        bytes[place] = static_cast<std::uint8_t>(random() % 3 == 0 ? 0xFF : random());
    }
    if (random() % 16 == 0) bytes.resize(random() % bytes.size());
}

}  // namespace

TEST_CASE("damaged models end in a clear error or in a valid graph") {
    const std::string path = GENERATE(as<std::string>(),
                                      "models/mlperf_tiny_kws/kws_ref_model.tflite",
                                      "models/mlperf_tiny_sww/str_ww_ref_model.tflite",
                                      "models/mlperf_tiny_resnet8/pretrainedResnet_quant.tflite",
                                      "models/mnist_cnn_cntk/mnist.onnx",
                                      "datasets/onnx_node_tests/node/test_qlinearconv/model.onnx",
                                      "datasets/onnx_node_tests/node/test_convtranspose_pads/"
                                      "model.onnx",
                                      "datasets/onnx_node_tests/pytorch-converted/"
                                      "test_PixelShuffle/model.onnx");
    const auto seed = test_seed(1);
    CAPTURE(path, seed);
    std::mt19937_64 random(seed);
    const std::vector<std::uint8_t> original = data_bytes(path);
    const isa::HardwareConfig config;
    for (int i = 0; i < 300; ++i) {
        CAPTURE(i);
        std::vector<std::uint8_t> bytes = original;
        mutate(bytes, random);
        try {
            Graph graph = import(bytes);
            workloads::simplify(graph);
            for (const workloads::Node& node : graph.nodes) workloads::place(graph, node, config);
            REQUIRE_NOTHROW(graph.validate());
            CHECK(workloads::parameters_of(graph) <= 16 * original.size());
        } catch (const UserError& error) {
            CHECK(std::string(error.what()).find("mutated") != std::string::npos);
        }
    }
}

TEST_CASE("errors name file, operator, attribute and what is supported") {
    CHECK_THROWS_WITH(workloads::import_tflite({1, 2, 3}, "x.tflite"),
                      Contains("x.tflite: is no TensorFlow Lite file"));
    CHECK_THROWS_WITH(workloads::import_onnx({1, 2, 3}, "x.onnx"),
                      Contains("x.onnx: is no ONNX model"));
    // One byte of an operator's name is changed in the file.
    std::vector<std::uint8_t> bytes =
        data_bytes("datasets/onnx_node_tests/node/test_maxpool_2d_default/model.onnx");
    const std::string name = "MaxPool";
    const auto at = std::search(bytes.begin(), bytes.end(), name.begin(), name.end());
    REQUIRE(at != bytes.end());
    *at = 'R';
    CHECK_THROWS_WITH(workloads::import_onnx(bytes, "x.onnx"),
                      Contains("x.onnx: node y (RaxPool): is not supported; supported: Add, ") &&
                          Contains("MaxPool"));
}
