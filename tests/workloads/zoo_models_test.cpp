// SPDX-License-Identifier: Apache-2.0
// Converted models on the functional model. VTA_ZOO_DIR is where scripts/zoo.sh wrote them, else
// build/zoo.
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "tests/support/test_data.h"
#include "tests/workloads/network_graphs.h"
#include "workloads/graph_cost.h"
#include "workloads/graph_passes.h"
#include "workloads/import_model.h"
#include "workloads/quantise.h"

namespace vta::tests {
namespace {

using namespace workloads;

std::string require_model(const std::string& name) {
    const char* named = std::getenv("VTA_ZOO_DIR");
    const std::string folder = named != nullptr ? named : VTA_SOURCE_DIR "/build/zoo";
    std::string path = folder + "/" + name + ".onnx";
    if (std::filesystem::exists(path)) return path;
    std::cout << "skipped: no " << path << " (scripts/zoo.sh makes it)" << std::endl;
    std::exit(77);
}

/// Outputs equal the reference's; all products are computed on VTA.
void check_on_vta(const std::string& name, const Graph& graph) {
    std::uint64_t macs = 0;
    for (const StepInfo& step :
         require_equal_to_reference(graph, isa::HardwareConfig(), test_seed(5), 1))
        if (step.unit == Unit::kVta) macs += step.macs;
    const double share = static_cast<double>(macs) / static_cast<double>(macs_of(graph));
    std::printf("%s: %.2f %% of %.2f million MACs on VTA\n",
                name.c_str(),
                100 * share,
                static_cast<double>(macs_of(graph)) / 1e6);
    REQUIRE(share >= 0.99);
}

TEST_CASE("converted integer models run on VTA as in the reference") {
    const std::string name = GENERATE(as<std::string>(), "qdcgan_mnist", "qdcgan_celeba");
    CAPTURE(name);
    Graph graph = import_model(require_model(name));
    simplify(graph);
    REQUIRE(graph.arithmetic == IntegerArithmetic::kShift);
    check_on_vta(name, graph);
}

TEST_CASE("converted float models run on VTA, quantised, as in the reference") {
    const std::string name = GENERATE(as<std::string>(),
                                      "lenet5",
                                      "resnet20",
                                      "resnet56",
                                      "face_resnet34",
                                      "tiny_darknet",
                                      "waifu2x",
                                      "mathura");
    CAPTURE(name);
    Graph real = import_model(require_model(name));
    simplify(real);
    check_on_vta(name, quantise(real, {random_inputs(real, 5)}, {}));
}

}  // namespace
}  // namespace vta::tests
