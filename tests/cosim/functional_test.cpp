// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <vector>

#include "cosim/random_program.h"
#include "cosim/token_order.h"
#include "models/functional/dram.h"
#include "models/functional/simulator.h"
#include "tests/cosim/random_configs.h"
#include "tests/cosim/random_schedule.h"
#include "tests/support/plain_interpreter.h"
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

/// Executes the program with the plain interpreter in a random order that the tokens allow: where
/// they order every conflict, all of these orders leave the same bytes.
void run_plainly(const isa::HardwareConfig& config,
                 const isa::Program& program,
                 std::uint64_t seed,
                 std::vector<std::uint8_t>& dram) {
    const auto instructions = decode(config, program);
    const auto order =
        cosim::order_by_tokens(instructions, config.parameters().instruction_queue_depth);
    REQUIRE_FALSE(order.stuck);
    cosim::RandomSource random(seed);
    const bool greedy = random.chance(50);
    PlainInterpreter interpreter(config);
    for (const std::uint32_t at : random_schedule(order, greedy, random))
        interpreter.execute(instructions[at], program.base, dram);
}

/// First byte that differs; the size if none does.
std::size_t first_difference(const functional::Dram& dram, const std::vector<std::uint8_t>& other) {
    std::size_t at = 0;
    while (at < other.size() && dram.data()[at] == other[at]) ++at;
    return at;
}

}  // namespace

TEST_CASE("Random programs leave the same DRAM in the functional model and the plain interpreter",
          "[random]") {
    const auto configs = random_program_configs();
    const std::uint32_t programs = random_program_count(300);
    const std::uint64_t seed = test_seed(1);
    std::uint32_t changed = 0;
    for (std::uint32_t n = 0; n < programs; ++n) {
        const isa::HardwareConfig& config = configs[n % configs.size()];
        CAPTURE(config.name(), seed + n);
        const isa::Program program = cosim::make_random_program(config, {}, seed + n);
        const std::uint32_t count = static_cast<std::uint32_t>(program.instructions.size());
        functional::Dram dram(program.dram_bytes);
        functional::place(program, dram);
        const std::vector<std::uint8_t> before(dram.data(), dram.data() + dram.size());

        std::vector<std::uint8_t> plain = before;
        run_plainly(config, program, seed + n, plain);
        functional::Simulator simulator(config);
        const auto result = simulator.run(program.base, count, dram);

        REQUIRE(result.finished);
        const std::size_t at = first_difference(dram, plain);
        INFO("DRAM byte " << at);
        REQUIRE(at == plain.size());
        changed += plain != before ? 1 : 0;
    }
    WARN(programs << " programs, " << changed << " of them changed DRAM");
    CHECK(changed > programs / 2);
}

}  // namespace vta::tests
