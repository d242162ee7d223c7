// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/json_reader.h"
#include "tests/sim/command.h"
#include "tests/support/test_data.h"

using namespace vta;
using namespace vta::tests;
using Catch::Matchers::Contains;

TEST_CASE("vta inspect says what is wrong with a file that is no model") {
    const TemporaryFolder folder;
    const CommandResult text = vta_command({"inspect", folder.write("model.onnx", "hello")});
    CHECK(text.code == 2);
    CHECK(text.out.empty());
    CHECK_THAT(text.err, Contains("model.onnx: is no ONNX model"));
    const CommandResult missing = vta_command({"inspect", folder.path("none.tflite")});
    CHECK(missing.code == 2);
    CHECK_THAT(missing.err, Contains("none.tflite: cannot open"));
}

TEST_CASE("vta inspect lists nodes, work and units, as text and as JSON") {
    const std::string path =
        data_dir() + "/models/mlperf_tiny_resnet8/pretrainedResnet_quant.tflite";
    if (data_dir().empty()) {
        WARN("no shared data (set VTA_DATA_DIR)");
        return;
    }
    const CommandResult text = vta_command({"inspect", path});
    CHECK(text.code == 0);
    CHECK_THAT(text.out, Contains("MACs 12501632 (100.00 % on VTA), parameters 77706"));
    CHECK_THAT(text.out, Contains("16 nodes: 10 on VTA, 5 on the CPU, 1 without work"));

    const CommandResult json = vta_command({"inspect", path, "--config", "pynq", "--json"});
    CHECK(json.code == 0);
    const JsonReader root = JsonReader::parse_text(json.out, "out");
    CHECK(root.required("schema").as_string() == "vta-inspect-1");
    CHECK(root.required("macs").as_unsigned(0, 1u << 31) == 12501632);
    const auto nodes = root.required("nodes").elements();
    REQUIRE(nodes.size() == 16);
    CHECK(nodes[0].required("operator").as_string() == "Conv2D");
    CHECK(nodes[15].required("unit").as_string() == "CPU");
    CHECK(nodes[15].required("reason").as_string() == "needs exp and a division");
}
