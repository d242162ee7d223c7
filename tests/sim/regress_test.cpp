// SPDX-License-Identifier: Apache-2.0
#include "sim/regress.h"

#include <catch2/catch.hpp>
#include <functional>
#include <sstream>

#include "isa/config_search.h"
#include "sim/vector.h"
#include "tests/sim/command.h"
#include "tests/sim/stuck_programs.h"

using namespace vta;
using Catch::Matchers::Contains;
using tests::vta_command;

namespace {

// A line of the vector ex12 with something changed.
std::string changed(const std::function<void(sim::Vector&)>& change) {
    sim::Vector vector = sim::find_vector(VTA_SOURCE_DIR "/tests/golden/de10nano.jsonl", "ex12");
    change(vector);
    std::ostringstream out;
    sim::write_vector(vector, out);
    return out.str();
}

std::string unchanged() {
    return changed([](sim::Vector&) {});
}

// What regress says of one changed vector.
tests::CommandResult regress_changed(const std::function<void(sim::Vector&)>& change,
                                     const std::vector<std::string>& options = {}) {
    const tests::TemporaryFolder folder;
    const std::string file = folder.write("de10nano.jsonl", changed(change));
    std::vector<std::string> arguments = {"regress", file};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return vta_command(arguments);
}

}  // namespace

TEST_CASE("regress tells every field that differs, with both values") {
    const auto field = [](std::uint64_t sim::LaunchRecord::*member) {
        return regress_changed([member](sim::Vector& v) { v.launches[0].*member += 5; });
    };
    for (const auto& [member, text] :
         std::vector<std::pair<std::uint64_t sim::LaunchRecord::*, std::string>>{
             {&sim::LaunchRecord::cycles, "cycles: expected 198, got 193"},
             {&sim::LaunchRecord::acc_writes, "acc_writes: expected 9, got 4"},
             {&sim::LaunchRecord::read_bursts, "read_bursts: expected 13, got 8"},
             {&sim::LaunchRecord::read_beats, "read_beats: expected 106, got 101"},
             {&sim::LaunchRecord::write_bursts, "write_bursts: expected 6, got 1"},
             {&sim::LaunchRecord::write_beats, "write_beats: expected 9, got 4"}}) {
        const auto result = field(member);
        CHECK(result.code == 1);
        CHECK_THAT(result.out, Contains(text) && Contains("0 passed, 1 failed"));
    }
    const auto crc = regress_changed([](sim::Vector& v) { v.launches[0].dram_crc32 = 1; });
    CHECK(crc.code == 1);
    CHECK_THAT(crc.out, Contains("dram_crc32: expected 00000001, got 2a05c877"));
}

TEST_CASE("regress names the instruction whose time differs") {
    const auto result = regress_changed([](sim::Vector& v) {
        v.launches[0].timeline[0][1].done = 164;
        v.launches[0].timeline[2][0].started = 183;
    });
    CHECK(result.code == 1);
    CHECK_THAT(result.out,
               Contains("load instruction 3 (load wgt sram=0 dram=0xa0 y=1 x=2 stride=2 push_next) "
                        "done cycle: expected 164, got 163"));
    CHECK_THAT(result.out, Contains("ex12 (worked, config de10nano)"));

    const auto absent =
        regress_changed([](sim::Vector& v) { v.launches[0].timeline[0][1].done.reset(); });
    CHECK_THAT(absent.out, Contains("expected not before FINISH, got 163"));
    const auto shorter = regress_changed([](sim::Vector& v) { v.launches[0].timeline[2].clear(); });
    CHECK_THAT(shorter.out, Contains("store instruction 6") && Contains("no such instruction"));
    const auto requests =
        regress_changed([](sim::Vector& v) { v.launches[0].read_requests.emplace(); });
    CHECK_THAT(requests.out, Contains("read_requests[0]: expected no further request, got cycle"));
}

TEST_CASE("regress counts what a model cannot tell as skipped") {
    const auto wrong_crc = [](sim::Vector& v) { v.launches[0].dram_crc32 = 1; };
    const auto timing = regress_changed(wrong_crc, {"--timing-only"});
    CHECK(timing.code == 0);
    CHECK_THAT(timing.out, Contains("fields: 7 compared, 1 skipped"));
    const auto wrong_cycles = [](sim::Vector& v) { v.launches[0].cycles = 1; };
    const auto functional = regress_changed(wrong_cycles, {"--model", "functional"});
    CHECK(functional.code == 0);
    CHECK_THAT(functional.out, Contains("fields: 2 compared, 6 skipped"));
    const auto no_data = regress_changed([](sim::Vector& v) { v.launches[0].dram_crc32.reset(); },
                                         {"--model", "functional"});
    CHECK(no_data.code == 0);
    CHECK_THAT(no_data.out, Contains("0 passed, 0 failed, 1 skipped"));
}

TEST_CASE("regress refuses bad input with file, line and key, whatever the number of workers") {
    const tests::TemporaryFolder folder;
    const std::string good = unchanged();
    const std::string file =
        folder.write("de10nano.jsonl", good + "\n" + good + good + "{\"name\":\"x\"}\n" + good);
    for (const char* jobs : {"1", "2", "3"}) {
        const auto result = vta_command({"regress", file, "-j", jobs});
        CHECK(result.code == 2);
        CHECK_THAT(result.err, Contains("de10nano.jsonl:5") && Contains("kind"));
    }
    CHECK(vta_command({"regress", folder.path("missing.jsonl")}).code == 2);
    const std::string unknown = folder.write("nosuch.jsonl", good);
    const auto config = vta_command({"regress", unknown});
    CHECK(config.code == 2);
    CHECK_THAT(config.err, Contains("nosuch.jsonl:1") && Contains("nosuch"));
    CHECK(vta_command({"regress", unknown, "--config", "de10nano"}).code == 0);
    const auto listed =
        vta_command({"regress", unknown, "--configs", VTA_SOURCE_DIR "/tests/golden/configs.json"});
    CHECK(listed.code == 2);
    CHECK_THAT(listed.err, Contains("bus256"));
    CHECK(vta_command({"regress", unknown, "--model", "functional", "--timing-only"}).code == 2);
}

TEST_CASE("a stuck vector is a failure that is explained, and the others go on") {
    const auto vectors = tests::golden_vectors("pipeline", "de10nano");
    const isa::HardwareConfig config = isa::find_config("de10nano");
    std::string lines;
    tests::for_each_stuck(config, vectors.at(0), [&](const tests::StuckProgram& program) {
        if (!lines.empty()) return;
        sim::Vector vector = program.vector;
        vector.name = "stuck";
        vector.launches[0].instructions = program.instructions;
        std::ostringstream out;
        sim::write_vector(vector, out);
        lines = unchanged() + out.str() + unchanged();
    });
    REQUIRE(!lines.empty());
    const tests::TemporaryFolder folder;
    const std::string file = folder.write("de10nano.jsonl", lines);
    for (const char* model : {"cycle", "functional"}) {
        const auto result = vta_command({"regress", file, "--model", model});
        CAPTURE(model, result.out);
        CHECK(result.code == 1);
        CHECK_THAT(result.out, Contains("2 passed, 1 failed") && Contains("missing producer"));
    }
}

TEST_CASE("an undecodable instruction fails its vector") {
    const auto result = regress_changed([](sim::Vector& v) {
        v.launches[0].instructions[2] = isa::Word128{7, 0};
    });
    CHECK(result.code == 1);
    CHECK_THAT(result.out, Contains("instruction 2"));
}

TEST_CASE("reports do not depend on the number of workers") {
    const tests::TemporaryFolder folder;
    const std::string wrong = changed([](sim::Vector& v) { v.launches[0].cycles = 7; });
    const std::string skipped = changed([](sim::Vector& v) { v.launches[0].dram_crc32.reset(); });
    const std::string first = folder.write("de10nano.jsonl", unchanged() + wrong + skipped + wrong);
    const std::string second = folder.write("pynq.jsonl", unchanged() + unchanged());
    std::vector<std::string> texts;
    for (const char* jobs : {"1", "2", "5"}) {
        const std::string junit = folder.path("junit.xml");
        const auto text = vta_command({"regress", first, second, "-j", jobs, "--junit", junit});
        CHECK(text.code == 1);
        const auto json = vta_command({"regress", first, second, "-j", jobs, "--json"});
        CHECK(json.code == 1);
        texts.push_back(text.out + json.out + tests::read_text(junit));
    }
    CHECK(texts[0] == texts[1]);
    CHECK(texts[0] == texts[2]);
    CHECK_THAT(texts[0], Contains("\"fields_compared\": 47"));
}

TEST_CASE("the JUnit report has a case a vector, with failures and text that XML can hold") {
    const tests::TemporaryFolder folder;
    const std::string wrong = changed([](sim::Vector& v) {
        v.name = "a<b>&\"c\"";
        v.launches[0].cycles = 7;
    });
    const std::string file = folder.write("de10nano.jsonl", unchanged() + wrong);
    const std::string junit = folder.path("junit.xml");
    CHECK(vta_command({"regress", file, "--junit", junit}).code == 1);
    const std::string xml = tests::read_text(junit);
    CHECK_THAT(xml, Contains("tests=\"2\" failures=\"1\" skipped=\"0\""));
    CHECK_THAT(xml, Contains("<testcase classname=\"de10nano.worked\" name=\"ex12\"/>"));
    CHECK_THAT(xml, Contains("name=\"a&lt;b&gt;&amp;&quot;c&quot;\""));
    CHECK_THAT(xml, Contains("<failure message=\"cycles: expected 7, got 193\">"));
    CHECK(vta_command({"regress", file, "--junit", folder.path("no/such/x.xml")}).code == 2);
}
