// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "cosim/random_program.h"
#include "isa/codec.h"
#include "sim/config_set.h"
#include "sim/program_check.h"
#include "sim/race_watch.h"
#include "sim/vector_replayer.h"
#include "tests/cosim/random_configs.h"
#include "tests/sim/command.h"
#include "tests/sim/planted_faults.h"
#include "tests/sim/stuck_programs.h"
#include "tests/support/test_data.h"
#include "workloads/conv2d_programs.h"

namespace vta::tests {
namespace {

sim::ProgramFindings check(const isa::HardwareConfig& config, const isa::Program& program) {
    sim::LoadedProgram loaded;
    loaded.config = config;
    loaded.launches.push_back(program);
    return sim::check_program(loaded, 1000);
}

std::string text_of(const sim::ProgramFindings& findings) {
    std::string text;
    for (const sim::Finding& finding : findings.findings) text += finding.to_text() + "\n";
    return text;
}

bool is_named(const PlantedFault& fault, const sim::Finding& finding) {
    if (finding.rule != fault.rule) return false;
    if (!fault.text.empty()) return finding.message.find(fault.text) != std::string::npos;
    if (finding.instruction.index != fault.index) return false;
    if (!fault.other) return true;
    return finding.other && finding.other->index == *fault.other &&
           finding.place->memory == fault.memory;
}

using Pair = std::pair<std::uint32_t, std::uint32_t>;
std::set<Pair> races(const std::vector<sim::Finding>& findings) {
    std::set<Pair> pairs;
    for (const sim::Finding& finding : findings)
        if (finding.rule == cosim::Rule::kRace)
            pairs.insert({finding.instruction.index, finding.other->index});
    return pairs;
}

}  // namespace

TEST_CASE("The program that faults are planted into is free of findings") {
    const auto findings = check({}, program_of_faults({}));
    INFO(text_of(findings));
    CHECK(findings.findings.empty());
}

TEST_CASE("Every planted fault is found and named") {
    const auto faults = planted_faults();
    CHECK(faults.size() >= 40);
    for (const PlantedFault& fault : faults) {
        const auto findings = check({}, program_of_faults(fault.plant));
        CAPTURE(fault.what, text_of(findings));
        const auto named = std::find_if(
            findings.findings.begin(), findings.findings.end(), [&](const sim::Finding& finding) {
                return is_named(fault, finding);
            });
        CHECK(named != findings.findings.end());
        if (named == findings.findings.end() || !named->other) continue;
        // A remedy that was tried out, where tokens between neighbours can be one.
        if (named->place->memory != "DRAM")
            CHECK_THAT(named->remedy, Catch::StartsWith("set ") || Catch::StartsWith("clear "));
    }
}

TEST_CASE("A run under watch names the same races as the check before it") {
    std::size_t racy = 0;
    for (const PlantedFault& fault : planted_faults()) {
        if (fault.rule != cosim::Rule::kRace) continue;
        CAPTURE(fault.what);
        const isa::HardwareConfig config;
        const isa::Program program = program_of_faults(fault.plant);
        const auto checked = races(check(config, program).findings);
        for (const sim::Model model : {sim::Model::kFunctional, sim::Model::kCycle}) {
            sim::RaceWatch watch(config, true, 1000);
            sim::SessionOptions options;
            options.model = model;
            options.observer = &watch;
            const auto session = sim::make_session(config, options);
            session->power_up(program);
            session->launch(program, {});
            CHECK(watch.watched() == program.instructions.size());
            if (model == sim::Model::kFunctional) CHECK(races(watch.findings()) == checked);
            // Another order of starts may show another pair of the same race first.
            CHECK_FALSE(races(watch.findings()).empty());
        }
        ++racy;
    }
    CHECK(racy > 10);
}

TEST_CASE("Golden pipeline and serial programs have no errors") {
    std::size_t programs = 0;
    sim::ConfigSet configs;
    for (const char* kind : {"pipeline", "serial"}) {
        for (const sim::Vector& vector : golden_vectors(kind)) {
            const auto& config = configs.find(sim::config_name_of(vector), vector.where());
            const auto findings = check(config, sim::first_program(config, vector));
            CAPTURE(vector.where(), vector.name, text_of(findings));
            CHECK(findings.errors == 0);
            ++programs;
        }
    }
    CHECK(programs > 40);
}

TEST_CASE("Random programs, legal and free of races, have no errors") {
    const auto configs = random_program_configs();
    const std::uint64_t seed = test_seed(11);
    const std::uint32_t count = random_program_count(400);
    for (std::uint32_t n = 0; n < count; ++n) {
        const isa::HardwareConfig& config = configs[n % configs.size()];
        const auto findings = check(config, cosim::make_random_program(config, {}, seed + n));
        CAPTURE(config.name(), seed + n, text_of(findings));
        REQUIRE(findings.errors == 0);
    }
}

TEST_CASE("Convolutions that the runtime builds have no findings") {
    const isa::HardwareConfig config;
    for (const workloads::Conv2dShape& shape : workloads::resnet18_shapes()) {
        for (const std::uint32_t threads : {1u, 2u}) {
            CAPTURE(shape.name, threads);
            workloads::Conv2dEpilogue epilogue;
            epilogue.bias = epilogue.clip = true;
            epilogue.shift = 8;
            const auto schedule =
                workloads::choose_conv2d_schedule(config, shape, epilogue, threads);
            const auto findings = check(
                config, workloads::build_conv2d_program(config, shape, epilogue, schedule, 1));
            INFO(text_of(findings));
            CHECK(findings.findings.empty());
        }
    }
}

TEST_CASE("vta check prints findings, as JSON and JUnit too, and fails only for errors") {
    const std::string golden = std::string(VTA_SOURCE_DIR) + "/tests/golden/de10nano.jsonl";
    const CommandResult good = vta_command({"check", golden + "#pipeline-1"});
    CHECK(good.code == 0);
    CHECK_THAT(good.out, Catch::Contains("0 errors"));
    const TemporaryFolder folder;
    const std::string junit = folder.path("check.xml");
    const CommandResult bad =
        vta_command({"check", golden + "#queues-302", "--json", "--junit", junit});
    CHECK(bad.code == 1);
    const auto json = nlohmann::json::parse(bad.out);
    const auto& finding = json["programs"][0]["findings"][0];
    CHECK(finding["rule"] == "race");
    CHECK(finding["instructions"].size() == 2);
    CHECK(finding["place"]["memory"] == "inp");
    CHECK_THAT(read_text(junit), Catch::Contains("<failure") && Catch::Contains("race"));
    const CommandResult run = vta_command({"run", golden + "#queues-302", "--check-races"});
    CHECK(run.code == 1);
    CHECK_THAT(run.out, Catch::Contains("remedy: set push_prev on instruction 0"));
    CHECK(vta_command({"run", golden + "#pipeline-1", "--check-races"}).code == 0);
    CHECK(vta_command({"run", golden + "#pipeline-1", "--check-races", "--timing-only"}).code == 0);
    CHECK(vta_command({"check", golden + "#nobody"}).code == 2);
}

TEST_CASE("Races found before a deadlock are printed beside its explanation") {
    const TemporaryFolder folder;
    const std::string program = folder.write("stuck.vta", R"(.program stuck
.buffer a 0x2000
.uops kernels 0x1000
.kernel multiply
  .uop 0 0 0
load uop dram=kernels x=1
load inp dram=a x=1
gemm uop=multiply iter=1,1 dst=0,0 src=0,0 wgt=0,0
load inp dram=a x=1 pop_next
finish pop_next
)");
    const std::vector<std::vector<std::string>> models = {
        {"--model", "cycle"}, {"--model", "functional"}, {"--timing-only"}};
    for (const auto& model : models) {
        std::vector<std::string> arguments = {"run", program, "--check-races"};
        arguments.insert(arguments.end(), model.begin(), model.end());
        CAPTURE(model.back());
        const CommandResult run = vta_command(arguments);
        CHECK(run.code == 3);
        CHECK_THAT(run.err, Catch::Contains("load waits at instruction 3"));
        CHECK_THAT(run.out, Catch::Contains("stopped by a deadlock in launch 1 of 1"));
        CHECK_THAT(run.out, Catch::Contains("instructions  3, 1 GEMM operations"));
        CHECK_THAT(run.out, Catch::Contains("race: instruction 1 (load inp"));
        CHECK_THAT(run.out, Catch::Contains("and instruction 2 (gemm"));
    }
}

TEST_CASE("Races found before a limit are printed") {
    const std::string golden = std::string(VTA_SOURCE_DIR) + "/tests/golden/de10nano.jsonl";
    const CommandResult run =
        vta_command({"run", golden + "#queues-302", "--check-races", "--max-cycles", "10000"});
    CHECK(run.code == 4);
    CHECK_THAT(run.out, Catch::Contains("stopped by --max-cycles"));
    CHECK_THAT(run.out, Catch::Contains("race: instruction 0 (gemm"));
}

TEST_CASE("Micro-ops that a STORE wrote are a finding where no data move") {
    const TemporaryFolder folder;
    const std::string program = folder.write("stored.vta", R"(.program stored
.buffer o 0x10000 size=64
.uops kernels 0x1000
.kernel clear
  .uop 0 0 0
load uop dram=kernels x=1
gemm reset uop=clear iter=1,1 dst=0,0 push_next
store out dram=o x=1 pop_prev push_prev
load uop dram=0x4000 x=1 pop_next
finish
)");
    const CommandResult run = vta_command({"run", program, "--check-races"});
    CHECK(run.code == 0);
    const CommandResult timing = vta_command({"run", program, "--check-races", "--timing-only"});
    CHECK(timing.code == 1);
    CHECK_THAT(timing.out, Catch::Contains("instruction 3") && Catch::Contains("STORE wrote"));
}

TEST_CASE("Networks are watched for races in every model that knows its instructions") {
    const std::string digits = std::string(VTA_SOURCE_DIR) + "/examples/digits/";
    const std::vector<std::vector<std::string>> models = {
        {"--input", digits, "--model", "cycle"},
        {"--input", digits, "--model", "functional"},
        {"--input", digits, "--timing-only"}};
    for (const auto& model : models) {
        std::vector<std::string> arguments = {
            "run", digits + "digits.onnx", "--no-cache", "--check-races", "--json", "--limit", "1"};
        arguments.insert(arguments.end(), model.begin(), model.end());
        CAPTURE(model.back());
        const CommandResult run = vta_command(arguments);
        CHECK(run.code == 0);
        const auto json = nlohmann::json::parse(run.out);
        CHECK(json["races"]["races"] == 0);
        CHECK(json["races"]["watched_instructions"] > 300);
    }
}

}  // namespace vta::tests
