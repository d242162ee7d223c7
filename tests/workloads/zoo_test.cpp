// SPDX-License-Identifier: Apache-2.0
// The network that ships in examples/digits, and models that the converters write.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "workloads/graph_cost.h"
#include "workloads/graph_passes.h"
#include "workloads/image.h"
#include "workloads/import_model.h"
#include "workloads/import_onnx.h"
#include "workloads/npy.h"
#include "workloads/reference_interpreter.h"

using namespace vta::workloads;
using Catch::Matchers::Contains;

namespace {

const std::string kDigits = VTA_SOURCE_DIR "/examples/digits/";
const std::string kData = VTA_SOURCE_DIR "/tests/workloads/data/";

TensorValue array(const std::string& path) { return decode_npy(read_file_bytes(path), path); }

Graph simplified(const std::string& path) {
    Graph graph = import_model(path);
    simplify(graph);
    return graph;
}

/// Picture `index` of an array of uint8, as the model's input of numbers 0 to 1.
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

/// Entry `index` of the first axis, in the shape of the model's input.
TensorValue entry(const Graph& graph, const TensorValue& all, std::size_t index) {
    const Tensor& want = graph.tensor(graph.inputs[0]);
    TensorValue input(want.type, want.shape);
    const std::size_t size = input.bytes.size();
    std::memcpy(input.bytes.data(), all.bytes.data() + index * size, size);
    return input;
}

}  // namespace

TEST_CASE("the shipped network knows at least 97 % of its test pictures") {
    const Graph graph = simplified(kDigits + "digits.onnx");
    const ReferenceInterpreter interpreter(graph);
    const TensorValue pictures = array(kDigits + "test_images.npy");
    const TensorValue labels = array(kDigits + "test_labels.npy");
    REQUIRE(labels.bytes.size() == 360);
    std::size_t right = 0;
    for (std::size_t i = 0; i < labels.bytes.size(); ++i)
        right += largest(interpreter.run({picture(graph, pictures, i)})[0]) == labels.bytes[i];
    CHECK(right == 356);
}

TEST_CASE("the shipped network gives the scores of ONNX Runtime") {
    const bool simple = GENERATE(false, true);
    CAPTURE(simple);
    const Graph graph =
        simple ? simplified(kDigits + "digits.onnx") : import_model(kDigits + "digits.onnx");
    const ReferenceInterpreter interpreter(graph);
    const TensorValue pictures = array(kDigits + "test_images.npy");
    const TensorValue scores = array(kData + "digits_scores.npy");
    REQUIRE(scores.shape == Shape{64, 10});
    for (std::size_t i = 0; i < 64; ++i) {
        CAPTURE(i);
        const TensorValue got = interpreter.run({picture(graph, pictures, i)})[0];
        for (std::int64_t k = 0; k < 10; ++k) {
            const float want = scores.data<float>()[static_cast<std::int64_t>(i) * 10 + k];
            CHECK(std::fabs(got.data<float>()[k] - want) < 1e-4F);
        }
    }
}

TEST_CASE("the shipped network has residual blocks, a stride, padding and a pool") {
    const Graph graph = simplified(kDigits + "digits.onnx");
    CHECK(macs_of(graph) == 2429248);
    CHECK(parameters_of(graph) == 38058);
    const auto count = [&](auto matches) {
        return std::count_if(graph.nodes.begin(), graph.nodes.end(), matches);
    };
    CHECK(count([](const Node& node) { return std::holds_alternative<Elementwise>(node.op); }) ==
          3);
    CHECK(count([](const Node& node) { return std::holds_alternative<Pool2D>(node.op); }) == 1);
    CHECK(count([](const Node& node) {
              const auto* conv = std::get_if<Conv2D>(&node.op);
              return conv != nullptr && conv->window.stride_h == 2;
          }) == 2);
}

TEST_CASE("a converted generator computes its integer recipe with shifts") {
    const Graph graph = simplified(kData + "generator.onnx");
    REQUIRE(graph.arithmetic == IntegerArithmetic::kShift);
    const auto real_layer = [&](const Node& node) {
        return std::holds_alternative<TransposeConv2D>(node.op) &&
               graph.output_of(node).type == ElementType::kFloat32;
    };
    CHECK(std::none_of(graph.nodes.begin(), graph.nodes.end(), real_layer));
    const ReferenceInterpreter interpreter(graph);
    const TensorValue codes = array(kData + "generator_codes.npy");
    const TensorValue sums = array(kData + "generator_sums.npy");
    for (std::size_t i = 0; i < 16; ++i) {
        CAPTURE(i);
        std::size_t layers = 0;
        TensorValue last;
        interpreter.run({entry(graph, codes, i)}, [&](const Node& node, const TensorValue& value) {
            if (!std::holds_alternative<TransposeConv2D>(node.op)) return;
            ++layers;
            last = value;
        });
        REQUIRE(layers == 3);
        REQUIRE(last.type == ElementType::kInt32);
        CHECK(std::equal(last.bytes.begin(),
                         last.bytes.end(),
                         sums.bytes.begin() + static_cast<std::ptrdiff_t>(i * last.bytes.size())));
    }
}

TEST_CASE("rounding a half upwards or to even is the same with a bias that settles ties") {
    const Graph as_stored = import_model(kData + "generator.onnx");
    const Graph simple = simplified(kData + "generator.onnx");
    const TensorValue codes = array(kData + "generator_codes.npy");
    for (std::size_t i = 0; i < 16; ++i) {
        CAPTURE(i);
        const TensorValue input = entry(as_stored, codes, i);
        CHECK(ReferenceInterpreter(as_stored).run({input})[0].bytes ==
              ReferenceInterpreter(simple).run({input})[0].bytes);
    }
}

TEST_CASE("an arithmetic that is unknown is named") {
    std::vector<std::uint8_t> bytes = read_file_bytes(kData + "generator.onnx");
    const std::string name = "vta.arithmetic";
    const auto key = std::search(bytes.begin(), bytes.end(), name.begin(), name.end());
    REQUIRE(key != bytes.end());
    const std::string value = "shift";
    const auto at = std::search(key, bytes.end(), value.begin(), value.end());
    REQUIRE(at != bytes.end());
    *at = 'S';
    CHECK_THROWS_WITH(import_onnx(bytes, "x.onnx"),
                      Contains("x.onnx: metadata vta.arithmetic: is Shift; supported: shift"));
}
