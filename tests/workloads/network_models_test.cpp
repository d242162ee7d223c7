// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "platform/functional_device.h"
#include "tests/support/test_data.h"
#include "tests/workloads/import_data.h"
#include "tests/workloads/network_graphs.h"
#include "workloads/graph_cost.h"
#include "workloads/graph_passes.h"
#include "workloads/import_model.h"
#include "workloads/import_onnx.h"
#include "workloads/import_onnx_model.h"
#include "workloads/quantise.h"
#include "workloads/reference_interpreter.h"

namespace vta::tests {
namespace {

using namespace workloads;

/// Runs one random input on the default configuration; prints what the network costs.
void check_network(const std::string& path, const Graph& graph, double vta_share) {
    const auto seed = test_seed(31);
    const auto steps = require_equal_to_reference(graph, isa::HardwareConfig(), seed, 1);
    std::uint64_t macs = 0;
    std::uint64_t launches = 0;
    double host_seconds = 0;
    for (const StepInfo& step : steps) {
        host_seconds += step.host_seconds;
        if (step.unit != Unit::kVta) continue;
        macs += step.macs;
        ++launches;
    }
    const double share = static_cast<double>(macs) / static_cast<double>(macs_of(graph));
    std::printf("%s: %.2f %% of %.2f million MACs on VTA in %llu launches, %.1f ms on the host\n",
                path.c_str(),
                100 * share,
                static_cast<double>(macs_of(graph)) / 1e6,
                static_cast<unsigned long long>(launches),
                1e3 * host_seconds);
    REQUIRE(share >= vta_share);
}

TEST_CASE("integer models of the data run on the accelerator as in the reference") {
    const std::string path =
        GENERATE(as<std::string>(),
                 "mlperf_tiny_resnet8/pretrainedResnet_quant.tflite",
                 "mlperf_tiny_resnet8_large/pretrainedResnet_large_int8.tflite",
                 "mlperf_tiny_vww/vww_96_int8.tflite",
                 "mlperf_tiny_kws/kws_ref_model.tflite",
                 "mlperf_tiny_ad/ad01_int8.tflite",
                 "mlperf_tiny_sww/str_ww_ref_model.tflite",
                 "person_detect_tflm/person_detect.tflite",
                 "mobilenet_v1_025_128/mobilenet_v1_0.25_128_quant.tflite",
                 "mobilenet_v1_05_160/mobilenet_v1_0.5_160_quant.tflite",
                 "mobilenet_v2_224_uint8/mobilenet_v2_1.0_224_quant.tflite",
                 "mobilenet_v2_224_int8_ptq/tf2_mobilenet_v2_1.0_224_ptq.tflite",
                 "mobilenet_v2_224_int8_qat/mobilenet_v2_quantized_1x3x224x224.tflite");
    CAPTURE(path);
    Graph graph = import_model(require_data("models/" + path));
    simplify(graph);
    check_network(path, graph, 0.99);
}

TEST_CASE("quantised float models of the data run on the accelerator as in the reference") {
    const std::string path = GENERATE(as<std::string>(),
                                      "mlperf_tiny_resnet8/pretrainedResnet.tflite",
                                      "mlperf_tiny_vww/vww_96_float.tflite",
                                      "mlperf_tiny_ad/ad01_fp32.tflite",
                                      "mnist_cnn_cntk/mnist.onnx",
                                      "squeezenet11_fp16/SqueezeNet_fp16.onnx");
    CAPTURE(path);
    Graph real = import_model(require_data("models/" + path));
    simplify(real);
    const Graph graph = quantise(real, {random_inputs(real, 5), random_inputs(real, 6)}, {});
    check_network(path, graph, 0.99);
}

TEST_CASE("ONNX conformance vectors run through networks give what the reference gives") {
    const std::string root = "datasets/onnx_node_tests";
    std::size_t launches = 0;
    for (const char* kind : {"node", "pytorch-converted"})
        for (const auto& each :
             std::filesystem::directory_iterator(require_data(root) + "/" + kind)) {
            const std::string folder = root + "/" + kind + "/" + each.path().filename().string();
            CAPTURE(folder);
            const std::string data = folder + "/test_data_set_0/";
            const auto bytes = data_bytes(folder + "/model.onnx");
            const auto tensor = [&](std::size_t i) {
                const std::string file = data + "input_" + std::to_string(i) + ".pb";
                return parse_onnx_tensor(data_bytes(file), file);
            };
            const OnnxModel model = parse_onnx(bytes, folder);
            OnnxOptions options;
            for (std::size_t i = 1; i < model.inputs.size(); ++i)
                options.fixed_inputs[model.inputs[i].name] = tensor(i);
            const Graph graph = import_onnx(bytes, folder, options);
            const isa::HardwareConfig config;
            platform::FunctionalDevice::Options memory;
            memory.dram_bytes = std::uint64_t{256} << 20;
            platform::FunctionalDevice device(config, memory);
            const Network network(graph, config, {});
            for (const StepInfo& step : network.steps())
                if (step.unit == Unit::kVta) ++launches;
            const auto got = NetworkExecutor(network, device).run({tensor(0)});
            const auto want = ReferenceInterpreter(graph).run({tensor(0)});
            REQUIRE(got[0].bytes == want[0].bytes);
        }
    REQUIRE(launches > 0);
}

TEST_CASE("a small network runs many inputs a second") {
    Graph graph =
        import_model(require_data("models/mlperf_tiny_resnet8/pretrainedResnet_quant.tflite"));
    simplify(graph);
    const isa::HardwareConfig config;
    platform::FunctionalDevice device(config);
    const Network network(graph, config, {});
    NetworkExecutor executor(network, device);
    const auto inputs = random_inputs(graph, 1);
    executor.run(inputs);
    constexpr int kRuns = 20;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kRuns; ++i) executor.run(inputs);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    std::printf("ResNet-8: %.2f ms an input\n", 1e3 * elapsed.count() / kRuns);
    REQUIRE(elapsed.count() < kRuns);
}

}  // namespace
}  // namespace vta::tests
