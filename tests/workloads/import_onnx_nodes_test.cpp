// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>

#include "tests/support/test_data.h"
#include "tests/workloads/import_data.h"
#include "workloads/import_onnx.h"
#include "workloads/import_onnx_model.h"
#include "workloads/reference_interpreter.h"

using namespace vta;
using namespace vta::tests;
using workloads::ElementType;
using workloads::Graph;
using workloads::TensorValue;

namespace {

TensorValue tensor_of(const std::string& path) {
    return workloads::parse_onnx_tensor(data_bytes(path), path);
}

// The tolerance of ONNX's own test runner for real numbers; integers must be equal.
bool close(double got, double want) {
    return std::fabs(got - want) <= 1e-7 + 1e-3 * std::fabs(want);
}

void check_equal(const TensorValue& got, const TensorValue& want) {
    REQUIRE(got.type == want.type);
    REQUIRE(got.shape == want.shape);
    if (want.type != ElementType::kFloat32) {
        CHECK(got.bytes == want.bytes);
        return;
    }
    for (std::int64_t i = 0; i < want.count(); ++i) {
        CAPTURE(i, got.as_double(i), want.as_double(i));
        if (!close(got.as_double(i), want.as_double(i))) FAIL("the numbers differ");
    }
}

void check_case(const std::string& folder) {
    const std::string data = folder + "/test_data_set_0/";
    const auto bytes = data_bytes(folder + "/model.onnx");
    const workloads::OnnxModel model = workloads::parse_onnx(bytes, folder);
    // The first input runs through the graph; the others, weights and scales, are constants.
    workloads::OnnxOptions options;
    for (std::size_t i = 1; i < model.inputs.size(); ++i)
        options.fixed_inputs[model.inputs[i].name] =
            tensor_of(data + "input_" + std::to_string(i) + ".pb");
    const Graph graph = workloads::import_onnx(bytes, folder, options);
    const auto outputs =
        workloads::ReferenceInterpreter(graph).run({tensor_of(data + "input_0.pb")});
    check_equal(outputs[0], tensor_of(data + "output_0.pb"));
}

}  // namespace

TEST_CASE("every ONNX conformance vector of the data gives its exact output") {
    const std::string root = "datasets/onnx_node_tests";
    std::vector<std::string> folders;
    for (const char* kind : {"node", "pytorch-converted"})
        for (const auto& each :
             std::filesystem::directory_iterator(require_data(root) + "/" + kind))
            folders.push_back(root + "/" + kind + "/" + each.path().filename().string());
    std::sort(folders.begin(), folders.end());
    REQUIRE(folders.size() == 86);
    for (const std::string& folder : folders) {
        DYNAMIC_SECTION(folder) { check_case(folder); }
    }
}
