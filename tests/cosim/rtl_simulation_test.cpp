// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <vector>

#include "base/error.h"
#include "cosim/random_program.h"
#include "cosim/rtl_simulation.h"
#include "isa/codec.h"
#include "isa/stuck.h"
#include "models/functional/simulator.h"
#include "sim/compare.h"
#include "sim/crc32.h"
#include "sim/timeline_recorder.h"
#include "sim/vector_replayer.h"
#include "tests/cosim/rtl_support.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

using cosim::MemoryBehaviour;
using cosim::RtlSimulation;
using isa::Instruction;
using isa::Opcode;

RtlSimulation::Options options(MemoryBehaviour memory = MemoryBehaviour::kFixed,
                               std::uint64_t seed = 1) {
    RtlSimulation::Options options;
    options.library = de10nano_library();
    options.memory = memory;
    options.seed = seed;
    return options;
}

/// Runs a vector as recorded and compares everything.
sim::Comparison replay(const sim::Vector& vector) {
    RtlSimulation::Options rtl = options();
    const isa::Program first = sim::first_program(de10nano(), vector);
    rtl.dram_bytes = first.dram_bytes;
    RtlSimulation simulation(de10nano(), rtl);
    functional::place(first, simulation.dram());
    sim::TimelineRecorder recorder;
    simulation.observe(&recorder);
    sim::Comparison comparison;
    for (std::size_t launch = 0; launch < vector.launches.size(); ++launch) {
        const isa::Program program = sim::to_program(vector, launch);
        functional::place_instructions(program, simulation.dram());
        const auto count = static_cast<std::uint32_t>(program.instructions.size());
        const cycle::LaunchResult result = simulation.launch(program.base, count, {});
        REQUIRE(result.finished);
        sim::LaunchRecord got;
        got.instructions = program.instructions;
        got.cycles = static_cast<std::uint64_t>(result.cycles);
        got.acc_writes = result.acc_writes;
        got.read_bursts = result.read_bursts;
        got.read_beats = result.read_beats;
        got.write_bursts = result.write_bursts;
        got.write_beats = result.write_beats;
        recorder.store(result.cycles, got);
        if (vector.launches[launch].dram_crc32)
            got.dram_crc32 = sim::crc32(simulation.dram().data(), vector.dram_bytes);
        sim::compare_launch(
            vector.launches[launch], got, {}, isa::Codec(de10nano()), "", comparison);
    }
    return comparison;
}

std::vector<std::uint8_t> bytes_of(const functional::Machine& machine, isa::MemoryType type) {
    const std::uint8_t* bytes = machine.scratchpad(type);
    return {bytes, bytes + machine.scratchpad_bytes(type)};
}

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

cycle::LaunchResult run(RtlSimulation& simulation,
                        const std::vector<Instruction>& instructions,
                        const cycle::Simulation::Limits& limits = {}) {
    const isa::Codec codec(de10nano());
    isa::Program program;
    program.base[0] = 0x1000;
    for (const Instruction& instruction : instructions)
        program.instructions.push_back(codec.encode(instruction));
    functional::place_instructions(program, simulation.dram());
    return simulation.launch(
        program.base, static_cast<std::uint32_t>(program.instructions.size()), limits);
}

TEST_CASE("The RTL gives every recorded field of the golden programs") {
    int programs = 0;
    for_each_golden_of("de10nano", [&](const sim::Vector& vector) {
        CAPTURE(vector.where(), vector.name);
        const sim::Comparison comparison = replay(vector);
        if (!comparison.differences.empty()) FAIL_CHECK(comparison.differences[0].text());
        CHECK(comparison.compared_fields > 5);
        ++programs;
    });
    CHECK(programs > 100);
}

TEST_CASE("Latency, jitter and stalls change no byte of race-free programs") {
    const std::uint64_t seed = test_seed(1);
    cosim::RandomProgramOptions programs;
    for (std::uint64_t n = 0; n < 60; ++n) {
        CAPTURE(seed + n);
        const isa::Program program = cosim::make_random_program(de10nano(), programs, seed + n);
        const auto count = static_cast<std::uint32_t>(program.instructions.size());
        functional::Dram expected(program.dram_bytes);
        functional::place(program, expected);
        functional::Simulator model(de10nano());
        model.run(program.base, count, expected);

        RtlSimulation::Options rtl =
            options(n % 2 == 0 ? MemoryBehaviour::kJitter : MemoryBehaviour::kStall, seed + n);
        rtl.dram_bytes = program.dram_bytes;
        RtlSimulation simulation(de10nano(), rtl);
        functional::place(program, simulation.dram());
        REQUIRE(simulation.launch(program.base, count, {}).finished);
        CHECK(std::equal(
            expected.data(), expected.data() + expected.size(), simulation.dram().data()));
        for (std::uint32_t type = 0; type <= 4; ++type) {
            CAPTURE(type);
            const auto memory = static_cast<isa::MemoryType>(type);
            CHECK(simulation.scratchpad(memory) == bytes_of(model.machine(), memory));
        }
    }
}

TEST_CASE("A seed gives the same stalls again, and stalls cost cycles") {
    const auto cycles = [](MemoryBehaviour memory, std::uint64_t seed) {
        RtlSimulation simulation(de10nano(), options(memory, seed));
        return run(simulation, {load_inp(0x800), load_inp(0x810), gemm(3), Instruction{}}).cycles;
    };
    const auto stalled = cycles(MemoryBehaviour::kStall, 5);
    CHECK(stalled == cycles(MemoryBehaviour::kStall, 5));
    CHECK(cycles(MemoryBehaviour::kFixed, 5) == cycles(MemoryBehaviour::kFixed, 6));
    bool slower = false;
    for (std::uint64_t seed = 5; seed < 10; ++seed)
        slower =
            slower || cycles(MemoryBehaviour::kStall, seed) > cycles(MemoryBehaviour::kFixed, 5);
    CHECK(slower);
}

TEST_CASE("A program that waits for ever ends with who waits for what") {
    RtlSimulation simulation(de10nano(), options());
    Instruction waiting = gemm(1);
    waiting.pop_prev = true;
    try {
        run(simulation, {load_inp(0x800), waiting, Instruction{}});
        FAIL("no error");
    } catch (const isa::StuckError& error) {
        REQUIRE(error.state().waiting.size() == 1);
        CHECK(error.state().waiting[0].module == isa::Module::kCompute);
        CHECK(error.state().waiting[0].index == 1);
        CHECK(error.state().waiting[0].lacks_prev);
        CHECK(error.state().executed[0] == 1);
        CHECK(error.state().dispatched == 3);
    }
    simulation.reset();
    CHECK(run(simulation, {Instruction{}}).cycles == 25);
}

TEST_CASE("A long GEMM is not taken for a program that waits for ever") {
    RtlSimulation simulation(de10nano(), options());
    const auto result = run(simulation, {gemm(16383), Instruction{}});
    CHECK(result.finished);
    CHECK(result.gemm_operations == 16383);
    CHECK(result.acc_writes == 16383);
}

TEST_CASE("What hardware could only hang on is an error that names the instruction") {
    RtlSimulation simulation(de10nano(), options());
    Instruction no_rows = load_inp(0x800);
    no_rows.y_size = 0;
    CHECK_THROWS_WITH(run(simulation, {gemm(1), no_rows, Instruction{}}),
                      Catch::Contains("instruction 1") && Catch::Contains("y_size 0"));
    simulation.reset();
    CHECK_THROWS_WITH(run(simulation, {load_inp(0), gemm(100), Instruction{}}),
                      Catch::Contains("instruction 0") && Catch::Contains("address 0"));
    simulation.reset();
    CHECK_THROWS_WITH(run(simulation, {}), Catch::Contains("instruction count of 0"));
    simulation.reset();
    CHECK_THROWS_WITH(run(simulation, {load_inp(0x100000), gemm(200), Instruction{}}),
                      Catch::Contains("outside of DRAM"));
    simulation.reset();
    CHECK(run(simulation, {Instruction{}}).cycles == 25);
}

TEST_CASE("Limits and stop requests end a run of the RTL") {
    RtlSimulation simulation(de10nano(), options());
    cycle::Simulation::Limits limits;
    limits.max_cycles = 1'000;
    auto result = run(simulation, {gemm(10), gemm(16383), Instruction{}}, limits);
    CHECK_FALSE(result.finished);
    CHECK(result.cycles == 1'000);
    CHECK(result.instructions == 2);
    simulation.reset();
    limits.max_cycles = 0;
    limits.stop = [] { return true; };
    result = run(simulation, std::vector<Instruction>(20, gemm(16383)), limits);
    CHECK_FALSE(result.finished);
    CHECK(result.instructions < 20);
}

TEST_CASE("A build without tracing says so") {
    RtlSimulation simulation(de10nano(), options());
    CHECK_FALSE(simulation.trace("/dev/null"));
    CHECK(simulation.has_probe());
}

}  // namespace
}  // namespace vta::tests
