// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/error.h"
#include "cosim/legality.h"
#include "cosim/random_program.h"
#include "tests/cosim/random_configs.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

std::uint64_t hash_of(const isa::Program& program) {
    std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a over 64-bit words
    const auto mix = [&](std::uint64_t value) { hash = (hash ^ value) * 0x100000001b3u; };
    for (const std::uint64_t base : program.base) mix(base);
    for (const isa::Word128& word : program.instructions) {
        mix(word.low);
        mix(word.high);
    }
    for (const isa::Segment& segment : program.segments)
        for (const std::uint8_t byte : segment.bytes) mix(byte);
    return hash;
}

}  // namespace

TEST_CASE("Random programs are legal and race-free by the checker's judgement") {
    const std::uint64_t seed = test_seed(1);
    const std::uint32_t each = random_program_count(420) / 21 + 1;
    for (const isa::HardwareConfig& config : random_program_configs()) {
        for (std::uint64_t n = 0; n < each; ++n) {
            CAPTURE(config.name(), seed + n);
            const auto program = cosim::make_random_program(config, {}, seed + n);
            const auto report = cosim::check_legality(config, program);
            INFO(report.to_string());
            REQUIRE(report.race_free());
        }
    }
}

TEST_CASE("Timing-only programs are legal, and some of them race") {
    const std::uint64_t seed = test_seed(1);
    cosim::RandomProgramOptions options;
    options.timing_only = true;
    std::uint32_t racy = 0;
    for (const isa::HardwareConfig& config : random_program_configs()) {
        for (std::uint64_t n = 0; n < 5; ++n) {
            CAPTURE(config.name(), seed + n);
            const auto program = cosim::make_random_program(config, options, seed + n);
            const auto report = cosim::check_legality(config, program, 1000);
            for (const cosim::Violation& violation : report.violations) {
                INFO(violation.message);
                // What only shows in bytes may happen; what shows in time may not.
                REQUIRE((violation.rule == cosim::Rule::kRace ||
                         violation.rule == cosim::Rule::kAluLag));
            }
            racy += report.race_free() ? 0 : 1;
        }
    }
    CHECK(racy > 20);
}

TEST_CASE("Long random programs stay legal") {
    cosim::RandomProgramOptions options;
    options.min_instructions = options.max_instructions = 900;
    for (const isa::HardwareConfig& config : random_program_configs()) {
        CAPTURE(config.name());
        const auto program = cosim::make_random_program(config, options, test_seed(7));
        const auto report = cosim::check_legality(config, program);
        INFO(report.to_string());
        REQUIRE(report.race_free());
    }
}

TEST_CASE("The same seed gives the same random program with every compiler and library") {
    const auto config = isa::HardwareConfig();
    std::uint64_t hash = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto program = cosim::make_random_program(config, {}, seed);
        REQUIRE(hash_of(program) == hash_of(cosim::make_random_program(config, {}, seed)));
        hash = hash * 31 + hash_of(program);
    }
    // Changes with the generator only: then take over the new value.
    CHECK(hash == 0x59fe1a4d28803945u);
}

TEST_CASE("Random programs refuse options that leave no room") {
    cosim::RandomProgramOptions options;
    options.dram_bytes = 100000;
    CHECK_THROWS_WITH(cosim::make_random_program(isa::HardwareConfig(), options, 1),
                      "random programs: dram_bytes is 100000, want a multiple of 65536, at least "
                      "262144, at most 2147483648");
    options = {};
    options.min_instructions = 200;
    CHECK_THROWS_AS(cosim::make_random_program(isa::HardwareConfig(), options, 1), UserError);
}

}  // namespace vta::tests
