// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "isa/codec.h"
#include "sim/check_network.h"
#include "sim/program_check.h"
#include "tests/sim/command.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

const std::string kDigits = std::string(VTA_SOURCE_DIR) + "/examples/digits/digits.onnx";

/// Checks what the runtime makes of the network; returns the number of launches.
std::size_t check_network(const std::string& model, const std::string& config) {
    const sim::LoadedProgram program = sim::capture_network(model, config, "");
    const sim::ProgramFindings findings = sim::check_program(program, 20);
    CAPTURE(model, config, findings.notes);
    for (const sim::Finding& finding : findings.findings)
        if (finding.severity() == cosim::Severity::kError)
            FAIL_CHECK("launch " << finding.launch << " (" << program.launches[finding.launch].name
                                 << "): " << finding.to_text());
    CHECK(findings.errors == 0);
    CHECK(findings.instructions > 10 * findings.launches);
    return findings.launches;
}

/// Without its first flag of the kind the launch must be stuck or race.
bool is_found_without(const sim::LoadedProgram& network,
                      std::size_t launch,
                      bool isa::Instruction::*flag) {
    const isa::Codec codec(network.config);
    sim::LoadedProgram changed = network;
    for (isa::Word128& word : changed.launches[launch].instructions) {
        isa::Instruction instruction = *codec.decode(word);
        if (!(instruction.*flag)) continue;
        instruction.*flag = false;
        word = codec.encode(instruction);
        break;
    }
    const sim::ProgramFindings findings = sim::check_program(changed, 20);
    return std::any_of(
        findings.findings.begin(), findings.findings.end(), [&](const sim::Finding& finding) {
            return finding.severity() == cosim::Severity::kError && finding.launch == launch;
        });
}

}  // namespace

TEST_CASE("No program that the runtime makes for the digits network has an error") {
    for (const char* config : {"de10nano", "pynq", "b32"})
        CHECK(check_network(kDigits, config) == 11);
}

TEST_CASE("A flag missing in any launch of a network is found in that launch") {
    const sim::LoadedProgram network = sim::capture_network(kDigits, "de10nano", "");
    // Micro-ops of all launches are known, else nothing could race.
    CHECK(network.launches.front().segments.size() >= network.launches.size());
    for (std::size_t launch = 0; launch < network.launches.size(); ++launch) {
        CAPTURE(launch, network.launches[launch].name);
        CHECK(is_found_without(network, launch, &isa::Instruction::push_next));
        CHECK(is_found_without(network, launch, &isa::Instruction::pop_prev));
    }
}

TEST_CASE("vta check takes a network and names its layers") {
    const CommandResult text = vta_command({"check", kDigits});
    CHECK(text.code == 0);
    CHECK_THAT(text.out, Catch::Contains("0 errors") && Catch::Contains("in 11 launches"));
    const CommandResult json = vta_command({"check", kDigits, "--json"});
    REQUIRE(json.code == 0);
    const auto program = nlohmann::json::parse(json.out)["programs"][0];
    CHECK(program["launches"] == 11);
    REQUIRE(program["layers"].size() == 11);
    CHECK(program["layers"][0] == "conv0");
    const CommandResult shape = vta_command(
        {"check", std::string(VTA_SOURCE_DIR) + "/examples/gemm.vta", "--input-shape", "1x1"});
    CHECK(shape.code == 2);
    CHECK_THAT(shape.err, Catch::Contains("--input-shape"));
}

TEST_CASE("No program for the built-in ResNet-18 has an error") {
    CHECK(check_network("builtin:resnet18", "de10nano") > 20);
}

TEST_CASE("No program for networks of the collection has an error") {
    const std::string folder = require_data("models") + "/";
    for (const char* model :
         {"mlperf_tiny_resnet8/pretrainedResnet_quant.tflite",
          "mlperf_tiny_vww/vww_96_int8.tflite",
          "mlperf_tiny_kws/kws_ref_model.tflite",
          "mobilenet_v2_224_uint8/mobilenet_v2_1.0_224_quant.tflite",
          "mobilenet_v2_224_int8_ptq/tf2_mobilenet_v2_1.0_224_ptq.tflite",
          "mobilenet_v2_224_int8_qat/mobilenet_v2_quantized_1x3x224x224.tflite"}) {
        for (const char* config : {"de10nano", "pynq"})
            CHECK(check_network(folder + model, config) >= 5);
    }
}

}  // namespace vta::tests
