// SPDX-License-Identifier: Apache-2.0
#include "isa/hardware_config_json.h"

#include <catch2/catch.hpp>

#include <fstream>

#include "base/error.h"
#include "isa/codec.h"
#include "isa/config_keys.h"
#include "isa/config_search.h"
#include "tests/isa/isa_fixtures.h"

using namespace vta::isa;
using Catch::Matchers::Contains;

namespace {

HardwareConfig read(const std::string& text) {
    return config_from_json(vta::JsonReader::parse_text(text, "x.json"), "x");
}

std::string refusal(const std::string& text) {
    try {
        read(text);
    } catch (const vta::ConfigError& error) {
        return error.what();
    }
    return "accepted";
}

const char* const kOriginal = R"({
  "TARGET" : "sim", "HW_VER" : "0.0.2",
  "LOG_INP_WIDTH" : 3, "LOG_WGT_WIDTH" : 3, "LOG_ACC_WIDTH" : 5,
  "LOG_BATCH" : 0, "LOG_BLOCK" : 4,
  "LOG_UOP_BUFF_SIZE" : 15, "LOG_INP_BUFF_SIZE" : 15,
  "LOG_WGT_BUFF_SIZE" : 18, "LOG_ACC_BUFF_SIZE" : 17
})";

}  // namespace

TEST_CASE("The original's vta_config.json is accepted verbatim") {
    const HardwareConfig config = read(kOriginal);
    CHECK(config.config_string() == "1x16_i8w8a32_15_15_18_17");
    CHECK(config.depth(MemoryType::kUop) == 8192);
    CHECK(config.depth(MemoryType::kInp) == 2048);
    CHECK(config.depth(MemoryType::kWgt) == 1024);
    CHECK(config.depth(MemoryType::kAcc) == 2048);
    CHECK(config.name() == "x");
    CHECK(config.parameters().hw_version == "0.0.2");
}

TEST_CASE("A larger block makes the same buffers shallower") {
    std::string text = kOriginal;
    text.replace(text.find("\"LOG_BLOCK\" : 4"), 15, "\"LOG_BLOCK\" : 5");
    const HardwareConfig config = read(text);
    CHECK(config.block_out() == 32);
    CHECK(config.index_bits(MemoryType::kInp) == 10);
    CHECK(config.index_bits(MemoryType::kWgt) == 8);
    CHECK(config.index_bits(MemoryType::kAcc) == 10);
}

TEST_CASE("An empty object is the default configuration") {
    CHECK(read("{}").config_string() == HardwareConfig().config_string());
    CHECK(read("{}").depth(MemoryType::kUop) == 2048);
}

TEST_CASE("The output width follows the input width unless it is given") {
    CHECK(read(R"({"inp_bits": 16})").scalar_bits(MemoryType::kOut) == 16);
    CHECK(read(R"({"LOG_INP_WIDTH": 4})").scalar_bits(MemoryType::kOut) == 16);
    CHECK(read(R"({"inp_bits": 16, "out_bits": 8})").scalar_bits(MemoryType::kOut) == 8);
}

TEST_CASE("uop_depth changes the storage and LOG_UOP_BUFF_SIZE the layout") {
    const HardwareConfig smaller = read(R"({"LOG_UOP_BUFF_SIZE": 15, "uop_depth": 1024})");
    CHECK(smaller.parameters().uop_index_bits == 13);
    CHECK(smaller.depth(MemoryType::kUop) == 1024);
    const HardwareConfig log_only = read(R"({"LOG_UOP_BUFF_SIZE": 12})");
    CHECK(log_only.parameters().uop_index_bits == 10);
    CHECK(log_only.depth(MemoryType::kUop) == 1024);
    CHECK(read(R"({"uop_depth": 64})").parameters().uop_index_bits == 13);
    CHECK_THAT(refusal(R"({"LOG_UOP_BUFF_SIZE": 12, "uop_depth": 2048})"),
               Contains("x.json: /uop_depth: got 2048, want at most 2^U = 1024"));
}

TEST_CASE("Two spellings that disagree are refused, two that agree are not") {
    CHECK_THAT(refusal(R"({"LOG_BLOCK": 5, "block_in": 16})"),
               Contains("/LOG_BLOCK: got 5, want what agrees with block_in = 16"));
    CHECK_THAT(refusal(R"({"LOG_WGT_BUFF_SIZE": 18, "wgt_depth": 512})"),
               Contains("/LOG_WGT_BUFF_SIZE: got 18, want what agrees with wgt_depth = 512 (it "
                        "makes wgt_depth 1024)"));
    CHECK_THAT(refusal(R"({"TARGET": "sim", "target": "pynq"})"), Contains("/TARGET"));
    CHECK_THAT(refusal(R"({"LOG_UOP_BUFF_SIZE": 12, "uop_index_bits": 11})"),
               Contains("/LOG_UOP_BUFF_SIZE: got 12"));
    CHECK(refusal(R"({"LOG_BLOCK": 4, "block_in": 16, "LOG_WGT_BUFF_SIZE": 18,
                      "wgt_depth": 1024, "LOG_UOP_BUFF_SIZE": 15, "uop_index_bits": 13})") ==
          "accepted");
}

TEST_CASE("Unknown keys, duplicates and wrong types are refused with their place") {
    CHECK_THAT(refusal(R"({"blok_in": 16})"), Contains("x.json") && Contains("blok_in"));
    CHECK_THAT(refusal(R"({"batch": 1, "batch": 2})"), Contains("batch"));
    CHECK_THAT(refusal(R"({"batch": 1.5})"), Contains("/batch: got 1.5"));
    CHECK_THAT(refusal(R"({"batch": -1})"), Contains("/batch: got -1"));
    CHECK_THAT(refusal(R"({"batch": "1"})"), Contains("/batch: got \"1\""));
    CHECK_THAT(refusal(R"({"batch": 4294967297})"), Contains("/batch: got 4294967297"));
    CHECK_THAT(refusal(R"({"TARGET": 3})"), Contains("/TARGET: got 3"));
    CHECK_THAT(refusal(R"({"clock_mhz": "fast"})"), Contains("/clock_mhz"));
    CHECK_THAT(refusal(R"({"memory_latency_per": "burst"})"), Contains("/memory_latency_per"));
    CHECK_THAT(refusal(R"({"LOG_BLOCK": 40})"), Contains("/LOG_BLOCK: got 40"));
    CHECK_THAT(refusal(R"({"LOG_BLOCK": 7})"), Contains("rule L7"));
    CHECK_THAT(refusal(R"({"LOG_WGT_BUFF_SIZE": 4})"),
               Contains("/LOG_WGT_BUFF_SIZE: got 4, want a buffer of at least one tensor of 256"));
    CHECK_THAT(refusal(R"({"LOG_INP_WIDTH": 2})"), Contains("/inp_bits: got 4, want at least 8"));
    CHECK_THAT(refusal(R"({"block_in": 0, "LOG_INP_BUFF_SIZE": 15})"),
               Contains("/block_in: got 0"));
    CHECK_THAT(refusal("[]"), Contains("want an object"));
    CHECK_THAT(refusal(R"({"sources": {"colour": "red"}})"), Contains("/sources/colour"));
    CHECK_THAT(refusal(R"({"assumed": ["colour"]})"), Contains("/assumed/0"));
}

TEST_CASE("What to_json writes reads back the same") {
    for (HardwareParameters parameters : vta::tests::varied_configurations()) {
        parameters.clock_mhz = 333.25;
        parameters.memory_latency_per = MemoryLatencyPer::kRequest;
        parameters.target = "a \"quoted\" \\ name";
        const std::string text = to_json(HardwareConfig(parameters));
        const HardwareConfig back = read(text);
        CHECK(to_json(back) == text);
        CHECK(back.name() == parameters.name);
        CHECK(back.parameters().target == parameters.target);
        CHECK(back.parameters().clock_mhz == 333.25);
    }
}

TEST_CASE("Every key of to_json and every original key is explained") {
    const auto object = vta::JsonReader::parse_text(to_json(HardwareConfig()), "x");
    for (const auto& [key, value] : object.members()) CHECK(explain_key(key).key == key);
    CHECK(explain_key("LOG_BLOCK").text == "Sets block_in and block_out.");
    CHECK_THROWS_WITH(explain_key("colour"), Contains("known: name, target"));
}

TEST_CASE("Config strings are parsed and printed alike") {
    for (const char* text : {"1x16_i8w8a32_15_15_18_17",
                             "1x8x16_i8w8a32_15_14_17_17",
                             "2x32_i8w8a32_14_16_18_18",
                             "1x16_i16w8a32_12_15_18_17"}) {
        CAPTURE(text);
        const auto parameters = parse_config_string(text);
        REQUIRE(parameters);
        CHECK(HardwareConfig(*parameters).config_string() == text);
        CHECK(find_config(text).name() == text);
    }
    CHECK_FALSE(parse_config_string("de10nano"));
    CHECK_FALSE(parse_config_string("1x16_i8w8a32_15_15_18"));
    CHECK_FALSE(parse_config_string("1x16_i8w8a32_15_15_18_17_"));
    CHECK_THROWS_AS(find_config("1x16_i8w8a32_99_99_99_99"), vta::ConfigError);
    CHECK_THROWS_AS(find_config("0x0_i0w0a0_0_0_0_0"), vta::ConfigError);
}

TEST_CASE("The shipped configurations are there, legal, and say where each number comes from") {
    const std::vector<std::string> names = shipped_config_names();
    for (const char* name : {"b32",
                             "b8",
                             "b8x16",
                             "bus128",
                             "bus256",
                             "de10nano",
                             "f1",
                             "pynq",
                             "q8",
                             "ultra96",
                             "zcu104"}) {
        CAPTURE(name);
        CHECK(std::find(names.begin(), names.end(), name) != names.end());
        CHECK(find_config(name).name() == name);
        const std::string path = *shipped_config_path(name);
        const ConfigProvenance provenance = load_provenance(path);
        for (const auto& [key, value] : vta::JsonReader::parse_file(path).members()) {
            CAPTURE(key);
            const bool is_assumed =
                std::find(provenance.assumed.begin(), provenance.assumed.end(), key) !=
                provenance.assumed.end();
            const bool is_note = key == "sources" || key == "assumed";
            CHECK((is_note || is_assumed != (provenance.sources.count(key) == 1)));
        }
    }
}

TEST_CASE("The shipped de10nano is the default configuration") {
    CHECK(to_json(find_config("de10nano")) == to_json(HardwareConfig()));
}

TEST_CASE("The boards have the numbers of the original's build settings") {
    const HardwareConfig f1 = find_config("f1");
    CHECK(f1.parameters().memory_address_bits == 64);
    CHECK(f1.max_burst_beats() == 256);
    const HardwareConfig ultra96 = find_config("ultra96");
    CHECK(ultra96.parameters().clock_mhz == 333);
    CHECK(ultra96.bus_bytes() == 16);
    CHECK(ultra96.depth(MemoryType::kUop) == 8192);
    CHECK(find_config("zcu104").parameters().hw_version == "0.0.1");
    CHECK(find_config("pynq").parameters().clock_mhz == 100);
}

TEST_CASE("An unknown configuration name is refused with the known ones") {
    CHECK_THROWS_WITH(find_config("de20nano"),
                      Contains("no configuration 'de20nano'; known: ") && Contains("de10nano, "));
    CHECK_THROWS_AS(find_config("no/such/file.json"), vta::IoError);
    CHECK_THROWS_AS(find_config(""), vta::ConfigError);
}
