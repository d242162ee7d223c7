// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/error.h"
#include "isa/stuck.h"
#include "models/functional/dram.h"
#include "models/functional/simulator.h"
#include "tests/functional/program_builder.h"

namespace vta::tests {
namespace {

using functional::Dram;
using functional::RunResult;
using functional::Simulator;
using isa::MemoryType;

/// A simulator with its DRAM, and programs one after the other.
struct Bench {
    explicit Bench(const isa::HardwareParameters& parameters = {})
        : config(parameters), simulator(config), dram(1u << 20) {}
    RunResult run(const std::vector<isa::Instruction>& instructions) {
        const isa::Program program = program_of(config, instructions);
        place_instructions(program, dram);
        return simulator.run(program.base, static_cast<std::uint32_t>(instructions.size()), dram);
    }
    isa::HardwareConfig config;
    Simulator simulator;
    Dram dram;
};

/// A token-only instruction of a module.
isa::Instruction sync(isa::Module module) {
    if (module == isa::Module::kStore) return store(0, 0, 0, 0);
    return load(module == isa::Module::kLoad ? MemoryType::kInp : MemoryType::kUop, 0, 0, 0, 0);
}

}  // namespace

TEST_CASE("A run counts instructions, accumulator writes and GEMM operations up to FINISH") {
    Bench bench;
    isa::Instruction gemm;
    gemm.opcode = isa::Opcode::kGemm;
    gemm.uop_end = 2;
    gemm.iter_out = 3;
    gemm.iter_in = 4;
    isa::Instruction reset = gemm;
    reset.reset = true;
    const RunResult result =
        bench.run({gemm, reset, alu_imm(isa::AluOpcode::kAdd, 1), finish(), gemm});
    CHECK(result.finished);
    CHECK(result.instructions == 4);
    CHECK(result.acc_writes == 24 + 24 + 1);
    CHECK(result.gemm_operations == 24);
}

TEST_CASE("Modules run out of program order as tokens allow") {
    Bench bench;
    // Store waits for compute, which comes later in the program.
    isa::Instruction stored = store(0, 0x800, 1, 1);
    stored.pop_prev = stored.push_prev = true;
    isa::Instruction add = alu_imm(isa::AluOpcode::kAdd, 7);
    add.push_next = true;
    isa::Instruction end = finish();
    end.pop_next = true;
    CHECK(bench.run({stored, add, end}).finished);
    CHECK(bench.dram.data()[0x8000] == 7);
}

TEST_CASE("Scratchpads and tokens persist until reset") {
    Bench bench;
    isa::Instruction give = sync(isa::Module::kLoad);
    give.push_next = true;
    isa::Instruction end = finish();
    end.pop_prev = true;
    CHECK(bench.run({give, alu_imm(isa::AluOpcode::kAdd, 3), finish()}).finished);
    CHECK(bench.run({alu_imm(isa::AluOpcode::kAdd, 4), end}).finished);
    CHECK(bench.simulator.machine().scratchpad(MemoryType::kAcc)[0] == 7);
    CHECK_THROWS_AS(bench.run({end}), isa::StuckError);
    CHECK(bench.run({give, finish()}).finished);
    bench.simulator.reset();
    CHECK(bench.simulator.machine().scratchpad(MemoryType::kAcc)[0] == 0);
    CHECK_THROWS_AS(bench.run({end}), isa::StuckError);
}

TEST_CASE("A stuck program names who waits for which token") {
    Bench bench;
    isa::Instruction wait = sync(isa::Module::kStore);
    wait.pop_prev = true;
    isa::Instruction end = finish();
    end.pop_next = true;
    try {
        bench.run({alu_imm(isa::AluOpcode::kAdd, 1), wait, end});
        FAIL("the program cannot finish");
    } catch (const isa::StuckError& error) {
        const isa::StuckState& state = error.state();
        REQUIRE(state.waiting.size() == 2);
        CHECK(state.waiting[0].module == isa::Module::kCompute);
        CHECK(state.waiting[0].index == 2);
        CHECK(state.waiting[0].lacks_next);
        CHECK_FALSE(state.waiting[0].lacks_prev);
        CHECK(state.waiting[1].module == isa::Module::kStore);
        CHECK(state.waiting[1].lacks_prev);
        CHECK(state.executed[1] == 1);
        CHECK(state.dispatched == 3);
        CHECK_FALSE(state.blocked_dispatch);
        CHECK(error.exit_code() == ExitCode::kDeadlock);
    }
}

TEST_CASE("A program without FINISH is stuck when it is done") {
    Bench bench;
    CHECK_THROWS_AS(bench.run({alu_imm(isa::AluOpcode::kAdd, 1)}), isa::StuckError);
}

TEST_CASE("A full command queue stops the instructions behind it") {
    isa::HardwareParameters parameters;
    parameters.instruction_queue_depth = 2;
    Bench bench(parameters);
    isa::Instruction wait = sync(isa::Module::kLoad);
    wait.pop_next = true;
    isa::Instruction give = sync(isa::Module::kCompute);
    give.push_prev = true;
    CHECK(bench.run({wait, wait, give, give, finish()}).finished);
    try {
        bench.run({wait, wait, wait, give, give, give, finish()});
        FAIL("the third load blocks the dispatch of every token");
    } catch (const isa::StuckError& error) {
        REQUIRE(error.state().blocked_dispatch);
        CHECK(*error.state().blocked_dispatch == 2);
    }
}

TEST_CASE("A token queue holds 255 tokens; more are lost and counted") {
    Bench bench;
    isa::Instruction give = sync(isa::Module::kLoad);
    give.push_next = true;
    isa::Instruction take = sync(isa::Module::kCompute);
    take.pop_prev = true;
    std::vector<isa::Instruction> program(257, give);
    program.push_back(finish());
    CHECK(bench.run(program).lost_tokens == 2);
    program.assign(255, take);
    program.push_back(finish());
    CHECK(bench.run(program).finished);
    CHECK_THROWS_AS(bench.run({take, finish()}), isa::StuckError);
}

TEST_CASE("What the hardware could only hang on is an error that names the instruction") {
    using Catch::Contains;
    Bench bench;
    const isa::Instruction end = finish();
    CHECK(bench.run({end, load(MemoryType::kInp, 0, 0x100, 0, 1)}).finished);
    CHECK_THROWS_WITH(bench.run({load(MemoryType::kInp, 0, 0x100, 0, 1), end}),
                      Contains("instruction 0 (load inp") && Contains("y_size 0"));
}

TEST_CASE("Reads of address 0 and ranges outside DRAM are errors that name the instruction") {
    using Catch::Contains;
    Bench bench;
    CHECK_THROWS_WITH(bench.run({load(MemoryType::kWgt, 0, 0, 1, 1), finish()}),
                      Contains("instruction 0 (load wgt") && Contains("address 0"));
    CHECK_THROWS_WITH(bench.run({load(MemoryType::kAcc, 0, 0x3FFF, 1, 2), finish()}),
                      Contains("instruction 0 (load acc") && Contains("outside DRAM"));
    CHECK_THROWS_WITH(bench.run({store(0, 0xFFFF, 2, 1), finish()}),
                      Contains("instruction 0 (store out") &&
                          Contains("row 1 at 0x100000 to 0x10000f lies outside DRAM"));
    CHECK(bench.run({store(0, 0xFFFE, 2, 1), finish()}).finished);
}

TEST_CASE("An instruction that cannot be decoded ends a program that reaches no FINISH") {
    using Catch::Contains;
    Bench bench;
    isa::Program program = program_of(bench.config, {alu_imm(isa::AluOpcode::kAdd, 1), finish()});
    program.instructions.insert(program.instructions.begin() + 1, isa::Word128{5, 0});
    place_instructions(program, bench.dram);
    CHECK_THROWS_WITH(bench.simulator.run(program.base, 3, bench.dram),
                      Contains("instruction 1") && Contains("opcode 5"));
}

TEST_CASE("Instructions must lie in DRAM, and there must be one") {
    Bench bench;
    std::array<std::uint64_t, isa::kBaseRegisterCount> base{0xFFFF8, 0, 0, 0, 0, 0};
    CHECK_THROWS_AS(bench.simulator.run(base, 1, bench.dram), ProgramError);
    CHECK_THROWS_AS(bench.simulator.run({}, 1, bench.dram), ProgramError);
    base[0] = 0x1000;
    CHECK_THROWS_AS(bench.simulator.run(base, 0, bench.dram), ProgramError);
}

TEST_CASE("A narrow STORE with y_size 0 stores 65536 rows, a wide one is an error") {
    isa::HardwareParameters parameters;
    const auto bus = GENERATE(64u, 128u);
    parameters.memory_data_bits = bus;
    Bench bench(parameters);
    isa::Instruction every = store(0, 0x1000, 0, 1);
    every.x_stride = 0;  // all rows to one place; the last one is tensor 65535 modulo the depth
    const std::uint32_t depth = bench.config.depth(MemoryType::kOut);
    bench.simulator.machine().scratchpad(MemoryType::kOut)[16 * (depth - 1)] = 42;
    if (bus == 64) {
        CHECK(bench.run({every, finish()}).finished);
        CHECK(bench.dram.data()[0x10000] == 42);
    } else {
        CHECK_THROWS_AS(bench.run({every, finish()}), ProgramError);
    }
}

TEST_CASE("Clearing DRAM leaves its bytes where they are") {
    Dram dram(1u << 20);
    std::uint8_t* const before = dram.data();
    dram.data()[12345] = 7;
    dram.clear();
    CHECK(dram.data() == before);
    CHECK(dram.data()[12345] == 0);
}

TEST_CASE("A run that is told to stop ends unfinished") {
    Bench bench;
    isa::Instruction gemm;
    gemm.opcode = isa::Opcode::kGemm;  // 2^42 operations
    const isa::Program program = program_of(bench.config, {gemm, finish()});
    place_instructions(program, bench.dram);
    int asked = 0;
    const RunResult result =
        bench.simulator.run(program.base, 2, bench.dram, [&] { return ++asked > 2; });
    CHECK_FALSE(result.finished);
}

}  // namespace vta::tests
