// SPDX-License-Identifier: Apache-2.0
#include "isa/emit_sv.h"

#include <catch2/catch.hpp>
#include <regex>
#include <string>

namespace vta::tests {
namespace {

using Catch::Matchers::Contains;

/// Value of a parameter that the package gives as a number.
std::string number_of(const std::string& package, const std::string& name) {
    std::smatch match;
    const std::regex line("localparam int unsigned " + name + " += (\\d+);");
    return std::regex_search(package, match, line) ? match[1].str() : "absent";
}

TEST_CASE("The SystemVerilog package holds every number of a configuration") {
    isa::HardwareParameters p;
    p.name = "odd";
    p.batch = 2;
    p.block_in = 32;
    p.block_out = 8;
    p.acc_depth = 512;
    p.wgt_depth = 256;
    p.instruction_queue_depth = 24;
    p.memory_data_bits = 128;
    p.memory_burst_length_bits = 6;
    p.outstanding_reads = 4;
    const std::string package = isa::emit_sv_package(isa::HardwareConfig(p));
    CHECK(number_of(package, "Batch") == "2");
    CHECK(number_of(package, "BlockIn") == "32");
    CHECK(number_of(package, "BlockOut") == "8");
    CHECK(number_of(package, "UopFieldBits") == "13");
    CHECK(number_of(package, "UopDepth") == "2048");
    CHECK(number_of(package, "InpDepth") == "2048");
    CHECK(number_of(package, "WgtDepth") == "256");
    CHECK(number_of(package, "AccDepth") == "512");
    CHECK(number_of(package, "InstQueueDepth") == "24");
    CHECK(number_of(package, "OutstandingReads") == "4");
    CHECK(number_of(package, "MemDataBits") == "128");
    CHECK(number_of(package, "MemLenBits") == "6");
    CHECK(number_of(package, "MemAddrBits") == "32");
    CHECK(number_of(package, "MemUserBits") == "1");
    CHECK_THAT(package, Contains("configuration odd ("));
}

TEST_CASE("Bursts of 16 beats come with the wider side band of their boards") {
    const std::string package = isa::emit_sv_package(isa::HardwareConfig());
    CHECK(number_of(package, "MemLenBits") == "4");
    CHECK(number_of(package, "MemUserBits") == "5");
}

}  // namespace
}  // namespace vta::tests
