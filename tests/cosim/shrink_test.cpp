// SPDX-License-Identifier: Apache-2.0
#include "cosim/shrink.h"

#include <catch2/catch.hpp>

#include "cosim/legality.h"
#include "cosim/random_program.h"
#include "cosim/shrink_tokens.h"
#include "isa/codec.h"
#include "isa/disassembler.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

std::vector<isa::Instruction> decode(const isa::HardwareConfig& config,
                                     const isa::Program& program) {
    const isa::Codec codec(config);
    std::vector<isa::Instruction> instructions;
    for (const isa::Word128& word : program.instructions)
        instructions.push_back(codec.decode(word).value());
    return instructions;
}

isa::Program long_program(const isa::HardwareConfig& config, std::uint64_t seed) {
    cosim::RandomProgramOptions options;
    options.min_instructions = 60;
    return cosim::make_random_program(config, options, seed);
}

}  // namespace

TEST_CASE("A failure of one kind of instruction shrinks to that instruction and FINISH") {
    const isa::HardwareConfig config;
    for (std::uint64_t seed = test_seed(1); seed < test_seed(1) + 5; ++seed) {
        CAPTURE(seed);
        const isa::Program program = long_program(config, seed);
        const auto fails = [&](const isa::Program& smaller) {
            for (const isa::Instruction& instruction : decode(config, smaller))
                if (instruction.opcode == isa::Opcode::kAlu) return true;
            return false;
        };
        REQUIRE(fails(program));
        const cosim::ShrinkResult result = cosim::shrink(config, program, fails);
        const auto left = decode(config, result.program);
        REQUIRE(left.size() == 2);
        CHECK(result.minimal);
        CHECK(left[0].opcode == isa::Opcode::kAlu);
        CHECK(left[0].iter_out == 1);
        CHECK(left[0].iter_in == 1);
        CHECK(left[0].uop_end - left[0].uop_begin == 1);
        CHECK(left[0].dst_factor_out == 0);
        CHECK(left[1].opcode == isa::Opcode::kFinish);
        CHECK(result.program.segments.empty());
        CHECK_FALSE(result.program.dram_seed);
    }
}

TEST_CASE("A failure that needs a field's value keeps the smallest that fails") {
    const isa::HardwareConfig config;
    const isa::Program program = long_program(config, test_seed(2));
    const auto fails = [&](const isa::Program& smaller) {
        for (const isa::Instruction& instruction : decode(config, smaller))
            if (instruction.opcode == isa::Opcode::kLoad && instruction.y_size >= 2 &&
                instruction.x_size > 0)
                return true;
        return false;
    };
    REQUIRE(fails(program));
    const auto left = decode(config, cosim::shrink(config, program, fails).program);
    REQUIRE(left.size() == 2);
    CHECK(left[0].y_size == 2);
    CHECK(left[0].x_size == 1);
    CHECK(left[0].sram_base == 0);
}

TEST_CASE("Shrunk programs are legal and free of races if asked") {
    const isa::HardwareConfig config;
    const isa::Program program = long_program(config, test_seed(3));
    const auto tokens = [&](const isa::Program& smaller) {
        std::size_t pairs = 0;
        for (const auto& pair : cosim::token_pairs(decode(config, smaller)))
            pairs += pair.push && pair.pop ? 1 : 0;
        return pairs;
    };
    const auto fails = [&](const isa::Program& smaller) { return tokens(smaller) >= 3; };
    REQUIRE(fails(program));
    cosim::ShrinkOptions options;
    options.race_free = true;
    const cosim::ShrinkResult result = cosim::shrink(config, program, fails, options);
    CHECK(cosim::check_legality(config, result.program).race_free());
    CHECK(tokens(result.program) == 3);
    CHECK(result.program.instructions.size() <= 5);
}

TEST_CASE("A limit on trials ends shrinking with what was reached") {
    const isa::HardwareConfig config;
    const isa::Program program = long_program(config, test_seed(4));
    cosim::ShrinkOptions options;
    options.most_trials = 3;
    const auto result = cosim::shrink(
        config, program, [](const isa::Program&) { return true; }, options);
    CHECK(result.trials == 3);
    CHECK_FALSE(result.minimal);
    CHECK(result.program.instructions.size() < program.instructions.size());
}

TEST_CASE("Taking out an instruction takes the other ends of its tokens along") {
    isa::Instruction load, gemm, store;
    load.opcode = isa::Opcode::kLoad;
    load.memory_type = isa::MemoryType::kInp;
    load.push_next = true;
    gemm.opcode = isa::Opcode::kGemm;
    gemm.pop_prev = gemm.push_next = true;
    store.opcode = isa::Opcode::kStore;
    store.pop_prev = true;
    const auto left =
        cosim::without({load, load, gemm, gemm, store}, {true, false, false, false, false});
    REQUIRE(left.size() == 4);
    CHECK(left[0].push_next);
    CHECK_FALSE(left[1].pop_prev);
    CHECK(left[2].pop_prev);
    CHECK(left[3].pop_prev);
}

}  // namespace vta::tests
