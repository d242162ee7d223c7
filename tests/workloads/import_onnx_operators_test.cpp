// SPDX-License-Identifier: Apache-2.0
// Each operator that the importer claims passes a vector; each other one of ONNX is refused.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "workloads/graph_passes.h"
#include "workloads/image.h"
#include "workloads/import_onnx.h"
#include "workloads/import_onnx_model.h"
#include "workloads/import_onnx_reader.h"
#include "workloads/reference_interpreter.h"

using namespace vta;
using Catch::Matchers::Contains;
using workloads::ElementType;
using workloads::Graph;
using workloads::OnnxModel;
using workloads::TensorValue;

namespace {

const std::string kFolder = VTA_SOURCE_DIR "/tests/workloads/data/";

std::vector<std::string> vector_files() {
    std::vector<std::string> files;
    for (const auto& each : std::filesystem::directory_iterator(kFolder + "onnx_nodes"))
        files.push_back(each.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

OnnxModel parsed(const std::string& path) {
    return workloads::parse_onnx(workloads::read_file_bytes(path), path);
}

// What the error for an operator that nobody has lists as supported.
std::set<std::string> claimed() {
    OnnxModel model = parsed(kFolder + "onnx_nodes/identity.onnx");
    model.nodes[0].op = "Nobody";
    std::string message;
    try {
        workloads::OnnxReader(model, "x.onnx", {}).read();
    } catch (const ModelError& error) {
        message = error.what();
    }
    const std::string mark = "supported: ";
    std::istringstream names(message.substr(message.rfind(mark) + mark.size()));
    std::set<std::string> operators;
    for (std::string name; names >> name;) {
        if (name.back() == ',') name.pop_back();
        operators.insert(name);
    }
    return operators;
}

// ONNX's own tolerance for real numbers; integers must be equal.
void check_equal(const TensorValue& got, const TensorValue& want) {
    REQUIRE(got.type == want.type);
    REQUIRE(got.shape == want.shape);
    for (std::int64_t i = 0; i < want.count(); ++i) {
        CAPTURE(i, got.as_double(i), want.as_double(i));
        const double room =
            want.type != ElementType::kFloat32 ? 0.0 : 1e-5 + 1e-4 * std::fabs(want.as_double(i));
        if (!(std::fabs(got.as_double(i) - want.as_double(i)) <= room)) FAIL("the numbers differ");
    }
}

}  // namespace

TEST_CASE("ONNX operators give the numbers of ONNX Runtime") {
    for (const std::string& file : vector_files()) {
        DYNAMIC_SECTION(std::filesystem::path(file).stem().string()) {
            const OnnxModel model = parsed(file);
            Graph graph = workloads::import_onnx(workloads::read_file_bytes(file), file);
            const TensorValue& input = model.initializers.at("vector.input");
            const TensorValue& want = model.initializers.at("vector.output");
            check_equal(workloads::ReferenceInterpreter(graph).run({input})[0], want);
            workloads::simplify(graph);
            check_equal(workloads::ReferenceInterpreter(graph).run({input})[0], want);
        }
    }
}

TEST_CASE("every ONNX operator that is claimed has a vector") {
    std::set<std::string> covered;
    for (const std::string& file : vector_files())
        for (const workloads::OnnxNode& node : parsed(file).nodes) covered.insert(node.op);
    CHECK(covered == claimed());
}

TEST_CASE("every other ONNX operator is refused by name, with what is supported") {
    const std::set<std::string> supported = claimed();
    std::ifstream names(kFolder + "onnx_operators.txt");
    OnnxModel model = parsed(kFolder + "onnx_nodes/identity.onnx");
    std::size_t refused = 0;
    for (std::string name; std::getline(names, name);) {
        if (supported.count(name) != 0) continue;
        CAPTURE(name);
        model.nodes[0].op = name;
        CHECK_THROWS_WITH(
            workloads::OnnxReader(model, "x.onnx", {}).read(),
            Contains("x.onnx: node identity (" + name + "): is not supported; supported: Add, "));
        ++refused;
    }
    CHECK(refused > 150);
}
