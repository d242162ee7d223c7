// SPDX-License-Identifier: Apache-2.0
#include "isa/hardware_config.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "tests/isa/isa_fixtures.h"

using namespace vta::isa;
using Catch::Matchers::Contains;

namespace {

std::string refusal(const HardwareParameters& parameters) {
    try {
        HardwareConfig config(parameters, "x.json");
    } catch (const vta::ConfigError& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("HardwareConfig derives sizes of the default configuration") {
    const HardwareConfig config;
    CHECK(config.elem_bytes(MemoryType::kUop) == 4);
    CHECK(config.elem_bytes(MemoryType::kInp) == 16);
    CHECK(config.elem_bytes(MemoryType::kWgt) == 256);
    CHECK(config.elem_bytes(MemoryType::kAcc) == 64);
    CHECK(config.elem_bytes(MemoryType::kOut) == 16);
    CHECK(config.elem_bytes(MemoryType::kAcc8) == 16);
    CHECK(config.depth(MemoryType::kUop) == 2048);
    CHECK(config.depth(MemoryType::kOut) == 2048);
    CHECK(config.depth(MemoryType::kAcc8) == 2048);
    CHECK(config.index_bits(MemoryType::kUop) == 11);
    CHECK(config.index_bits(MemoryType::kWgt) == 10);
    CHECK(config.scalar_bits(MemoryType::kAcc) == 32);
    CHECK(config.scalar_bits(MemoryType::kAcc8) == 8);
    CHECK(config.bus_bytes() == 8);
    CHECK(config.max_burst_beats() == 16);
    CHECK(config.config_string() == "1x16_i8w8a32_15_15_18_17");
    CHECK(config.notes().empty());
}

TEST_CASE("HardwareConfig writes both blocks where they differ") {
    HardwareParameters p;
    p.block_in = 8;
    CHECK(HardwareConfig(p).config_string() == "1x8x16_i8w8a32_15_14_17_17");
}

TEST_CASE("HardwareConfig refuses each broken layout rule with place, value, rule and remedy") {
    HardwareParameters p;
    SECTION("L1: too many micro-op index bits") {
        p.uop_index_bits = 14;
        CHECK(refusal(p) ==
              "x.json: /uop_index_bits: got U = 14, want U from 1 to 13 (rule L1: the 37 + 2U bits "
              "of a GEMM's lower half must fit in 64); LOG_UOP_BUFF_SIZE = U + 2 may be at most "
              "15");
    }
    SECTION("L2: factors too wide") {
        p.wgt_depth = 1024;
        p.inp_depth = 4096;
        CHECK_THAT(refusal(p),
                   Contains("/acc_depth, inp_depth, wgt_depth: got A = 11, I = 12, "
                            "W = 10 (log2 of the depths), want A + I + W <= 32 (rule "
                            "L2") &&
                       Contains("; lower one of the depths"));
    }
    SECTION("L3: accumulators too deep") {
        p.acc_depth = 4096;
        CHECK_THAT(refusal(p),
                   Contains("/acc_depth: got 4096, A = 12, want A <= 11 (rule L3") &&
                       Contains("; acc_depth may be at most 2048"));
    }
    SECTION("L4: micro-op too wide") {
        p.inp_depth = 512;
        p.wgt_depth = 4096;
        CHECK_THAT(refusal(p), Contains("A = 11, I = 9, W = 12") && Contains("rule L4"));
    }
    SECTION("L5: a factor slips into the lower half") {
        p.uop_index_bits = 9;
        p.uop_depth = 512;
        p.acc_depth = 512;
        CHECK_THAT(refusal(p),
                   Contains("/acc_depth, uop_index_bits: got A = 9, U = 9, want A > 27 "
                            "- 2U (rule L5"));
        p.acc_depth = 1024;
        CHECK(refusal(p) == "accepted");
    }
    SECTION("L7: tensors too large") {
        p.block_in = p.block_out = 128;
        CHECK_THAT(refusal(p),
                   Contains("/block_out, block_in, wgt_bits: got 16384-byte wgt tensors, want at "
                            "most 4096 bytes (rule L7"));
    }
    SECTION("L8: index wider than sram_base") {
        p.inp_depth = 131072;
        p.acc_depth = p.wgt_depth = 4;
        CHECK_THAT(refusal(p), Contains("/inp_depth: got 131072, want at most 65536 (rule L8"));
    }
}

TEST_CASE("HardwareConfig refuses scalars narrower than a byte") {
    HardwareParameters p;
    p.inp_bits = 4;
    CHECK_THAT(
        refusal(p),
        Contains("/inp_bits: got 4, want at least 8") && Contains("set inp_bits to 8, 16 or 32"));
}

TEST_CASE("HardwareConfig refuses values out of range, naming the key") {
    struct Case {
        std::uint32_t HardwareParameters::*member;
        std::uint32_t value;
        const char* key;
    };
    const std::vector<Case> cases = {
        {&HardwareParameters::batch, 3, "/batch: got 3"},
        {&HardwareParameters::batch, 0, "/batch: got 0"},
        {&HardwareParameters::block_in, 12, "/block_in: got 12"},
        {&HardwareParameters::block_out, 2, "/block_out: got 2"},
        {&HardwareParameters::acc_bits, 64, "/acc_bits: got 64"},
        {&HardwareParameters::wgt_bits, 24, "/wgt_bits: got 24"},
        {&HardwareParameters::uop_depth, 16384, "/uop_depth: got 16384"},
        {&HardwareParameters::uop_depth, 1000, "/uop_depth: got 1000"},
        {&HardwareParameters::wgt_depth, 1, "/wgt_depth: got 1"},
        {&HardwareParameters::instruction_queue_depth, 0, "/instruction_queue_depth: got 0"},
        {&HardwareParameters::outstanding_reads, 257, "/outstanding_reads: got 257"},
        {&HardwareParameters::memory_data_bits, 32, "/memory_data_bits: got 32"},
        {&HardwareParameters::memory_burst_length_bits, 9, "/memory_burst_length_bits: got 9"},
        {&HardwareParameters::memory_address_bits, 40, "/memory_address_bits: got 40"},
        {&HardwareParameters::memory_first_beat_latency, 1, "/memory_first_beat_latency: got 1"},
        {&HardwareParameters::memory_cycles_per_beat, 0, "/memory_cycles_per_beat: got 0"},
        {&HardwareParameters::memory_request_queue_depth, 0, "/memory_request_queue_depth: got 0"},
    };
    for (const Case& c : cases) {
        HardwareParameters p;
        p.*c.member = c.value;
        CHECK_THAT(refusal(p), Contains(c.key));
    }
    HardwareParameters p;
    p.acc_bits = 8;
    p.out_bits = 16;
    CHECK_THAT(refusal(p), Contains("/out_bits: got 16, want at most acc_bits = 8"));
    p = {};
    p.clock_mhz = 0;
    CHECK_THAT(refusal(p), Contains("/clock_mhz: got 0"));
}

TEST_CASE("HardwareConfig accepts what only other implementations refuse, with notes") {
    HardwareParameters p;
    p.batch = 2;
    p.block_in = 8;
    p.inp_bits = p.out_bits = 16;
    p.inp_depth = 1024;
    p.acc_bits = 16;
    p.memory_data_bits = 512;
    std::string all;
    for (const std::string& note : HardwareConfig(p).notes()) all += note + "\n";
    for (const char* rule : {"L6:", "L9:", "L10:", "L11:", "L12:"}) CHECK_THAT(all, Contains(rule));
}

TEST_CASE("HardwareConfig takes the name for a place where it has none") {
    HardwareParameters p;
    p.name = "mine";
    p.batch = 3;
    CHECK_THROWS_WITH(HardwareConfig(p), Contains("mine: /batch: got 3"));
}
