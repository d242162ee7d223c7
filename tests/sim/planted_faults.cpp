// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/planted_faults.h"

#include "isa/codec.h"

namespace vta::tests {

namespace {

using cosim::Rule;
using isa::Instruction;
using isa::MemoryType;
using isa::Opcode;
using Program = std::vector<Instruction>;

// Places in DRAM, in tensors of their memory: inp 16 bytes, wgt 256, uop 4, acc 64, out 16.
constexpr std::uint32_t kUops = 0x4000 / 4;
constexpr std::uint32_t kAcc = 0x6000 / 64;
constexpr std::uint32_t kInp = 0x8000 / 16;
constexpr std::uint32_t kWgt = 0xa000 / 256;
constexpr std::uint32_t kOut = 0xc000 / 16;
constexpr std::uint64_t kCode = 0x10000;
constexpr std::uint64_t kDramBytes = 0x20000;

Instruction transfer(Opcode opcode, MemoryType type, std::uint32_t dram, std::uint16_t count) {
    Instruction instruction;
    instruction.opcode = opcode;
    instruction.memory_type = type;
    instruction.dram_base = dram;
    instruction.y_size = 1;
    instruction.x_size = instruction.x_stride = count;
    return instruction;
}

Instruction operation(Opcode opcode) {
    Instruction instruction;
    instruction.opcode = opcode;
    instruction.uop_end = 1;
    instruction.iter_out = 1;
    instruction.iter_in = 4;
    instruction.dst_factor_in = instruction.src_factor_in = 1;
    return instruction;
}

// Instruction numbers are those that the faults name.
Program good_program() {
    Program p;
    p.push_back(transfer(Opcode::kLoad, MemoryType::kUop, kUops, 8));  // 0
    p.push_back(transfer(Opcode::kLoad, MemoryType::kAcc, kAcc, 4));   // 1
    for (const bool second : {false, true}) {
        p.push_back(transfer(Opcode::kLoad, MemoryType::kInp, kInp, 4));  // 2, 6
        p.back().pop_next = second;
        p.push_back(transfer(Opcode::kLoad, MemoryType::kWgt, kWgt, 2));  // 3, 7
        p.back().push_next = true;
        p.push_back(operation(Opcode::kGemm));  // 4, 8
        p.back().pop_prev = true;
        if (second) {
            p.back().pop_next = true;
            p.push_back(operation(Opcode::kAlu));  // 9
            p.back().use_imm = true;
        } else {
            p.back().push_prev = true;
        }
        p.back().push_next = true;
        p.push_back(transfer(Opcode::kStore, MemoryType::kOut, kOut + (second ? 4 : 0), 4));
        p.back().pop_prev = p.back().push_prev = true;  // 5, 10
    }
    p.push_back(Instruction{});  // 11: FINISH
    p.back().pop_next = true;
    return p;
}

template <typename Value>
Plant set(std::size_t at, Value Instruction::*member, Value value) {
    return [=](Program& p) { p[at].*member = value; };
}
Plant both(const Plant& one, const Plant& two) {
    return [=](Program& p) {
        one(p);
        two(p);
    };
}
/// A LOAD into `type` from where the first STORE writes, between that and the second round.
Plant load_what_is_stored(MemoryType type, std::uint32_t dram) {
    return [=](Program& p) { p.insert(p.begin() + 6, transfer(Opcode::kLoad, type, dram, 1)); };
}

using U16 = std::uint16_t;
using U32 = std::uint32_t;
constexpr auto kNobody = std::nullopt;

void add_token_faults(std::vector<PlantedFault>& all) {
    const auto lost = [&](std::size_t at, bool Instruction::*flag, const char* name) {
        // The deadlock's explanation names the very instruction.
        all.push_back({"push missing",
                       set(at, flag, false),
                       Rule::kStuck,
                       0,
                       kNobody,
                       "",
                       "instruction " + std::to_string(at) + " (" + name});
    };
    lost(3, &Instruction::push_next, "load wgt");
    lost(4, &Instruction::push_prev, "gemm");
    lost(4, &Instruction::push_next, "gemm");
    lost(5, &Instruction::push_prev, "store");
    lost(7, &Instruction::push_next, "load wgt");
    lost(9, &Instruction::push_next, "alu");
    lost(10, &Instruction::push_prev, "store");
    all.push_back({"pop too many: load", set(2, &Instruction::pop_next, true), Rule::kStuck, 2});
    all.push_back({"pop too many: compute",
                   set(4, &Instruction::pop_next, true),
                   Rule::kStuck,
                   0,
                   kNobody,
                   "",
                   "compute waits at instruction 4"});
    all.push_back({"FINISH waits for nobody",
                   set(11, &Instruction::pop_next, false),
                   Rule::kAfterFinish,
                   10});
    all.push_back({"token left", set(8, &Instruction::push_prev, true), Rule::kTokensLeft, 8});
    all.push_back({"load has no prev", set(2, &Instruction::push_prev, true), Rule::kTokenFlag, 2});
    all.push_back({"nor to pop", set(3, &Instruction::pop_prev, true), Rule::kTokenFlag, 3});
    all.push_back(
        {"store has no next", set(5, &Instruction::push_next, true), Rule::kTokenFlag, 5});
    all.push_back({"256 tokens",
                   [](Program& p) {
                       Instruction sync = transfer(Opcode::kLoad, MemoryType::kInp, 0, 0);
                       sync.push_next = true;
                       p.insert(p.end() - 1, 260, sync);
                   },
                   Rule::kTokenOverflow,
                   11 + 254});
    all.push_back({"no FINISH", [](Program& p) { p.pop_back(); }, Rule::kNoFinish, 0});
}

void add_races(std::vector<PlantedFault>& all) {
    const auto race = [&](const char* what, const Plant& plant, U32 a, U32 b, const char* memory) {
        all.push_back({what, plant, Rule::kRace, a, b, memory});
    };
    race("GEMM does not wait: inp", set(4, &Instruction::pop_prev, false), 2, 4, "inp");
    race("GEMM does not wait: wgt", set(4, &Instruction::pop_prev, false), 3, 4, "wgt");
    race("second GEMM does not wait", set(8, &Instruction::pop_prev, false), 6, 8, "inp");
    race("inputs overwritten", set(6, &Instruction::pop_next, false), 4, 6, "inp");
    race("weights overwritten", set(6, &Instruction::pop_next, false), 4, 7, "wgt");
    race("store does not wait", set(5, &Instruction::pop_prev, false), 4, 5, "out");
    race("results overwritten", set(8, &Instruction::pop_next, false), 5, 8, "out");
    race("second store does not wait", set(10, &Instruction::pop_prev, false), 9, 10, "out");
    race("token too early: weights", set(2, &Instruction::push_next, true), 3, 4, "wgt");
    race("flag at the wrong load",
         both(set(2, &Instruction::push_next, true), set(3, &Instruction::push_next, false)),
         3,
         4,
         "wgt");
    race("token too early: load", set(0, &Instruction::push_prev, true), 4, 6, "inp");
    race("token too early: store", set(0, &Instruction::push_next, true), 4, 5, "out");
    race("stores over inputs", set(5, &Instruction::dram_base, kInp), 5, 6, "DRAM");
    race("stores over weights", set(5, &Instruction::dram_base, kWgt * 16), 5, 7, "DRAM");
    race("stores over micro-ops", load_what_is_stored(MemoryType::kUop, kOut * 4), 5, 6, "DRAM");
    race("stores over accumulators", load_what_is_stored(MemoryType::kAcc, kOut / 4), 5, 6, "DRAM");
    all.push_back({"stores over instructions",
                   set(5, &Instruction::dram_base, static_cast<U32>(kCode / 16)),
                   Rule::kInstructionRace,
                   5});
    all.push_back({"loads stored micro-ops",
                   load_what_is_stored(MemoryType::kUop, kOut * 4),
                   Rule::kUnknownUops,
                   6});
}

void add_bounds(std::vector<PlantedFault>& all) {
    const auto beyond = [&](const char* what, std::size_t at, U16 sram) {
        all.push_back({what,
                       set(at, &Instruction::sram_base, sram),
                       Rule::kScratchpadRange,
                       static_cast<U32>(at)});
    };
    beyond("uop memory", 0, 2044);
    beyond("acc memory", 1, 2046);
    beyond("inp memory", 2, 2046);
    beyond("wgt memory", 3, 1023);
    beyond("out memory", 5, 2047);
    const auto wrong = [&](const char* what, const Plant& plant, Rule rule, U32 at) {
        all.push_back({what, plant, rule, at});
    };
    wrong("acc index", set(4, &Instruction::dst_factor_in, U16{700}), Rule::kScratchpadRange, 4);
    wrong("inp index", set(4, &Instruction::src_factor_in, U16{700}), Rule::kScratchpadRange, 4);
    wrong("wgt index", set(4, &Instruction::wgt_factor_in, U16{400}), Rule::kScratchpadRange, 4);
    wrong("micro-ops", set(4, &Instruction::uop_end, U16{2049}), Rule::kUopRange, 4);
    wrong("load beyond DRAM", set(2, &Instruction::dram_base, U32{0x2000}), Rule::kDramRange, 2);
    wrong("store beyond DRAM", set(10, &Instruction::dram_base, U32{0x1ffe}), Rule::kDramRange, 10);
    wrong("page 0", set(2, &Instruction::dram_base, U32{8}), Rule::kReservedPage, 2);
    wrong(
        "offset wraps", set(2, &Instruction::dram_base, 0x10000000u + kInp), Rule::kBaseOverlap, 2);
    wrong("no inner loop", set(4, &Instruction::iter_in, U16{0}), Rule::kZeroCount, 4);
    wrong("no outer loop", set(9, &Instruction::iter_out, U16{0}), Rule::kZeroCount, 9);
    wrong("no micro-ops", set(8, &Instruction::uop_end, U16{0}), Rule::kZeroCount, 8);
    wrong("no rows loaded", set(2, &Instruction::y_size, U16{0}), Rule::kZeroCount, 2);
    wrong("no rows stored", set(10, &Instruction::y_size, U16{0}), Rule::kZeroCount, 10);
    wrong("reads the old value", set(9, &Instruction::src_factor_in, U16{0}), Rule::kAluLag, 9);
    wrong("one destination", set(9, &Instruction::dst_factor_in, U16{0}), Rule::kAluRepeat, 9);
    wrong("accumulates",
          both(set(9, &Instruction::dst_factor_in, U16{0}), set(9, &Instruction::use_imm, false)),
          Rule::kAluRepeat,
          9);
}

}  // namespace

isa::Program program_of_faults(const Plant& plant) {
    Program instructions = good_program();
    if (plant) plant(instructions);
    const isa::HardwareConfig config;
    const isa::Codec codec(config);
    isa::Program program;
    program.name = "planted";
    program.base[0] = kCode;
    program.dram_bytes = kDramBytes;
    for (const Instruction& instruction : instructions)
        program.instructions.push_back(codec.encode(instruction));
    return program;
}

std::vector<PlantedFault> planted_faults() {
    std::vector<PlantedFault> all;
    add_token_faults(all);
    add_races(all);
    add_bounds(all);
    return all;
}

}  // namespace vta::tests
