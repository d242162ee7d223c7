// SPDX-License-Identifier: Apache-2.0
#include "sim/explain_stuck.h"

#include <catch2/catch.hpp>
#include <chrono>

#include "isa/codec.h"
#include "isa/config_search.h"
#include "sim/missing_push.h"
#include "sim/vector_replayer.h"
#include "tests/sim/stuck_programs.h"

using namespace vta;
using Catch::Matchers::Contains;

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
