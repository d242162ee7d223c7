// SPDX-License-Identifier: Apache-2.0
#include "sim/vector.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "base/error.h"
#include "sim/crc32.h"

using namespace vta;
using Catch::Matchers::Contains;

namespace {

const std::string kGolden = VTA_SOURCE_DIR "/tests/golden/";

std::string written(const sim::Vector& vector) {
    std::ostringstream out;
    sim::write_vector(vector, out);
    return out.str();
}

std::string one_vector() {
    return R"({"name":"n","kind":"k","base":[4096,0,0,0,0,0],"dram_bytes":8192,"dram_seed":1,)"
           R"("preload":[[0,"0a0B"]],"instructions":["00000000000000000000000000000003"],)"
           R"("cycles":25,"acc_writes":0,"read_bursts":1,"read_beats":2,"write_bursts":0,)"
           R"("write_beats":0,"dram_crc32":null,)"
           R"("timeline":{"load":[],"compute":[[23,24,null]],"store":[]}})";
}

// The message for one_vector() with `from` replaced.
std::string error_of(const std::string& from, const std::string& to) {
    std::string text = one_vector();
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    try {
        sim::parse_vector(text, "file.jsonl", 7);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a vector is written as it was read") {
    for (const char* file : {"de10nano.jsonl", "b8x16.jsonl", "layers.jsonl"}) {
        sim::VectorReader reader(kGolden + file);
        std::size_t vectors = 0;
        for (; reader.next_line(); ++vectors) {
            CAPTURE(file, reader.line());
            CHECK(written(reader.parse()) == reader.text() + "\n");
        }
        CHECK(vectors > 0);
    }
}

TEST_CASE("a vector of several launches reads back as it was written") {
    sim::VectorReader reader(kGolden + "relaunch.jsonl");
    while (reader.next_line()) {
        const sim::Vector vector = reader.parse();
        CHECK(vector.launches.size() > 1);
        const std::string text = written(vector);
        CHECK(written(sim::parse_vector(text, "again", 1)) == text);
        CHECK(text.size() == reader.text().size() + 1);
    }
}

TEST_CASE("a vector's parts are read") {
    const sim::Vector vector = sim::parse_vector(one_vector(), "file.jsonl", 7);
    CHECK(vector.where() == "file.jsonl:7");
    CHECK(vector.preload.at(0).bytes == std::vector<std::uint8_t>{0x0a, 0x0b});
    const sim::LaunchRecord& launch = vector.launches.at(0);
    CHECK(launch.instructions.at(0) == isa::Word128{3, 0});
    CHECK(!launch.dram_crc32);
    CHECK(launch.timeline[1].at(0).started == 24);
    CHECK(!launch.timeline[1].at(0).done);
}

TEST_CASE("a bad vector is refused with file, line and key") {
    CHECK_THAT(error_of("\"cycles\":25,", ""), Contains("file.jsonl:7") && Contains("cycles"));
    CHECK_THAT(error_of("\"cycles\":25", "\"cycles\":-1"),
               Contains("file.jsonl:7") && Contains("/cycles") && Contains("got -1"));
    CHECK_THAT(error_of("\"cycles\":25", "\"cycles\":2.5"), Contains("got 2.5"));
    CHECK_THAT(error_of("\"cycles\":25", "\"cycles\":25,\"extra\":1"), Contains("extra"));
    CHECK_THAT(error_of("\"cycles\":25", "\"cycles\":25,\"cycles\":25"), Contains("cycles"));
    CHECK_THAT(error_of("0000003", "000003"),
               Contains("/instructions/0") && Contains("32 hexadecimal digits"));
    CHECK_THAT(error_of("0000003", "000000x"), Contains("32 hexadecimal digits"));
    CHECK_THAT(error_of("0a0B", "0a0"), Contains("/preload/0/1"));
    CHECK_THAT(error_of("[0,\"0a0B\"]", "[8191,\"0a0B\"]"), Contains("end within dram_bytes"));
    CHECK_THAT(error_of("[4096,0,0,0,0,0]", "[8192,0,0,0,0,0]"),
               Contains("1 instructions at byte"));
    CHECK_THAT(error_of("[4096,0,0,0,0,0]", "[4096]"), Contains("/base"));
    CHECK_THAT(error_of("[23,24,null]", "[23,24]"), Contains("/timeline/compute/0"));
    CHECK_THAT(error_of("\"dram_crc32\":null", "\"dram_crc32\":\"12345\""), Contains("dram_crc32"));
    CHECK_THAT(error_of("\"store\":[]", "\"store\":[],\"fetch\":[]"), Contains("fetch"));
}

TEST_CASE("a vector that is not there is answered with close names") {
    CHECK_THROWS_WITH(sim::find_vector(kGolden + "de10nano.jsonl", "ex13"), Contains("ex12"));
    CHECK(sim::find_vector(kGolden + "de10nano.jsonl", "ex12").line == 1);
    CHECK_THROWS_AS(sim::find_vector(kGolden, "ex12"), IoError);
}

TEST_CASE("CRC-32 is that of zlib for every length around the block size") {
    const std::string digits = "123456789";
    CHECK(sim::crc32(reinterpret_cast<const std::uint8_t*>(digits.data()), 9) == 0xcbf43926);
    CHECK(sim::crc32(nullptr, 0) == 0);
    // Bit by bit, for comparison.
    std::vector<std::uint8_t> bytes;
    std::uint32_t plain = 0xffffffff;
    for (std::uint32_t i = 0; i < 100; ++i) {
        CAPTURE(i);
        CHECK(sim::crc32(bytes.data(), bytes.size()) == ~plain);
        bytes.push_back(static_cast<std::uint8_t>(i * 37 + 11));
        plain ^= bytes.back();
        for (int bit = 0; bit < 8; ++bit) plain = plain >> 1 ^ ((plain & 1) != 0 ? 0xedb88320 : 0);
    }
}
