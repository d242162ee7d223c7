// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage.h"

#include <catch2/catch.hpp>
#include <iostream>

#include "base/error.h"
#include "cosim/random_program.h"
#include "tests/cosim/random_configs.h"
#include "tests/support/test_data.h"

namespace vta::tests {

TEST_CASE("Random programs contain everything that coverage asks for") {
    const std::uint64_t seed = test_seed(1);
    CAPTURE(seed);
    cosim::ProgramCoverage coverage;
    const auto configs = random_program_configs();
    const std::uint32_t programs = random_program_count(1500);
    for (std::uint32_t n = 0; n < programs; ++n) {
        const isa::HardwareConfig& config = configs[n % configs.size()];
        coverage.add(config, cosim::make_random_program(config, {}, seed + n));
    }
    std::cout << coverage.to_string() << std::flush;
    CHECK(coverage.missing() == std::vector<std::string>{});
}

TEST_CASE("Without extensions random programs hold what the original hardware decodes only") {
    cosim::RandomProgramOptions options;
    options.extensions = false;
    cosim::ProgramCoverage coverage(false);
    for (std::uint64_t seed = 0; seed < 100; ++seed)
        coverage.add(isa::HardwareConfig(),
                     cosim::make_random_program(isa::HardwareConfig(), options, seed));
    for (const auto& [name, count] : coverage.bins()) {
        CAPTURE(name, count);
        CHECK(name.find("acc8") == std::string::npos);
        CHECK(name.find("mul") == std::string::npos);
    }
}

TEST_CASE("Coverage refuses words without a decoding") {
    isa::Program program;
    program.instructions = {{7, 0}};
    cosim::ProgramCoverage coverage;
    CHECK_THROWS_AS(coverage.add(isa::HardwareConfig(), program), ProgramError);
}

}  // namespace vta::tests
