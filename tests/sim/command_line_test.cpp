// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "isa/config_search.h"
#include "isa/disassembler.h"
#include "sim/vector.h"
#include "tests/sim/command.h"
#include "tests/sim/stuck_programs.h"

using namespace vta;
using Catch::Matchers::Contains;
using tests::vta_command;

namespace {

const std::string kEx12 = VTA_SOURCE_DIR "/tests/golden/de10nano.jsonl#ex12";

// Thousands of long GEMMs: minutes of work.
std::string endless_program() {
    std::string text = ".program endless\n";
    for (int i = 0; i < 20000; ++i) {
        text += "gemm uop=0:200 iter=2000,1 dst=0,0 src=0,0 wgt=0,0\n";
    }
    return text + "finish\n";
}

}  // namespace

TEST_CASE("bad command lines end with exit code 2 and say what is wrong") {
    CHECK(vta_command({}).code == 2);
    const auto unknown = vta_command({"rum"});
    CHECK(unknown.code == 2);
    CHECK_THAT(unknown.err, Contains("rum") && Contains("regress"));
    CHECK(vta_command({"run"}).code == 2);
    CHECK(vta_command({"run", kEx12, "--model", "other"}).code == 2);
    CHECK(vta_command({"run", kEx12, "--max-cycles", "0"}).code == 2);
    CHECK(vta_command({"run", "no/such/file"}).code == 2);
    CHECK(vta_command({"run", VTA_SOURCE_DIR "/tests/golden/de10nano.jsonl"}).code == 2);
    CHECK(vta_command({"run", kEx12, "--model", "functional", "--timing-only"}).code == 2);
    CHECK(vta_command({"run", kEx12, "--config", "nosuch"}).code == 2);
    CHECK(vta_command({"regress", "--help"}).code == 0);
    const auto version = vta_command({"--version"});
    CHECK(version.code == 0);
    CHECK_THAT(version.out, Contains("vta ") && Contains("SystemC 2.3"));
}

TEST_CASE("run reports the same cycles for a vector, its text and its image") {
    const auto vector = vta_command({"run", kEx12});
    CHECK(vector.code == 0);
    CHECK_THAT(vector.out, Contains("equal: CRC-32") && Contains("cycles        193"));
    CHECK_THAT(vector.out, Contains("read 8 bursts, 101 beats, 808 bytes"));

    const tests::TemporaryFolder folder;
    const auto text = vta_command({"disasm", kEx12});
    CHECK(text.code == 0);
    const std::string source = folder.write("ex12.txt", text.out);
    CHECK_THAT(vta_command({"run", source}).out, Contains("cycles        193"));
    CHECK(vta_command({"asm", source, "-o", folder.path("image.json")}).code == 0);
    const auto image = vta_command({"run", folder.path("image.json"), "--json"});
    CHECK(image.code == 0);
    CHECK_THAT(image.out, Contains("\"cycles\": 193") && Contains("\"form\": \"image\""));
    const auto words = vta_command({"asm", source});
    CHECK(words.out.substr(0, 33) == "00000002000200010000002000000000\n");
}

TEST_CASE("run tells the first byte of the output that differs") {
    const tests::TemporaryFolder folder;
    std::string text = vta_command({"disasm", kEx12}).out;
    // The program stores two tensors at 0xc000; a byte that it leaves alone is as it was.
    const std::string source =
        folder.write("a.vta", text + "\n.expect out 0x100\n.bytes 00112233\n");
    for (const char* model : {"functional", "cycle"}) {
        const auto result = vta_command({"run", source, "--model", model});
        CAPTURE(result.out, result.err);
        CHECK(result.code == 1);
        CHECK_THAT(result.out, Contains("different: region out") && Contains("expected 0x"));
    }
    const auto timing = vta_command({"run", source, "--timing-only"});
    CHECK(timing.code == 0);
    CHECK_THAT(timing.out, Contains("not checked"));
}

TEST_CASE("assembler errors name line and column") {
    const tests::TemporaryFolder folder;
    const std::string source = folder.write("bad.vta", "finish\nlod inp\n");
    const auto result = vta_command({"asm", source});
    CHECK(result.code == 2);
    CHECK_THAT(result.err, Contains("bad.vta:2:1"));
}

TEST_CASE("a stuck program ends run with exit code 3 and an explanation") {
    const auto vectors = tests::golden_vectors("pipeline", "pynq");
    const isa::HardwareConfig config = isa::find_config("pynq");
    const tests::TemporaryFolder folder;
    int seen = 0;
    tests::for_each_stuck(config, vectors.at(1), [&](const tests::StuckProgram& stuck) {
        if (seen++ % 8 != 0) return;
        isa::Program program = sim::to_program(stuck.vector, 0);
        program.instructions = stuck.instructions;
        const std::string source =
            folder.write("stuck.vta", isa::disassemble(config, program, "pynq"));
        for (const char* model : {"functional", "cycle"}) {
            const auto begin = std::chrono::steady_clock::now();
            const auto result = vta_command({"run", source, "--model", model});
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
            CAPTURE(model, stuck.deleted, result.err);
            CHECK(result.code == 3);
            CHECK(took.count() < 1.0);
            CHECK_THAT(result.err, Contains("waits at instruction"));
            CHECK_THAT(result.err, Contains(std::string("queue ") + to_string(stuck.queue)));
            CHECK_THAT(result.err, Contains("missing producer"));
        }
    });
    CHECK(seen > 0);
}

TEST_CASE("a program without FINISH is explained") {
    const tests::TemporaryFolder folder;
    const std::string source =
        folder.write("a.vta", "gemm uop=0:1 iter=1,1 dst=0,0 src=0,0 wgt=0,0\n");
    const auto result = vta_command({"run", source});
    CHECK(result.code == 3);
    CHECK_THAT(result.err, Contains("FINISH"));
}

// A key that came before anybody listens would end the test.
bool handles_interrupt() {
    struct sigaction current {};
    return ::sigaction(SIGINT, nullptr, &current) == 0 && current.sa_handler != SIG_DFL;
}

TEST_CASE("limits and control-C end a run with exit code 4 and keep what it did") {
    const tests::TemporaryFolder folder;
    const std::string source = folder.write("endless.vta", endless_program());
    const auto cycles = vta_command({"run", source, "--max-cycles", "3000000"});
    CHECK(cycles.code == 4);
    CHECK_THAT(cycles.out, Contains("PARTIAL") && Contains("--max-cycles"));
    CHECK_THAT(cycles.out, Contains("cycles        3000000"));
    for (const char* model : {"functional", "cycle"}) {
        CAPTURE(model);
        const auto timeout =
            vta_command({"run", source, "--model", model, "--timeout", "0.1", "--json"});
        CHECK(timeout.code == 4);
        CHECK_THAT(timeout.out,
                   Contains("\"partial\": true") && Contains("\"stopped_by\": \"--timeout\""));
        std::thread key([] {
            while (!handles_interrupt()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            ::kill(::getpid(), SIGINT);
        });
        const auto interrupted = vta_command({"run", source, "--model", model, "--timeout", "20"});
        key.join();
        CHECK(interrupted.code == 4);
        CHECK_THAT(interrupted.out, Contains("PARTIAL") && Contains("control-C"));
    }
}

TEST_CASE("what record writes, regress replays without a difference") {
    const tests::TemporaryFolder folder;
    const std::string source = folder.write("mine.vta", vta_command({"disasm", kEx12}).out);
    const std::string vectors = folder.path("mine.jsonl");
    const std::string relaunch = VTA_SOURCE_DIR "/tests/golden/relaunch.jsonl#relaunch-1";
    const auto recorded =
        vta_command({"record", source, kEx12, relaunch, "--config", "bus128", "-o", vectors});
    CAPTURE(recorded.err);
    CHECK(recorded.code == 0);
    CHECK_THAT(recorded.out, Contains("recorded ex12 ") && Contains("recorded ex12-2 "));
    CHECK_THAT(tests::read_text(vectors), Contains("\"kind\":\"recorded\""));
    for (const char* model : {"functional", "cycle"}) {
        const auto replayed = vta_command({"regress", vectors, "--model", model});
        CAPTURE(replayed.out);
        CHECK(replayed.code == 0);
        CHECK_THAT(replayed.out, Contains("3 passed, 0 failed, 0 skipped"));
    }
    CHECK(vta_command({"record", source, "-o", folder.path("no/such/x")}).code == 2);
}

TEST_CASE("config lists, shows, checks and explains") {
    CHECK_THAT(vta_command({"config", "list"}).out, Contains("de10nano") && Contains("bus256"));
    const tests::TemporaryFolder folder;
    const auto shown = vta_command({"config", "show", "pynq"});
    CHECK(shown.code == 0);
    const std::string mine = folder.write("mine.json", shown.out);
    CHECK_THAT(vta_command({"config", "validate", mine}).out, Contains("valid"));
    CHECK_THAT(vta_command({"config", "validate", VTA_SOURCE_DIR "/tests/golden/configs.json"}).out,
               Contains("#q8: valid"));
    const std::string bad = folder.write("bad.json", "{\"batch\": 3}");
    const auto refused = vta_command({"config", "validate", bad});
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, Contains("bad.json") && Contains("batch"));
    CHECK_THAT(vta_command({"config", "explain", "memory_data_bits"}).out, Contains("default 64"));
    CHECK(vta_command({"config", "explain", "nosuch"}).code == 2);
    CHECK(vta_command({"config"}).code == 2);
}

TEST_CASE("config emits the RTL's package of any configuration") {
    const auto emitted = vta_command({"config", "--emit", "sv", "--config", "bus256"});
    CHECK(emitted.code == 0);
    CHECK_THAT(emitted.out, Contains("package vta_pkg;") && Contains("bus256"));
    CHECK(vta_command({"config", "--emit", "verilog"}).code == 2);
}
