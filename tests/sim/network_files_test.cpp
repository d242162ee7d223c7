// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.h"
#include "sim/network_labels.h"
#include "sim/network_samples.h"
#include "sim/network_settings.h"
#include "tests/sim/command.h"
#include "workloads/npy.h"

using namespace vta;
using namespace vta::sim;
using Catch::Matchers::Contains;
using vta::tests::TemporaryFolder;
using workloads::ElementType;
using workloads::Graph;
using workloads::Tensor;

namespace {

Graph graph_with_inputs(const std::vector<std::pair<std::string, workloads::Shape>>& inputs,
                        ElementType type) {
    Graph graph;
    for (const auto& [name, shape] : inputs) {
        Tensor tensor;
        tensor.name = name;
        tensor.type = type;
        tensor.shape = shape;
        if (type != ElementType::kFloat32)
            tensor.quantisation = workloads::Quantisation{{0.5F}, {0}, 0};
        graph.inputs.push_back(graph.add_tensor(tensor));
    }
    return graph;
}

std::vector<int> codes(const workloads::TensorValue& value) {
    std::vector<int> numbers;
    for (std::int64_t i = 0; i < value.count(); ++i)
        numbers.push_back(static_cast<int>(value.as_double(i)));
    return numbers;
}

}  // namespace

TEST_CASE("Raw files hold pictures or numbers, as many as they are long") {
    const TemporaryFolder folder;
    const Graph graph = graph_with_inputs({{"x", {1, 1, 2, 1}}}, ElementType::kInt8);
    const std::string file = folder.write("x.bin", std::string("\x00\x80\xff\x01", 4));
    SampleOptions options;
    options.format = "u8";
    const auto pictures = load_samples({file}, graph, options);
    REQUIRE(pictures.size() == 2);
    CHECK(codes(pictures[0].inputs[0]) == std::vector<int>{-128, 0});
    CHECK(codes(pictures[1].inputs[0]) == std::vector<int>{127, -127});
    CHECK(pictures[1].names[0] == file + "[1]");
    options.format = "i8";
    CHECK(codes(load_samples({file}, graph, options)[0].inputs[0]) == std::vector<int>{0, -128});
    options.format = "f32";  // one number, not two
    CHECK_THROWS_WITH(load_samples({file}, graph, options),
                      Contains("holds 1 numbers; input x of the model has shape 1x1x2x1"));
    options.format = "u8";
    options.limit = 1;
    CHECK(load_samples({file}, graph, options).size() == 1);
}

TEST_CASE("Real numbers become codes of the input's scale") {
    const TemporaryFolder folder;
    const Graph graph = graph_with_inputs({{"x", {1, 3}}}, ElementType::kInt8);
    workloads::write_npy(folder.path("x.npy"),
                         workloads::make_value<float>({2, 3}, {0.5F, 1.25F, -100.0F, 1, 2, 3}));
    const auto samples = load_samples({folder.path("x.npy")}, graph, {});
    REQUIRE(samples.size() == 2);
    CHECK(codes(samples[0].inputs[0]) == std::vector<int>{1, 2, -128});
    CHECK(codes(samples[1].inputs[0]) == std::vector<int>{2, 4, 6});
}

TEST_CASE("IDX files hold grey pictures, also for flat inputs") {
    const TemporaryFolder folder;
    const std::string idx("\0\0\x08\x03\0\0\0\x02\0\0\0\x01\0\0\0\x02\x01\x02\x03\x04", 20);
    const Graph graph = graph_with_inputs({{"x", {1, 2}}}, ElementType::kFloat32);
    const auto samples = load_samples({folder.write("x.idx", idx)}, graph, {});
    REQUIRE(samples.size() == 2);
    CHECK(codes(samples[1].inputs[0]) == std::vector<int>{3, 4});
    CHECK_THROWS_WITH(load_samples({folder.write("y.idx", idx.substr(0, 18))}, graph, {}),
                      Contains("damaged IDX file"));
}

TEST_CASE("Pictures fill a model's batch, the last one is repeated") {
    const TemporaryFolder folder;
    const Graph graph = graph_with_inputs({{"x", {2, 1, 1, 1}}}, ElementType::kUint8);
    std::vector<std::string> files;
    for (const char* sample : {"a", "b", "c"})
        files.push_back(
            folder.write(std::string(sample) + ".pgm", std::string("P5 1 1 255\n") + sample));
    const auto samples = load_samples(files, graph, {});
    REQUIRE(samples.size() == 2);
    CHECK(codes(samples[0].inputs[0]) == std::vector<int>{'a', 'b'});
    CHECK(codes(samples[1].inputs[0]) == std::vector<int>{'c', 'c'});
    CHECK(samples[0].names.size() == 2);
    CHECK(samples[1].names.size() == 1);
}

TEST_CASE("Several inputs are given by name") {
    const TemporaryFolder folder;
    const Graph graph = graph_with_inputs({{"a", {1, 2}}, {"b", {1, 1}}}, ElementType::kFloat32);
    workloads::write_npy(folder.path("a.npy"), workloads::make_value<float>({1, 2}, {1, 2}));
    workloads::write_npy(folder.path("b.npy"), workloads::make_value<float>({1, 1}, {3}));
    const auto samples =
        load_samples({"b=" + folder.path("b.npy"), "a=" + folder.path("a.npy")}, graph, {});
    REQUIRE(samples.size() == 1);
    CHECK(codes(samples[0].inputs[0]) == std::vector<int>{1, 2});
    CHECK(codes(samples[0].inputs[1]) == std::vector<int>{3});
    CHECK_THROWS_WITH(load_samples({"a=" + folder.path("a.npy")}, graph, {}),
                      Contains("nothing for input b; the model has inputs a, b"));
}

TEST_CASE("Right classes are found by file name or order, several may be right") {
    const TemporaryFolder folder;
    const auto expected = [&](const std::string& text, const std::vector<std::string>& names) {
        return read_expected(folder.write("labels.csv", text), names, 1);
    };
    using Classes = std::vector<RightClasses>;
    CHECK(expected("file,label\nb.png,2\na.png,5\n", {"x/a.png", "b.png"}) == Classes{{6}, {3}});
    CHECK(expected("0,97|98,\"a, b\"\n1,8,hen\n", {"p[0]", "p[1]"}) == Classes{{98, 99}, {9}});
    CHECK(expected("one.bin,10,7\ntwo.bin,10,5\n", {"p[0]", "p[1]"}) == Classes{{8}, {6}});
    CHECK_THROWS_WITH(expected("1\n", {"a", "b"}), Contains("1 classes for 2 inputs"));
    CHECK_THROWS_WITH(expected("file,label\na,b\n", {"a"}),
                      Contains("row 2: no class in column 2"));
    const std::string bytes = folder.write("labels.bin", std::string("\x03\x04", 2));
    CHECK(read_expected(bytes, {"a", "b"}, 0) == Classes{{3}, {4}});
}

TEST_CASE("Names of classes come from lines or CSV") {
    const TemporaryFolder folder;
    using Labels = std::vector<std::string>;
    CHECK(read_labels(folder.write("a.txt", "background\ntench\n")) ==
          Labels{"background", "tench"});
    CHECK(read_labels(folder.write("b.csv", "class,name\n1,cat\n0,dog\n")) == Labels{"dog", "cat"});
    CHECK(read_labels(folder.write("c.txt", "tench, Tinca tinca\ngoldfish\n")) ==
          Labels{"tench, Tinca tinca", "goldfish"});
}

TEST_CASE("Options win over the JSON beside the model, which may name files beside it") {
    const TemporaryFolder folder;
    folder.write("net.json",
                 R"({"scale": 0.5, "mean": 1, "labels": ["zero", "one"], "calibrate": "c.npy"})");
    NetworkRunOptions options;
    options.model = folder.path("net.onnx");
    options.scale = 2.0;
    const NetworkSettings settings = network_settings(options);
    CHECK(settings.preprocessing.scale == 2.0);
    CHECK(settings.preprocessing.mean == std::vector<double>{1.0});
    CHECK(settings.labels == std::vector<std::string>{"zero", "one"});
    CHECK(settings.calibrate == std::vector<std::string>{folder.path("c.npy")});
    folder.write("net.json", R"({"scales": 1})");
    CHECK_THROWS_WITH(network_settings(options), Contains("scales"));
}
