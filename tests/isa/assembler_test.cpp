// SPDX-License-Identifier: Apache-2.0
#include "isa/assembler.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "isa/disassembler.h"
#include "tests/isa/isa_fixtures.h"
#include "tests/support/test_data.h"

using namespace vta::isa;
using Catch::Matchers::Contains;
using vta::tests::word_of;

namespace {

Program assembled(const std::string& text) {
    return assemble(text, "p.vta", HardwareConfig()).program;
}

Word128 word(const std::string& line) { return assembled(line).instructions.at(0); }

std::string refusal(const std::string& text) {
    try {
        assembled(text);
    } catch (const vta::ProgramError& error) {
        return error.what();
    }
    return "accepted";
}

void check_same(const Program& a, const Program& b) {
    CHECK(a.name == b.name);
    CHECK(a.base == b.base);
    CHECK(a.dram_bytes == b.dram_bytes);
    CHECK(a.dram_seed == b.dram_seed);
    CHECK((a.instructions == b.instructions));
    const auto same_regions = [](const auto& x, const auto& y) {
        return x.name == y.name && x.address == y.address && x.bytes == y.bytes;
    };
    REQUIRE(a.segments.size() == b.segments.size());
    for (std::size_t i = 0; i < a.segments.size(); ++i)
        CHECK(same_regions(a.segments[i], b.segments[i]));
    REQUIRE(a.expected.size() == b.expected.size());
    for (std::size_t i = 0; i < a.expected.size(); ++i)
        CHECK(same_regions(a.expected[i], b.expected[i]));
}

const char* const kExample = R"(; one tile: 4 rows of 16 times a 16x16 block
.program tile
.config de10nano
.buffer a 0x4001000
.buffer w 0x4002000 size=256
.buffer o 0x4003000
.uops kernels 0x1000
.kernel clear
  .uop 0 0 0
.kernel multiply
  .uop 0 0 0
.kernel shift
  .uop 0 0 0

load uop dram=kernels x=1
gemm reset uop=clear iter=4,1 dst=1,0 push_prev
load inp dram=a x=4 pop_next
load wgt dram=w x=1 push_next
load uop sram=1 dram=kernels+1 x=1 pop_prev
gemm uop=multiply iter=4,1 dst=1,0 src=1,0
load uop sram=2 dram=kernels+2 x=1
alu shr imm=8 uop=shift iter=1,4 dst=0,1 src=0,1 push_next
store out dram=o x=4 pop_prev push_prev
load inp push_next      # tokens only
load uop pop_prev pop_next
finish
)";

}  // namespace

TEST_CASE("Assembler makes the golden submission from labels") {
    const AssembledProgram result = assemble(kExample, "tile.vta", HardwareConfig());
    CHECK(result.config == "de10nano");
    CHECK(declared_config(kExample, "tile.vta") == "de10nano");
    CHECK(result.program.name == "tile");
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
    REQUIRE(result.program.instructions.size() == 12);
    for (std::size_t i = 0; i < 12; ++i) {
        CAPTURE(i);
        CHECK(to_hex(result.program.instructions[i]) == to_hex(word_of(kWords[i])));
    }
    REQUIRE(result.program.segments.size() == 1);
    CHECK(result.program.segments[0].address == 0x1000);
    CHECK(result.program.segments[0].bytes == std::vector<std::uint8_t>(12, 0));
    // Instructions and the end of DRAM follow from the buffers where the text is silent.
    CHECK(result.program.base[0] == 0x4003000);
    CHECK(result.program.dram_bytes == 0x4004000);
}

TEST_CASE("Instruction text reads back as the same word, in every configuration") {
    const auto seed = vta::tests::test_seed(7);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (const HardwareParameters& parameters : vta::tests::varied_configurations()) {
        const HardwareConfig config(parameters);
        const Codec codec(config);
        Program program;
        program.base[0] = 0x1000;
        for (int i = 0; i < 2000; ++i)
            program.instructions.push_back(codec.encode(
                vta::tests::random_instruction(codec, parameters.acc_bits == 32, random)));
        // Any bits at all: unused ones set, and words without a decoding.
        for (int i = 0; i < 2000; ++i) program.instructions.push_back({random(), random()});
        const std::string text = disassemble(config, program);
        check_same(assemble(text, "x", config).program, program);
    }
}

TEST_CASE("A whole program reads back the same, whatever its names and bytes") {
    const auto seed = vta::tests::test_seed(11);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    Program program;
    program.name = "a \"strange\" name; with # and \\ and \n";
    program.base = {0x1000, 0x2000, 0, 0x8000000000000000ull, 5, 0xffffffffffffffffull};
    program.dram_bytes = 0x123456;
    program.dram_seed = 0xfedcba9876543210ull;
    const auto bytes = [&random](std::size_t count) {
        std::vector<std::uint8_t> all(count);
        for (auto& byte : all) byte = static_cast<std::uint8_t>(random());
        return all;
    };
    program.segments = {{"uop", 0x4000, bytes(400)},
                        {"uop", 0x5000, bytes(3)},
                        {"", 0, {}},
                        {"inp", 0x6000, std::vector<std::uint8_t>(1000, 0xab)},
                        {"two words", 0x7000, bytes(33)}};
    program.expected = {{"out", 0x9000, bytes(65)}, {"out", 0x9100, {}}};
    program.instructions = {word_of("0000000000000000_0000000000000003")};
    const std::string text = disassemble(HardwareConfig(), program, "1x16_i8w8a32_15_15_18_17");
    const AssembledProgram back = assemble(text, "x", HardwareConfig());
    check_same(back.program, program);
    CHECK(back.config == "1x16_i8w8a32_15_15_18_17");
    CHECK(disassemble(HardwareConfig(), back.program, back.config) == text);
}

TEST_CASE("Disassembly is one readable line") {
    const Codec codec{HardwareConfig()};
    const auto line = [&codec](const char* text) { return disassemble(codec, word_of(text)); };
    CHECK(line("4321001000050003_0001000400004910") ==
          "load inp sram=18 dram=0x400100 y=3 x=5 stride=16 y_pad=1,2 x_pad=3,4 pop_next");
    CHECK(line("0000000000000000_0000000000000140") == "load inp push_next");
    CHECK(line("0000000000000001_00020020002000a2") ==
          "gemm reset uop=0:1 iter=4,1 dst=1,0 src=0,0 wgt=0,0 push_prev");
    CHECK(line("ffff900000000000_0002000800200004") ==
          "alu max imm=-1 uop=0:1 iter=1,1 dst=0,0 src=0,0");
    CHECK(line("0000000000000000_0000000000000003") == "finish");
    CHECK(line("0000000000000000_0000000000000005") ==
          ".word 0x00000000000000000000000000000005  ; opcode 5 is undefined");
    CHECK(line("8000000000000000_0000000000000003") ==
          "finish unused=0x80000000000000000000000000000000");
    CHECK(line("0000000000000000_0000000000000301") == "store type6");
}

TEST_CASE("Program disassembly names the buffer that an instruction touches") {
    Program program = assembled(kExample);
    program.segments.push_back({"image", 0x4001000, std::vector<std::uint8_t>(64)});
    program.instructions.push_back(word("load inp dram=0x400101 x=1"));
    CHECK_THAT(disassemble(HardwareConfig(), program),
               Contains("load inp sram=0 dram=0x400100 y=1 x=4 stride=4 pop_next") &&
                   Contains("; 2 image\n") && Contains("; 12 image+0x10\n"));
}

TEST_CASE("Fields that are not written follow from the others") {
    CHECK(word("load inp dram=16 x=5") == word("load inp sram=0 dram=0x10 y=1 x=5 stride=5"));
    CHECK(word("gemm uop=0:1") == word("gemm uop=0:1 iter=1,1 dst=0,0 src=0,0 wgt=0,0"));
    CHECK(word("load inp y=2 x=0 stride=7") == word("load inp sram=0 dram=0 y=2 x=0 stride=7"));
}

TEST_CASE("A buffer label counts the base register and the tensor size") {
    const std::string header = ".base instructions=0 inp=0x100000 acc=0x8\n.buffer b 0x100400\n";
    CHECK(assembled(header + "load inp dram=b+2 x=1").instructions[0] ==
          word("load inp dram=0x42 x=1"));
    CHECK(assembled(header + "load wgt dram=b x=1").instructions[0] ==
          word("load wgt dram=0x1004 x=1"));
    CHECK_THAT(refusal(header + "load acc dram=b x=1"),
               Contains("p.vta:3:15: the base register of acc is OR-ed") && Contains("'b'"));
    CHECK_THAT(refusal(".buffer b 0x1008\nload inp dram=b x=1"),
               Contains("p.vta:2:15: this buffer's address is no multiple of the 16 bytes"));
}

TEST_CASE("Assembler errors give line, column and the offending text") {
    CHECK(refusal("finish\n  lode inp x=1") ==
          "p.vta:2:3: unknown instruction; want load, store, gemm, alu, finish or a directive: "
          "'lode'");
    CHECK(refusal("load inp x=70000") == "p.vta:1:12: x wants a number from 0 to 65535: '70000'");
    CHECK(refusal("load out x=1") == "p.vta:1:1: LOAD of memory type 4 (out) is undefined: 'load'");
    CHECK_THAT(refusal("load inp z=1"), Contains("p.vta:1:10: unknown field; known here: sram"));
    CHECK_THAT(refusal("load inp x=1 x=2"), Contains("p.vta:1:14: this field is given twice"));
    CHECK_THAT(refusal("load"), Contains("wants a memory"));
    CHECK_THAT(refusal("load type6"), Contains("unknown memory"));
    CHECK_THAT(refusal("load inp dram=nowhere"), Contains("p.vta:1:15: no buffer of this name"));
    CHECK_THAT(refusal("load inp pop_prev=1"), Contains("a token flag takes no value"));
    CHECK_THAT(refusal("load inp y_pad=16,0"), Contains("y_pad wants a number from 0 to 15: '16'"));
    CHECK_THAT(refusal("load inp y_pad=1"), Contains("wants y_pad=before,after"));
    CHECK_THAT(refusal("gemm"), Contains("wants uop=begin:end"));
    CHECK_THAT(refusal("gemm uop=0:16384"), Contains("p.vta:1:12: the uop range's end"));
    CHECK_THAT(refusal("gemm uop=k"), Contains("no micro-op kernel of this name"));
    CHECK_THAT(refusal("gemm uop=0:1 wgt=1024,0"), Contains("p.vta:1:18: wgt wants a number"));
    CHECK_THAT(refusal("gemm uop=0:1 iter=3"), Contains("wants iter=outer,inner"));
    CHECK_THAT(refusal("alu"), Contains("alu wants an operation"));
    CHECK_THAT(refusal("alu sub uop=0:1"), Contains("p.vta:1:5: alu wants an operation"));
    CHECK_THAT(refusal("alu add imm=40000 uop=0:1"), Contains("-32768 to 32767"));
    CHECK_THAT(refusal("finish x=1"), Contains("unknown field; known here: pop_prev"));
    CHECK_THAT(refusal("finish unused=0x8"), Contains("unused= covers bits"));
    CHECK_THAT(refusal(".word 12"), Contains("wants 0x and up to 32 hex digits"));
    CHECK_THAT(refusal(".word 0x112345678123456781234567812345678"), Contains("hex digits"));
}

TEST_CASE("Directive errors give line, column and the offending text") {
    CHECK_THAT(refusal(".bytes 00"), Contains("this belongs below .data"));
    CHECK_THAT(refusal(".data a 0\n.bytes 0"), Contains("p.vta:2:8: bytes want an even number"));
    CHECK_THAT(refusal(".data a 0\n.bytes 0g"), Contains("bytes want hex digits only: '0g'"));
    CHECK_THAT(refusal(".data a 0\n.fill 99999999999"), Contains("count wants a number"));
    CHECK_THAT(refusal(".data a 0\n.fill 1 256"), Contains("byte wants a number from 0 to 255"));
    CHECK_THAT(refusal(".data a"), Contains("something is missing"));
    CHECK_THAT(refusal(".data a 0 1"), Contains("p.vta:1:11: too much on this line"));
    CHECK_THAT(refusal(".data \"a 0"), Contains("this quote is never closed"));
    CHECK_THAT(refusal(".data \"\\q\" 0"), Contains("the escapes of a name are"));
    CHECK_THAT(refusal(".colour red"), Contains("unknown directive; known: .program"));
    CHECK_THAT(refusal(".base ins=3"), Contains("unknown base register"));
    CHECK_THAT(refusal(".dram 1 sed=3"), Contains("unknown option; want seed=number"));
    CHECK_THAT(refusal(".dram 18446744073709551616"), Contains("size wants a number"));
    CHECK_THAT(refusal(".uop 1 2 3"), Contains("this belongs below .uops"));
    CHECK_THAT(refusal(".uops u 0\n.uop 2048 0 0"), Contains("dst wants a number from 0 to 2047"));
    CHECK_THAT(refusal(".data a 0\n.kernel k"), Contains("this belongs below .uops"));
    CHECK_THAT(refusal(".buffer a 1\n.buffer a 2"), Contains("p.vta:2:9: this name is defined"));
    CHECK_THAT(refusal(".data a 0\n.data a 16\nload inp dram=a x=1"),
               Contains("p.vta:3:15: this name is defined more than once"));
}

TEST_CASE("A micro-op section may hold bytes and start anywhere in the on-chip buffer") {
    const Program program = assembled(
        ".uops u 0x2000 sram=100\n.uop 1 2 3\n.kernel k\n.bytes 01 10c000\n.kernel l\n.uop 0 0 0\n"
        ".buffer \"b+1\" 0x3000\n"
        "gemm uop=u\ngemm uop=k\ngemm uop=l\nload inp dram=\"b+1\"+1 x=1");
    CHECK(program.segments[0].bytes ==
          std::vector<std::uint8_t>{0x01, 0x10, 0xc0, 0, 0x01, 0x10, 0xc0, 0, 0, 0, 0, 0});
    CHECK(program.instructions[0] == word("gemm uop=100:103"));
    CHECK(program.instructions[1] == word("gemm uop=101:102"));
    CHECK(program.instructions[2] == word("gemm uop=102:103"));
    CHECK(program.instructions[3] == word("load inp dram=0x301 x=1"));
}
