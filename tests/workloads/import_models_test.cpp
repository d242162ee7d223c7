// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/test_data.h"
#include "workloads/graph_cost.h"
#include "workloads/graph_placement.h"
#include "workloads/import_model.h"
#include "workloads/import_onnx.h"

#include "tests/workloads/import_data.h"

using namespace vta;
using namespace vta::tests;
using workloads::Graph;

namespace {

/// A row of the data's manifest: millions of multiply-accumulates, thousands of parameters.
struct Row {
    const char* path;
    double mega_macs;
    double kilo_parameters;
};

// The manifest gives three digits.
bool near(double got, double want) { return got > want * 0.993 && got < want * 1.007; }

double mega_macs(const Graph& graph) {
    return static_cast<double>(workloads::macs_of(graph)) / 1e6;
}
double kilo_parameters(const Graph& graph) {
    return static_cast<double>(workloads::parameters_of(graph)) / 1e3;
}

double vta_share(const Graph& graph) {
    const isa::HardwareConfig config;
    std::uint64_t macs = 0;
    for (const workloads::Node& node : graph.nodes)
        if (workloads::place(graph, node, config).unit == workloads::Unit::kVta)
            macs += workloads::macs_of(graph, node);
    return static_cast<double>(macs) / static_cast<double>(workloads::macs_of(graph));
}

}  // namespace

TEST_CASE("every model of the data has the work and the size that its row says") {
    const Row row = GENERATE(values<Row>({
        {"mlperf_tiny_resnet8/pretrainedResnet_quant.tflite", 12.50, 77.7},
        {"mlperf_tiny_resnet8/pretrainedResnet.tflite", 12.50, 77.7},
        {"mlperf_tiny_resnet8_large/pretrainedResnet_large_int8.tflite", 76.5, 480},
        {"mlperf_tiny_resnet8_large/pretrainedResnet_large_float.tflite", 76.5, 480},
        {"mlperf_tiny_vww/vww_96_int8.tflite", 7.49, 211},
        {"mlperf_tiny_vww/vww_96_float.tflite", 7.49, 211},
        {"mlperf_tiny_kws/kws_ref_model.tflite", 2.66, 22.6},
        {"mlperf_tiny_ad/ad01_int8.tflite", 0.264, 266},
        {"mlperf_tiny_ad/ad01_fp32.tflite", 0.264, 266},
        {"mlperf_tiny_sww/str_ww_ref_model.tflite", 0.83, 46.9},
        {"mobilenet_v1_025_128/mobilenet_v1_0.25_128_quant.tflite", 13.6, 468},
        {"mobilenet_v1_05_160/mobilenet_v1_0.5_160_quant.tflite", 76.5, 1330},
        {"mobilenet_v2_224_uint8/mobilenet_v2_1.0_224_quant.tflite", 300.8, 3490},
        {"mobilenet_v2_224_int8_ptq/tf2_mobilenet_v2_1.0_224_ptq.tflite", 300.8, 3490},
        {"mobilenet_v2_224_int8_qat/mobilenet_v2_quantized_1x3x224x224.tflite", 300.8, 3490},
        {"person_detect_tflm/person_detect.tflite", 7.16, 211},
        {"squeezenet11_fp16/SqueezeNet_fp16.onnx", 349, 1240},
        {"mnist_cnn_cntk/mnist.onnx", 0.79, 6.0},
    }));
    CAPTURE(row.path);
    const Graph graph = workloads::import_model(require_data(std::string("models/") + row.path));
    CAPTURE(mega_macs(graph), kilo_parameters(graph));
    CHECK(near(mega_macs(graph), row.mega_macs));
    CHECK(near(kilo_parameters(graph), row.kilo_parameters));
    CHECK(vta_share(graph) >= 0.99);
}

TEST_CASE("style transfer networks have the work of their row at 256 x 256 pixels") {
    const std::string path = GENERATE(as<std::string>(), "candy", "mosaic");
    const std::string file = "models/style_" + path + "/" + path + ".onnx";
    workloads::OnnxOptions options;
    options.input_shapes["inputImage"] = {1, 3, 256, 256};
    const Graph graph = workloads::import_onnx(data_bytes(file), file, options);
    CAPTURE(path, mega_macs(graph), kilo_parameters(graph));
    CHECK(near(mega_macs(graph), 3080));
    CHECK(near(kilo_parameters(graph), 424.9));
    CHECK(graph.output_of(graph.nodes.back()).shape == workloads::Shape{1, 3, 256, 256});
    CHECK(vta_share(graph) >= 0.99);
}
