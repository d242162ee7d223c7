// SPDX-License-Identifier: Apache-2.0
#include "cosim/legality.h"

#include <catch2/catch.hpp>
#include <functional>

#include "cosim/random_program.h"
#include "isa/codec.h"
#include "tests/cosim/random_configs.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

using cosim::Rule;
using isa::Instruction;
using isa::MemoryType;
using isa::Opcode;

Instruction memory(Opcode opcode, MemoryType type, std::uint32_t dram_base) {
    Instruction instruction;
    instruction.opcode = opcode;
    instruction.memory_type = type;
    instruction.dram_base = dram_base;
    instruction.y_size = instruction.x_size = instruction.x_stride = 1;
    return instruction;
}

Instruction operation(Opcode opcode) {
    Instruction instruction;
    instruction.opcode = opcode;
    instruction.uop_end = instruction.iter_out = instruction.iter_in = 1;
    return instruction;
}

/// LOAD inp 0, GEMM on it, STORE out 0, FINISH, in order; micro-ops are zero.
std::vector<Instruction> small_program() {
    Instruction load = memory(Opcode::kLoad, MemoryType::kInp, 0x1000);
    load.push_next = true;
    Instruction gemm = operation(Opcode::kGemm);
    gemm.pop_prev = gemm.push_next = true;
    Instruction store = memory(Opcode::kStore, MemoryType::kOut, 0x2000);
    store.pop_prev = store.push_prev = true;
    Instruction finish;
    finish.pop_next = true;
    return {load, gemm, store, finish};
}

isa::Program program_of(const isa::HardwareConfig& config,
                        const std::vector<Instruction>& instructions) {
    isa::Program program;
    program.base[0] = 0x8000;
    program.dram_bytes = 0x40000;
    const isa::Codec codec(config);
    for (const Instruction& instruction : instructions)
        program.instructions.push_back(codec.encode(instruction));
    return program;
}

cosim::LegalityReport check(const std::vector<Instruction>& instructions) {
    const isa::HardwareConfig config;
    return cosim::check_legality(config, program_of(config, instructions));
}

/// The small program with one instruction changed breaks this rule, at that instruction.
void breaks(Rule rule, std::size_t at, const std::function<void(Instruction&)>& change) {
    auto instructions = small_program();
    change(instructions[at]);
    const auto report = check(instructions);
    INFO(report.to_string());
    REQUIRE_FALSE(report.violations.empty());
    CHECK(cosim::to_string(report.violations[0].rule) == std::string(cosim::to_string(rule)));
    CHECK(report.violations[0].index == at);
}

}  // namespace

TEST_CASE("A small ordered program is legal and race-free") {
    const auto report = check(small_program());
    INFO(report.to_string());
    CHECK(report.legal());
    CHECK(report.race_free());
}

TEST_CASE("The checker names the broken rule and the instruction") {
    breaks(Rule::kTokenFlag, 0, [](Instruction& load) { load.push_prev = true; });
    breaks(Rule::kTokenFlag, 2, [](Instruction& store) { store.push_next = true; });
    breaks(Rule::kZeroCount, 0, [](Instruction& load) { load.y_size = 0; });
    breaks(Rule::kZeroCount, 1, [](Instruction& gemm) { gemm.iter_in = 0; });
    breaks(Rule::kZeroCount, 1, [](Instruction& gemm) { gemm.uop_end = 0; });
    breaks(Rule::kUopRange, 1, [](Instruction& gemm) { gemm.uop_end = 2049; });
    breaks(Rule::kScratchpadRange, 0, [](Instruction& load) {
        load.sram_base = 2047;
        load.x_pad_1 = 1;
    });
    breaks(Rule::kScratchpadRange, 2, [](Instruction& store) {
        store.sram_base = 2000;
        store.y_size = 49;
    });
    breaks(Rule::kScratchpadRange, 1, [](Instruction& gemm) {
        gemm.iter_out = 1025;
        gemm.wgt_factor_out = 1;
    });
    breaks(Rule::kDramRange, 0, [](Instruction& load) {
        load.dram_base = 0x3fff;
        load.x_size = 2;
    });
    breaks(Rule::kReservedPage, 0, [](Instruction& load) { load.dram_base = 0xff; });
    breaks(Rule::kBaseOverlap, 0, [](Instruction& load) { load.dram_base = 0x10001000; });
    breaks(Rule::kInstructionRace, 2, [](Instruction& store) { store.dram_base = 0x803; });
}

TEST_CASE("The checker accepts indices up to the last tensor") {
    auto instructions = small_program();
    instructions[0].sram_base = 2046;
    instructions[0].x_pad_1 = 1;
    instructions[1].iter_out = 1024;
    instructions[1].wgt_factor_out = 1;
    instructions[2].sram_base = 2000;
    instructions[2].y_size = 48;
    instructions[2].dram_base = 0x3fd0;
    CHECK(check(instructions).race_free());
}

TEST_CASE("The checker reports words without a decoding, missing FINISH and stuck programs") {
    const isa::HardwareConfig config;
    isa::Program program = program_of(config, small_program());
    program.instructions[1].low |= 7;
    auto report = cosim::check_legality(config, program);
    REQUIRE(report.violations.size() == 1);
    CHECK(report.violations[0].rule == Rule::kUndecodable);

    auto instructions = small_program();
    instructions[0].push_next = false;
    report = check(instructions);
    REQUIRE_FALSE(report.legal());
    CHECK(report.violations[0].rule == Rule::kStuck);
    CHECK_THAT(report.violations[0].message, Catch::Contains("load to compute"));

    instructions = small_program();
    instructions.pop_back();
    report = check(instructions);
    REQUIRE_FALSE(report.legal());
    CHECK(report.violations[0].rule == Rule::kNoFinish);

    instructions = small_program();
    instructions.back().pop_next = false;
    report = check(instructions);
    REQUIRE_FALSE(report.legal());
    CHECK(report.violations[0].rule == Rule::kAfterFinish);
    CHECK(report.violations[0].index == 2);
}

TEST_CASE("The checker counts the tokens that may lie in a queue") {
    for (const std::uint32_t pushes : {255u, 256u}) {
        std::vector<Instruction> instructions;
        Instruction sync = memory(Opcode::kLoad, MemoryType::kInp, 0);
        sync.x_size = 0;
        sync.push_next = true;
        for (std::uint32_t n = 0; n < pushes; ++n) instructions.push_back(sync);
        instructions.push_back(Instruction());
        const auto report = check(instructions);
        INFO(report.to_string());
        CHECK(report.legal() == (pushes == 255));
        if (!report.legal()) CHECK(report.violations[0].rule == Rule::kTokenOverflow);
    }
}

TEST_CASE("The checker names both instructions of a race") {
    auto instructions = small_program();
    // A second LOAD of the tensor that the GEMM reads: nothing makes it wait for the GEMM.
    Instruction again = memory(Opcode::kLoad, MemoryType::kInp, 0x1001);
    again.push_next = true;
    instructions.insert(instructions.begin() + 2, again);
    instructions.back().pop_prev = true;
    auto report = check(instructions);
    INFO(report.to_string());
    REQUIRE(report.violations.size() == 1);
    CHECK(report.legal());
    CHECK(report.violations[0].rule == Rule::kRace);
    const std::uint32_t at = report.violations[0].index, other = *report.violations[0].other;
    CHECK(std::minmax(at, other) == std::minmax(1u, 2u));
    CHECK_THAT(report.violations[0].message, Catch::Contains("inp tensor 0"));

    // A token from the GEMM orders them.
    instructions[1].push_prev = true;
    instructions[2].pop_next = true;
    CHECK(check(instructions).race_free());
    // So does reading another tensor.
    instructions[1].push_prev = instructions[2].pop_next = false;
    instructions[2].sram_base = 1;
    CHECK(check(instructions).race_free());
}

TEST_CASE("The checker finds races in DRAM") {
    auto instructions = small_program();
    // What the STORE writes is loaded again, with nothing in between.
    Instruction again = memory(Opcode::kLoad, MemoryType::kWgt, 0x200);
    again.sram_base = 1;
    again.push_next = true;
    instructions.insert(instructions.begin() + 3, again);
    instructions.back().pop_prev = true;
    const auto report = check(instructions);
    REQUIRE(report.violations.size() == 1);
    CHECK(report.violations[0].rule == Rule::kRace);
    CHECK_THAT(report.violations[0].message, Catch::Contains("DRAM bytes"));
    instructions[3].dram_base = 0x201;  // the next 256 bytes
    CHECK(check(instructions).race_free());
}

TEST_CASE("Rows that interleave in DRAM do not race; a race names the bytes of its first row") {
    auto instructions = small_program();
    Instruction& store = instructions[2];  // tensors 0x2000, 0x2004, 0x2008 of 16 bytes
    store.y_size = 3;
    store.x_stride = 4;
    Instruction again = memory(Opcode::kLoad, MemoryType::kInp, 0x2001);  // ..., 0x2005, 0x2009
    again.sram_base = 1;
    again.y_size = 3;
    again.x_stride = 4;
    again.push_next = true;
    instructions.insert(instructions.begin() + 3, again);
    instructions.back().pop_prev = true;
    CHECK(check(instructions).race_free());

    const auto races_for = [&](std::uint64_t first, std::uint64_t last) {
        const auto report = check(instructions);
        INFO(report.to_string());
        REQUIRE(report.violations.size() == 1);
        REQUIRE(report.violations[0].place);
        CHECK(report.violations[0].place->memory == "DRAM");
        CHECK(report.violations[0].place->first == first);
        CHECK(report.violations[0].place->last == last);
    };
    instructions[3].x_stride = 3;  // the second row is the STORE's second
    races_for(0x20040, 0x2004f);
    // Without gaps: the STORE covers 0x2000 to 0x2002, the LOAD 0x2001 to 0x2003.
    instructions[2].x_stride = instructions[3].x_stride = 1;
    races_for(0x20010, 0x2001f);
    instructions[3].dram_base = 0x2003;
    CHECK(check(instructions).race_free());
}

TEST_CASE("The checker finds the lag of the ALU and nothing else") {
    auto instructions = small_program();
    instructions[1].opcode = Opcode::kAlu;
    Instruction& alu = instructions[1];
    alu.iter_in = 4;
    const auto lags = [&](std::uint16_t dst, std::uint16_t src) {
        alu.dst_factor_in = dst;
        alu.src_factor_in = src;
        const auto report = check(instructions);
        const bool lag = !report.violations.empty() && report.violations[0].rule == Rule::kAluLag;
        CHECK(report.violations.size() == (lag ? 1 : 0));
        return lag;
    };
    CHECK(lags(0, 0));        // one tensor over and over
    CHECK_FALSE(lags(1, 1));  // in place
    CHECK_FALSE(lags(0, 1));
    CHECK(lags(1, 0));  // the second reads 0, which the first wrote
    CHECK(lags(3, 2));  // the fourth reads 6, which the third wrote
    CHECK_FALSE(lags(2, 3));
}

TEST_CASE("A deleted token makes random programs racy, unordered or stuck in the checker's eyes") {
    const std::uint64_t seed = test_seed(3);
    const auto configs = random_program_configs();
    std::uint32_t needed = 0, deleted = 0;
    for (std::uint64_t n = 0; n < 60; ++n) {
        const isa::HardwareConfig& config = configs[n % configs.size()];
        const isa::Codec codec(config);
        isa::Program program = cosim::make_random_program(config, {}, seed + n);
        for (isa::Word128& word : program.instructions) {
            Instruction instruction = *codec.decode(word);
            if (!instruction.push_prev && !instruction.push_next) continue;
            instruction.push_prev = instruction.push_next = false;
            word = codec.encode(instruction);
            ++deleted;
            needed += cosim::check_legality(config, program).race_free() ? 0 : 1;
            break;
        }
    }
    CHECK(deleted > 40);
    // The others had tokens to spare.
    CHECK(needed > deleted / 2);
}

}  // namespace vta::tests
