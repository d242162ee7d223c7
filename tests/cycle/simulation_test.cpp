// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/error.h"
#include "isa/codec.h"
#include "isa/registers.h"
#include "isa/stuck.h"
#include "models/cycle/simulation.h"
#include "tests/cycle/golden_slice.h"

namespace vta {
namespace {

using isa::Instruction;
using isa::Opcode;

const isa::HardwareConfig kConfig;

Instruction finish() { return Instruction{}; }

Instruction sync(isa::MemoryType type) {
    Instruction instruction;
    instruction.opcode = Opcode::kLoad;
    instruction.memory_type = type;
    return instruction;
}

Instruction load_inp(std::uint32_t dram_base) {
    Instruction instruction = sync(isa::MemoryType::kInp);
    instruction.dram_base = dram_base;
    instruction.x_size = instruction.y_size = instruction.x_stride = 1;
    return instruction;
}

Instruction gemm(std::uint16_t iterations) {
    Instruction instruction;
    instruction.opcode = Opcode::kGemm;
    instruction.uop_end = 1;
    instruction.iter_out = iterations;
    instruction.iter_in = 1;
    return instruction;
}

cycle::LaunchResult run(cycle::Simulation& simulation,
                        const std::vector<Instruction>& instructions,
                        const cycle::Simulation::Limits& limits = {}) {
    const isa::Codec codec(kConfig);
    isa::Program program;
    program.base[0] = 0x1000;
    for (const Instruction& instruction : instructions)
        program.instructions.push_back(codec.encode(instruction));
    functional::place_instructions(program, simulation.dram());
    return simulation.launch(
        program.base, static_cast<std::uint32_t>(program.instructions.size()), limits);
}

TEST_CASE("the golden numbers of a few GEMMs come out again after each reset") {
    // Microarchitecture reference 12.3: n x GEMM(N=1), FINISH.
    cycle::Simulation simulation(kConfig, {});
    const std::pair<int, cycle::Cycle> expected[] = {
        {0, 25}, {1, 35}, {6, 85}, {7, 95}, {8, 103}, {15, 159}, {19, 191}};
    for (int round = 0; round < 2; ++round) {
        for (const auto& [gemms, cycles] : expected) {
            std::vector<Instruction> program(static_cast<std::size_t>(gemms), gemm(1));
            program.push_back(finish());
            CHECK(run(simulation, program).cycles == cycles);
        }
        simulation.reset();
    }
}

TEST_CASE("a pop without a push ends at once, naming who waits for what") {
    cycle::Simulation simulation(kConfig, {});
    Instruction waiting = gemm(1);
    waiting.pop_prev = true;
    try {
        run(simulation, {load_inp(0x800), waiting, finish()});
        FAIL("no error");
    } catch (const isa::StuckError& error) {
        REQUIRE(error.state().waiting.size() == 1);
        CHECK(error.state().waiting[0].module == isa::Module::kCompute);
        CHECK(error.state().waiting[0].index == 1);
        CHECK(error.state().waiting[0].lacks_prev);
        CHECK(error.state().executed[0] == 1);
        CHECK(error.exit_code() == ExitCode::kDeadlock);
    }
    // Another program runs after a reset.
    simulation.reset();
    CHECK(run(simulation, {finish()}).cycles == 25);
}

TEST_CASE("a full command queue that never drains is found") {
    cycle::Simulation simulation(
        tests::with(kConfig, [](auto& parameters) { parameters.instruction_queue_depth = 4; }), {});
    Instruction waiting = sync(isa::MemoryType::kInp);
    waiting.pop_next = true;
    std::vector<Instruction> program(6, waiting);
    program.push_back(finish());
    try {
        run(simulation, program);
        FAIL("no error");
    } catch (const isa::StuckError& error) {
        REQUIRE(error.state().blocked_dispatch.has_value());
        CHECK(*error.state().blocked_dispatch == 4);
        CHECK(error.state().dispatched == 4);
        CHECK(error.state().count == 7);
    }
}

TEST_CASE("what hardware could only hang on is an error that names the instruction") {
    cycle::Simulation simulation(kConfig, {});
    Instruction no_rows = load_inp(0x800);
    no_rows.y_size = 0;
    CHECK_THROWS_WITH(run(simulation, {no_rows, finish()}),
                      Catch::Contains("instruction 0") && Catch::Contains("y_size 0"));
    simulation.reset();
    CHECK_THROWS_WITH(run(simulation, {finish(), load_inp(0)}), Catch::Contains("address 0"));
    simulation.reset();
    CHECK_THROWS_WITH(run(simulation, {}), Catch::Contains("instruction count of 0"));
    simulation.reset();
    isa::Program undecodable;
    undecodable.base[0] = 0x1000;
    undecodable.instructions = {{5, 0}, {3, 0}};
    functional::place_instructions(undecodable, simulation.dram());
    CHECK_THROWS_WITH(simulation.launch(undecodable.base, 2, {}),
                      Catch::Contains("instruction 0") && Catch::Contains("opcode 5"));
}

TEST_CASE("an undecodable instruction behind FINISH does not matter") {
    cycle::Simulation simulation(kConfig, {});
    isa::Program program;
    program.base[0] = 0x1000;
    program.instructions = {{3, 0}, {5, 0}};
    functional::place_instructions(program, simulation.dram());
    CHECK(simulation.launch(program.base, 2, {}).finished);
}

TEST_CASE("a cycle limit ends a run with what was done so far") {
    cycle::Simulation simulation(kConfig, {});
    cycle::Simulation::Limits limits;
    limits.max_cycles = 10'000;
    const cycle::LaunchResult result = run(simulation, {gemm(10), gemm(16383), finish()}, limits);
    CHECK_FALSE(result.finished);
    CHECK(result.cycles == 10'000);
    CHECK(result.instructions == 2);
    simulation.reset();
    CHECK(run(simulation, {finish()}).cycles == 25);
}

TEST_CASE("a stop request ends a run") {
    cycle::Simulation simulation(kConfig, {});
    cycle::Simulation::Limits limits;
    int asked = 0;
    limits.stop = [&] { return ++asked > 2; };
    std::vector<Instruction> program(2000, gemm(16383));
    program.push_back(finish());
    CHECK_FALSE(run(simulation, program, limits).finished);
    CHECK(asked > 2);
}

TEST_CASE("registers drive a launch as launch() does") {
    cycle::Simulation simulation(kConfig, {});
    const isa::Codec codec(kConfig);
    isa::Program program;
    program.base[0] = 0x2000;
    program.instructions = {codec.encode(gemm(1)), codec.encode(finish())};
    functional::place_instructions(program, simulation.dram());
    simulation.write_register(isa::RegisterMap::kInstructionCount, 2);
    simulation.write_register(isa::RegisterMap::kFirstBase, 0x2000);
    simulation.write_register(isa::RegisterMap::kControl, isa::RegisterMap::kLaunch);
    CHECK(simulation.run({}).cycles == 35);
    CHECK(simulation.read_register(isa::RegisterMap::kControl) == isa::RegisterMap::kFinish);
    CHECK(simulation.read_register(isa::RegisterMap::kCycles) == 35);
    CHECK(simulation.read_register(0x24) == 1);
}

TEST_CASE("tokens beyond 255 are lost") {
    cycle::Simulation simulation(kConfig, {});
    Instruction push = sync(isa::MemoryType::kInp);
    push.push_next = true;
    Instruction pop = sync(isa::MemoryType::kUop);
    pop.pop_prev = true;
    // The pops wait behind a GEMM until all pushes have happened.
    const auto program = [&](int pops) {
        std::vector<Instruction> instructions{gemm(16383)};
        instructions.insert(instructions.end(), 257, push);
        instructions.insert(instructions.end(), static_cast<std::size_t>(pops), pop);
        instructions.push_back(finish());
        return instructions;
    };
    CHECK(run(simulation, program(255)).finished);
    simulation.reset();
    CHECK_THROWS_AS(run(simulation, program(256)), isa::StuckError);
}

}  // namespace
}  // namespace vta
