// SPDX-License-Identifier: Apache-2.0
#include "tests/workloads/conv2d_example.h"

#include <catch2/catch.hpp>

using namespace vta;

TEST_CASE("The shipped convolution is what the runtime makes today") {
    // After a wanted change: write_conv2d_example examples/programs/conv2d/conv2d.json
    const isa::ProgramImage shipped =
        isa::load_program_image(VTA_SOURCE_DIR "/examples/programs/conv2d/conv2d.json");
    const isa::ProgramImage made = tests::conv2d_example();
    CHECK(shipped.config == made.config);
    CHECK(shipped.program.base == made.program.base);
    CHECK(shipped.program.instructions == made.program.instructions);
    REQUIRE(shipped.program.segments.size() == made.program.segments.size());
    for (std::size_t i = 0; i < made.program.segments.size(); ++i) {
        CHECK(shipped.program.segments[i].address == made.program.segments[i].address);
        CHECK(shipped.program.segments[i].bytes == made.program.segments[i].bytes);
    }
    REQUIRE(shipped.program.expected.size() == 1);
    CHECK(shipped.program.expected[0].bytes == made.program.expected[0].bytes);
}
