// SPDX-License-Identifier: Apache-2.0
#include "sim/explain_stuck.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <set>

#include "isa/assembler.h"
#include "isa/codec.h"
#include "isa/config_search.h"
#include "sim/missing_push.h"
#include "sim/vector_replayer.h"
#include "tests/sim/stuck_programs.h"
#include "tests/support/test_data.h"

using namespace vta;
using Catch::Matchers::Contains;

namespace {

// What is said of assembler text that sticks in the functional model.
std::string explain_text(const std::string& text, const char* config_name = "de10nano") {
    const isa::HardwareConfig config = isa::find_config(config_name);
    const isa::Program program = isa::assemble(text, "test", config).program;
    const auto state = tests::stuck_state(config, program);
    REQUIRE(state);
    return sim::explain_stuck(config, program.instructions, {}, *state);
}

const std::string kGemm = "gemm uop=0:1 iter=1,1 dst=0,0 src=0,0 wgt=0,0";

}  // namespace

TEST_CASE("modules that wait for each other are told as a circle") {
    const std::string text =
        explain_text("load inp pop_next push_next\n" + kGemm + " pop_prev push_prev\nfinish\n");
    CHECK_THAT(text,
               Contains("load waits at instruction 0 (load inp pop_next push_next) for token 1 "
                        "of the queue compute to load: 0 pushed and 0 popped so far"));
    CHECK_THAT(text, Contains("its producer is compute instruction 1 (gemm"));
    CHECK_THAT(text, Contains("circle: load waits for compute, compute waits for load"));
}

TEST_CASE("a full command queue in front of the producer is told") {
    std::string text = "load inp pop_next\n";
    for (int i = 0; i < 12; ++i) text += "load inp\n";
    const std::string told = explain_text(text + kGemm + " push_prev\nfinish\n", "q8");
    CHECK_THAT(told, Contains("its producer is compute instruction 13"));
    CHECK_THAT(told, Contains("which fetch has not handed out"));
    CHECK_THAT(told, Contains("fetch cannot hand out instruction"));
    CHECK_THAT(told, Contains("the command queue of load is full"));
    CHECK_THAT(told, Contains("circle: load waits for fetch, fetch waits for load"));
}

TEST_CASE("a pop that nothing was ever pushed for is told") {
    const std::string text = explain_text(kGemm + "\nfinish pop_next\n");
    CHECK_THAT(text, Contains("compute waits at instruction 1 (finish pop_next)"));
    CHECK_THAT(text,
               Contains("its producer is missing: store has no further push_prev; no "
                        "instruction of store follows"));
    const std::string load = explain_text("load inp\n" + kGemm + " pop_prev\nfinish\n");
    CHECK_THAT(load, Contains("instruction 0 (load inp) is the first of this module without it"));
    CHECK_THAT(
        load,
        Contains(
            "most likely missing producer: load instruction 0 (load inp) without "
            "push_next to the queue load to compute\n  with that flag the program reaches FINISH"));
}

TEST_CASE("of several lost pushes one is named") {
    const auto seed = tests::test_seed(7);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::size_t stuck = 0;
    std::size_t named = 0;
    for (const sim::Vector& vector : tests::golden_vectors("pipeline")) {
        CAPTURE(vector.file, vector.name);
        const isa::HardwareConfig config = isa::find_config(sim::config_name_of(vector));
        isa::Program program = sim::to_program(vector, 0);
        const std::size_t at_least = 1 + random() % 3;
        std::set<std::uint32_t> deleted;
        std::optional<isa::StuckState> state;
        for (int tries = 0; tries < 1000 && (!state || deleted.size() < at_least); ++tries) {
            const auto index = static_cast<std::uint32_t>(random() % program.instructions.size());
            if (!tests::delete_pushes(config, program.instructions[index])) continue;
            deleted.insert(index);
            state = tests::stuck_state(config, program);
        }
        if (!state) continue;
        ++stuck;
        const std::string text = sim::explain_stuck(config, program.instructions, {}, *state);
        CAPTURE(text);
        CHECK_THAT(text, Contains("waits at instruction") && Contains("missing"));
        const std::string mark = "most likely missing producer: ";
        const std::size_t at = text.find(mark);
        if (at == std::string::npos) continue;
        const std::size_t number = text.find("instruction ", at) + 12;
        const auto index = static_cast<std::uint32_t>(std::stoul(text.substr(number)));
        named += deleted.count(index);
    }
    CAPTURE(stuck, named);
    CHECK(stuck > 50);
    CHECK(named * 10 >= stuck * 8);
}

TEST_CASE("a program that lost a push is explained: queue, waiting instruction, missing producer") {
    std::size_t stuck = 0;
    std::size_t named = 0;
    for (const sim::Vector& vector : tests::golden_vectors("pipeline")) {
        CAPTURE(vector.file, vector.name);
        const isa::HardwareConfig config = isa::find_config(sim::config_name_of(vector));
        stuck += tests::for_each_stuck(config, vector, [&](const tests::StuckProgram& program) {
            const auto begin = std::chrono::steady_clock::now();
            const std::string text =
                sim::explain_stuck(config, program.instructions, {}, program.state);
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
            CAPTURE(program.deleted, sim::to_string(program.queue), text);
            CHECK(took.count() < 1.0);
            CHECK_THAT(text, Contains(std::string("queue ") + sim::to_string(program.queue)));
            REQUIRE(!program.state.waiting.empty());
            for (const isa::WaitingModule& waiting : program.state.waiting) {
                CHECK_THAT(
                    text, Contains("waits at instruction " + std::to_string(waiting.index) + " ("));
            }
            CHECK_THAT(text, Contains("most likely missing producer: "));
            const std::string culprit =
                "most likely missing producer: " +
                std::string(isa::to_string(sim::producer_of(program.queue))) + " instruction " +
                std::to_string(program.deleted) + " (";
            named += text.find(culprit) != std::string::npos ? 1 : 0;
        });
    }
    CAPTURE(stuck, named);
    CHECK(stuck > 200);
    // Which flag is gone cannot be known for sure, but nearly always it can be told.
    CHECK(named * 10 >= stuck * 9);
}
