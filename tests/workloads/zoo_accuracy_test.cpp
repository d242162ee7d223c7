// SPDX-License-Identifier: Apache-2.0
// A converted model on labelled pictures. VTA_ZOO_DIR is where scripts/zoo.sh wrote it, else
// build/zoo; skipped without it.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "platform/functional_device.h"
#include "tests/support/test_data.h"
#include "tests/workloads/import_data.h"
#include "workloads/graph_passes.h"
#include "workloads/import_model.h"
#include "workloads/network.h"
#include "workloads/quantise.h"
#include "workloads/reference_interpreter.h"

namespace vta::tests {
namespace {

using namespace workloads;

Graph converted_model(const std::string& name) {
    const char* named = std::getenv("VTA_ZOO_DIR");
    const std::string folder = named != nullptr ? named : VTA_SOURCE_DIR "/build/zoo";
    const std::string path = folder + "/" + name + ".onnx";
    if (!std::filesystem::exists(path)) {
        std::cout << "skipped: no " << path << " (scripts/zoo.sh makes it)" << std::endl;
        std::exit(77);
    }
    Graph graph = import_model(path);
    simplify(graph);
    return graph;
}

// NHWC samples as the NCHW numbers that networks of CIFAR-10 are trained with.
std::vector<std::vector<TensorValue>> cifar_inputs(const std::vector<std::uint8_t>& samples,
                                                   std::size_t count) {
    constexpr float kMean[] = {0.485F, 0.456F, 0.406F};
    constexpr float kDeviation[] = {0.229F, 0.224F, 0.225F};
    constexpr std::size_t kPixels = 32 * 32;
    std::vector<std::vector<TensorValue>> inputs;
    for (std::size_t i = 0; i < count; ++i) {
        TensorValue value(ElementType::kFloat32, {1, 3, 32, 32});
        for (std::size_t c = 0; c < 3; ++c)
            for (std::size_t p = 0; p < kPixels; ++p)
                value.data<float>()[c * kPixels + p] =
                    (static_cast<float>(samples[(i * kPixels + p) * 3 + c]) / 255.0F - kMean[c]) /
                    kDeviation[c];
        inputs.push_back({std::move(value)});
    }
    return inputs;
}

TEST_CASE("ResNet-20 on VTA classifies CIFAR-10 as in float32, and equals the reference") {
    constexpr std::size_t kPictures = 40;
    const Graph real = converted_model("resnet20");
    const auto inputs =
        cifar_inputs(data_bytes("datasets/cifar10_ic01/images_200x32x32x3_u8.bin"), kPictures);
    const std::vector<int> labels = csv_column("datasets/cifar10_ic01/y_labels.csv", 2);
    const Graph graph = quantise(real, {inputs.begin(), inputs.begin() + 16}, {});
    const isa::HardwareConfig config;
    const Network network(graph, config, {});
    platform::FunctionalDevice::Options options;
    options.dram_bytes = std::uint64_t{256} << 20;
    platform::FunctionalDevice device(config, options);
    NetworkExecutor executor(network, device);
    const ReferenceInterpreter reference(graph);
    const ReferenceInterpreter float_reference(real);
    int right = 0;
    int right_in_float = 0;
    for (std::size_t i = 0; i < kPictures; ++i) {
        CAPTURE(i);
        const TensorValue got = executor.run(inputs[i])[0];
        const bool equal = got.bytes == reference.run(inputs[i])[0].bytes;
        REQUIRE(equal);
        right += argmax(got) == labels[i] ? 1 : 0;
        right_in_float += argmax(float_reference.run(inputs[i])[0]) == labels[i] ? 1 : 0;
    }
    CAPTURE(right, right_in_float);
    CHECK(right_in_float >= 34);
    CHECK(right + 1 >= right_in_float);
}

}  // namespace
}  // namespace vta::tests
