// SPDX-License-Identifier: Apache-2.0
// The shipped network and a converted generator, quantised and on the simulated accelerator.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>

#include "platform/functional_device.h"
#include "workloads/graph_cost.h"
#include "workloads/graph_passes.h"
#include "workloads/image.h"
#include "workloads/import_model.h"
#include "workloads/network.h"
#include "workloads/npy.h"
#include "workloads/quantise.h"
#include "workloads/reference_interpreter.h"

using namespace vta;
using namespace vta::workloads;

namespace {

const std::string kDigits = VTA_SOURCE_DIR "/examples/digits/";
const std::string kData = VTA_SOURCE_DIR "/tests/workloads/data/";

TensorValue array(const std::string& path) { return decode_npy(read_file_bytes(path), path); }

TensorValue picture(const Graph& graph, const TensorValue& pictures, std::size_t index) {
    TensorValue input(ElementType::kFloat32, graph.tensor(graph.inputs[0]).shape);
    const auto count = static_cast<std::size_t>(input.count());
    for (std::size_t i = 0; i < count; ++i)
        input.data<float>()[i] = static_cast<float>(pictures.bytes[index * count + i]) / 255.0F;
    return input;
}

std::size_t largest(const TensorValue& scores) {
    const float* begin = scores.data<float>();
    return static_cast<std::size_t>(std::max_element(begin, begin + scores.count()) - begin);
}

Graph quantised_digits() {
    Graph real = import_model(kDigits + "digits.onnx");
    simplify(real);
    const TensorValue pictures = array(kDigits + "calibration.npy");
    std::vector<std::vector<TensorValue>> calibration;
    for (std::size_t i = 0; i < 64; ++i) calibration.push_back({picture(real, pictures, i)});
    return quantise(real, calibration, {});
}

double share_on_vta(const Network& network, const Graph& graph) {
    std::uint64_t macs = 0;
    for (const StepInfo& step : network.steps())
        if (step.unit == Unit::kVta) macs += step.macs;
    return static_cast<double>(macs) / static_cast<double>(macs_of(graph));
}

}  // namespace

TEST_CASE("the shipped network, quantised, runs on VTA and knows 97 % of its test pictures") {
    const Graph graph = quantised_digits();
    const isa::HardwareConfig config;
    platform::FunctionalDevice device(config);
    const Network network(graph, config, {});
    CHECK(share_on_vta(network, graph) >= 0.99);
    NetworkExecutor executor(network, device);
    const ReferenceInterpreter interpreter(graph);
    const TensorValue pictures = array(kDigits + "test_images.npy");
    const TensorValue labels = array(kDigits + "test_labels.npy");
    std::size_t right = 0;
    for (std::size_t i = 0; i < labels.bytes.size(); ++i) {
        CAPTURE(i);
        const TensorValue input = picture(graph, pictures, i);
        const TensorValue got = executor.run({input})[0];
        REQUIRE(got.bytes == interpreter.run({input})[0].bytes);
        right += largest(got) == labels.bytes[i];
    }
    CHECK(right >= 352);  // 356 in float32
}

TEST_CASE("a converted generator runs on VTA as its integer recipe says") {
    Graph graph = import_model(kData + "generator.onnx");
    simplify(graph);
    const isa::HardwareConfig config;
    platform::FunctionalDevice device(config);
    const Network network(graph, config, {});
    CHECK(share_on_vta(network, graph) == 1.0);
    NetworkExecutor executor(network, device);
    const ReferenceInterpreter interpreter(graph);
    const TensorValue codes = array(kData + "generator_codes.npy");
    for (std::size_t i = 0; i < 16; ++i) {
        CAPTURE(i);
        TensorValue input(ElementType::kInt8, graph.tensor(graph.inputs[0]).shape);
        std::memcpy(
            input.bytes.data(), codes.bytes.data() + i * input.bytes.size(), input.bytes.size());
        CHECK(executor.run({input})[0].bytes == interpreter.run({input})[0].bytes);
    }
}
