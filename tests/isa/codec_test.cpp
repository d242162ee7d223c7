// SPDX-License-Identifier: Apache-2.0
#include "isa/codec.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "tests/isa/isa_fixtures.h"
#include "tests/support/test_data.h"

using namespace vta::isa;
using vta::ProgramError;
using vta::tests::word_of;

namespace {

Instruction memory(Opcode opcode, MemoryType type) {
    Instruction i;
    i.opcode = opcode;
    i.memory_type = type;
    return i;
}

Instruction block(Instruction i,
                  std::uint16_t sram,
                  std::uint32_t dram,
                  std::uint16_t y,
                  std::uint16_t x,
                  std::uint16_t stride) {
    i.sram_base = sram;
    i.dram_base = dram;
    i.y_size = y;
    i.x_size = x;
    i.x_stride = stride;
    return i;
}

Instruction loops(
    Opcode opcode, std::uint16_t begin, std::uint16_t end, std::uint16_t out, std::uint16_t in) {
    Instruction i;
    i.opcode = opcode;
    i.uop_begin = begin;
    i.uop_end = end;
    i.iter_out = out;
    i.iter_in = in;
    return i;
}

struct Golden {
    const char* what;
    const char* word;
    Instruction instruction;
};

std::vector<Golden> memory_goldens() {
    std::vector<Golden> all;
    all.push_back({"FINISH", "0000000000000000_0000000000000003", {}});
    Instruction i = memory(Opcode::kStore, MemoryType::kUop);
    i.push_prev = true;
    all.push_back({"NOP store", "0000000000000000_0000000000000021", i});
    i = memory(Opcode::kLoad, MemoryType::kInp);
    i.push_next = true;
    all.push_back({"NOP load", "0000000000000000_0000000000000140", i});
    i = memory(Opcode::kLoad, MemoryType::kUop);
    i.pop_prev = i.pop_next = true;
    all.push_back({"NOP compute", "0000000000000000_0000000000000018", i});
    i = block(memory(Opcode::kLoad, MemoryType::kInp), 0x12, 0x400100, 3, 5, 16);
    i.pop_next = true;
    i.y_pad_0 = 1;
    i.y_pad_1 = 2;
    i.x_pad_0 = 3;
    i.x_pad_1 = 4;
    all.push_back({"LOAD INP", "4321001000050003_0001000400004910", i});
    i = block(memory(Opcode::kLoad, MemoryType::kWgt), 0, 0x40020, 1, 1, 1);
    i.push_next = true;
    all.push_back({"LOAD WGT", "0000000100010001_00001000800000c0", i});
    i = block(memory(Opcode::kLoad, MemoryType::kAcc), 2047, 0xffffffff, 1, 1, 1);
    all.push_back({"LOAD ACC", "0000000100010001_03fffffffc1ffd80", i});
    i = block(memory(Opcode::kStore, MemoryType::kOut), 0, 0x400300, 1, 4, 4);
    i.pop_prev = i.push_prev = true;
    all.push_back({"STORE OUT", "0000000400040001_0001000c00000229", i});
    return all;
}

std::vector<Golden> compute_goldens() {
    std::vector<Golden> all;
    Instruction i = loops(Opcode::kGemm, 0, 1, 4, 1);
    i.reset = i.push_prev = true;
    i.dst_factor_out = 1;
    all.push_back({"GEMM reset", "0000000000000001_00020020002000a2", i});
    i = loops(Opcode::kGemm, 0x123, 0x2000, 16383, 2);
    i.dst_factor_out = 1;
    i.dst_factor_in = 2;
    i.src_factor_out = 3;
    i.src_factor_in = 4;
    i.wgt_factor_out = 5;
    i.wgt_factor_in = 6;
    all.push_back({"GEMM", "0180500800c01001_0005fffc00012302", i});
    i = loops(Opcode::kAlu, 2, 3, 1, 4);
    i.alu_opcode = AluOpcode::kShr;
    i.use_imm = i.push_next = true;
    i.imm = 8;
    i.dst_factor_in = i.src_factor_in = 1;
    all.push_back({"ALU SHR", "0008b00200000800_0008000800600244", i});
    i = loops(Opcode::kAlu, 0, 1, 1, 1);
    i.alu_opcode = AluOpcode::kMax;
    i.use_imm = true;
    i.imm = -1;
    all.push_back({"ALU MAX", "ffff900000000000_0002000800200004", i});
    return all;
}

}  // namespace

TEST_CASE("Codec agrees with the golden encodings both ways") {
    const Codec codec{HardwareConfig()};
    std::vector<Golden> all = memory_goldens();
    for (Golden& golden : compute_goldens()) all.push_back(golden);
    REQUIRE(all.size() == 12);
    for (const Golden& golden : all) {
        CAPTURE(golden.what);
        CHECK(codec.encode(golden.instruction) == word_of(golden.word));
        REQUIRE(codec.decode(word_of(golden.word)));
        CHECK(*codec.decode(word_of(golden.word)) == golden.instruction);
        CHECK(codec.undecodable_reason(word_of(golden.word)).empty());
    }
}

TEST_CASE("Codec agrees with the golden micro-ops both ways") {
    const Codec codec{HardwareConfig()};
    CHECK(codec.encode_uop({1, 2, 3}) == 0x00c01001);
    CHECK(codec.encode_uop({2047, 0, 1023}) == 0xffc007ff);
    CHECK(codec.decode_uop(0x00c01001) == Uop{1, 2, 3});
    CHECK(codec.decode_uop(0xffc007ff) == Uop{2047, 0, 1023});
}

TEST_CASE("Codec decodes the golden submission of the original runtime and encodes it back") {
    static constexpr const char* kWords[] = {"0000000100010001_0000001000000000",
                                             "0000000000000001_00020020002000a2",
                                             "0000000400040001_0001000400000110",
                                             "0000000100010001_00001000800000c0",
                                             "0000000100010001_0000001004000408",
                                             "0000000000400001_0002002000400102",
                                             "0000000100010001_0000001008000800",
                                             "0008b00200000800_0008000800600244",
                                             "0000000400040001_0001000c00000229",
                                             "0000000000000000_0000000000000140",
                                             "0000000000000000_0000000000000018",
                                             "0000000000000000_0000000000000003"};
    const Codec codec{HardwareConfig()};
    for (const char* text : kWords) {
        CAPTURE(text);
        const auto instruction = codec.decode(word_of(text));
        REQUIRE(instruction);
        CHECK(codec.encode(*instruction) == word_of(text));
    }
    const Instruction gemm = *codec.decode(word_of(kWords[5]));
    CHECK(gemm.src_factor_out == 1);
    CHECK(gemm.dst_factor_out == 1);
    CHECK(gemm.uop_begin == 1);
    CHECK(gemm.uop_end == 2);
}

TEST_CASE("Codec places fields by the micro-op index width and the depths") {
    Instruction gemm = loops(Opcode::kGemm, 0, 1, 1, 1);
    Instruction alu;
    alu.opcode = Opcode::kAlu;
    HardwareParameters ten;
    ten.uop_index_bits = 10;
    ten.uop_depth = 1024;
    const Codec narrow{HardwareConfig(ten)};
    // uop_end 28:18, iter_out 42:29, iter_in 56:43
    CHECK(narrow.encode(gemm).low == (2u | 1ull << 18 | 1ull << 29 | 1ull << 43));

    HardwareParameters block_32;
    block_32.block_in = block_32.block_out = 32;
    block_32.inp_depth = block_32.acc_depth = 1024;
    block_32.wgt_depth = 256;
    const Codec wide{HardwareConfig(block_32)};
    gemm.dst_factor_in = gemm.src_factor_out = gemm.src_factor_in = 1;
    gemm.wgt_factor_out = gemm.wgt_factor_in = 1;
    CHECK(wide.encode(gemm).high ==
          (1ull << 10 | 1ull << 20 | 1ull << 30 | 1ull << 40 | 1ull << 48));
    alu.alu_opcode = AluOpcode::kMax;
    alu.use_imm = true;
    alu.imm = 1;
    CHECK(wide.encode(alu).high == (1ull << 40 | 1ull << 43 | 1ull << 44));
}

TEST_CASE("Codec: decoding an encoded instruction gives it back, in every configuration") {
    const auto seed = vta::tests::test_seed(20240613);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (const HardwareParameters& parameters : vta::tests::varied_configurations()) {
        CAPTURE(parameters.name);
        const Codec codec{HardwareConfig(parameters)};
        for (int round = 0; round < 20000; ++round) {
            const Instruction i =
                vta::tests::random_instruction(codec, parameters.acc_bits == 32, random);
            const Word128 word = codec.encode(i);
            const auto back = codec.decode(word);
            if (!back || *back != i) FAIL("round " << round);
        }
        const auto bits = codec.uop_field_bits();
        for (int round = 0; round < 5000; ++round) {
            const Uop uop{static_cast<std::uint16_t>(random() % (1u << bits[0])),
                          static_cast<std::uint16_t>(random() % (1u << bits[1])),
                          static_cast<std::uint16_t>(random() % (1u << bits[2]))};
            if (!(codec.decode_uop(codec.encode_uop(uop)) == uop)) FAIL("round " << round);
        }
    }
}

TEST_CASE("Codec ignores unused bits, as the hardware does") {
    const Codec codec{HardwareConfig()};
    const Word128 finish{3, 0};
    CHECK(codec.decode({finish.low | ~0x7full, ~0ull}) == codec.decode(finish));
    const Word128 load = word_of("0000000100010001_00001000800000c0");
    CHECK(codec.decode({load.low | 0x3full << 58, load.high}) == codec.decode(load));
    const Word128 alu = word_of("0008b00200000800_0008000800600244");
    CHECK(codec.decode({alu.low | 1u << 7 | 1ull << 63, alu.high}) == codec.decode(alu));
}

TEST_CASE("Codec says why a word has no decoding") {
    const Codec codec{HardwareConfig()};
    const auto reason = [&codec](std::uint64_t low, std::uint64_t high = 0) {
        CHECK_FALSE(codec.decode({low, high}));
        return codec.undecodable_reason({low, high});
    };
    CHECK(reason(5) == "opcode 5 is undefined");
    CHECK(reason(7) == "opcode 7 is undefined");
    CHECK(reason(4u << 7) == "LOAD of memory type 4 (out) is undefined");
    CHECK(reason(6u << 7) == "LOAD of memory type 6 is undefined");
    CHECK(reason(4, 5ull << 44) == "ALU opcode 5 is undefined");
}

TEST_CASE("Codec decodes a STORE whatever its memory type says") {
    const Codec codec{HardwareConfig()};
    for (std::uint64_t type = 0; type < 8; ++type) {
        const Word128 word{1 | type << 7, 0};
        REQUIRE(codec.decode(word));
        CHECK(codec.decode(word)->memory_type == static_cast<MemoryType>(type));
        CHECK(codec.encode(*codec.decode(word)) == word);
    }
}

TEST_CASE("Codec has the extensions MUL and ACC_8BIT, the latter with 32-bit accumulators only") {
    const Codec codec{HardwareConfig()};
    const Instruction acc8 = memory(Opcode::kLoad, MemoryType::kAcc8);
    CHECK(codec.encode(acc8).low == 5u << 7);
    CHECK(codec.decode({5u << 7, 0}) == acc8);
    CHECK(module_of(acc8) == Module::kCompute);
    CHECK(codec.decode({4, 4ull << 44})->alu_opcode == AluOpcode::kMul);
    HardwareParameters parameters;
    parameters.acc_bits = 16;
    const Codec narrow{HardwareConfig(parameters)};
    CHECK_FALSE(narrow.decode({5u << 7, 0}));
    CHECK_THROWS_WITH(narrow.encode(acc8),
                      "LOAD of memory type 5 (acc8) needs 32-bit accumulators");
}

TEST_CASE("Codec refuses values that do not fit, naming the field") {
    const Codec codec{HardwareConfig()};
    Instruction load = memory(Opcode::kLoad, MemoryType::kInp);
    load.y_pad_1 = 16;
    CHECK_THROWS_WITH(codec.encode(load),
                      "LOAD: y_pad_1 is 16, but the field has 4 bits: at most 15");
    Instruction gemm = loops(Opcode::kGemm, 0, 16384, 1, 1);
    CHECK_THROWS_WITH(codec.encode(gemm),
                      "GEMM: uop_end is 16384, but the field has 14 bits: at most 16383");
    gemm.uop_end = 1;
    gemm.wgt_factor_in = 1024;
    CHECK_THROWS_WITH(codec.encode(gemm),
                      "GEMM: wgt_factor_in is 1024, but the field has 10 bits: at most 1023");
    CHECK_THROWS_WITH(codec.encode_uop({2048, 0, 0}),
                      "micro-op: dst is 2048, but the field has 11 bits: at most 2047");
    CHECK_THROWS_AS(codec.encode(memory(Opcode::kLoad, MemoryType::kOut)), ProgramError);
    CHECK_THROWS_AS(codec.encode(memory(Opcode::kStore, static_cast<MemoryType>(8))), ProgramError);
}

TEST_CASE("Codec refuses fields that the opcode lacks") {
    const Codec codec{HardwareConfig()};
    Instruction finish;
    finish.x_size = 3;
    CHECK_THROWS_WITH(codec.encode(finish),
                      "FINISH: x_size is 3, but this opcode has no such field");
    Instruction alu = loops(Opcode::kAlu, 0, 1, 1, 1);
    alu.wgt_factor_out = 1;
    CHECK_THROWS_WITH(codec.encode(alu),
                      "ALU: wgt_factor_out is 1, but this opcode has no such field");
    Instruction store = memory(Opcode::kStore, MemoryType::kOut);
    store.use_imm = true;
    CHECK_THROWS_WITH(codec.encode(store),
                      "STORE: use_imm is 1, but this opcode has no such field");
    Instruction undefined;
    undefined.opcode = static_cast<Opcode>(6);
    CHECK_THROWS_WITH(codec.encode(undefined), "opcode 6 is undefined");
}
