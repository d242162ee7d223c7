// SPDX-License-Identifier: Apache-2.0
#include "base/json_reader.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>

#include "base/error.h"

using namespace vta;

namespace {

JsonReader parse(const std::string& text) { return JsonReader::parse_text(text, "f.json"); }

/// The message of the ConfigError that `action` throws; empty if it throws none.
template <typename Action>
std::string message_of(const Action& action) {
    try {
        action();
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

std::string parse_message(const std::string& text, std::uint64_t first_line = 0) {
    return message_of([&] { JsonReader::parse_text(text, "f.json", first_line); });
}

}  // namespace

TEST_CASE("values of every type are read") {
    const JsonReader root = parse(
        R"({"s": "a\u00e4", "b": true, "u": 18446744073709551615, "i": -5, "d": 0.5, "n": null,
            "a": [1, [2], {"x": 3}]})");
    CHECK(root.is_object());
    CHECK(root.required("s").as_string() == "a\xc3\xa4");
    CHECK(root.required("b").as_bool());
    CHECK(root.required("u").as_unsigned(0, UINT64_MAX) == UINT64_MAX);
    CHECK(root.required("i").as_signed(-5, 5) == -5);
    CHECK(root.required("d").as_double() == 0.5);
    CHECK(root.required("i").as_double() == -5.0);
    CHECK(root.required("n").is_null());
    const std::vector<JsonReader> elements = root.required("a").elements();
    REQUIRE(elements.size() == 3);
    CHECK(elements[1].elements().at(0).as_signed(INT64_MIN, INT64_MAX) == 2);
    CHECK(elements[2].required("x").as_unsigned(3, 3) == 3);
    CHECK_FALSE(root.optional("absent"));
    CHECK(root.members().size() == 7);
}

TEST_CASE("scalars and empty containers are documents too") {
    CHECK(parse("3").as_unsigned(0, 9) == 3);
    CHECK(parse(" [] ").elements().empty());
    CHECK(parse("{}").members().empty());
    CHECK(parse("-0").as_unsigned(0, 0) == 0);
}

TEST_CASE("a wrong type names file, pointer, found and wanted") {
    const JsonReader root = parse(R"({"a": [{"b/c~d": "text"}, 2.0, -1, 300, true]})");
    const std::vector<JsonReader> a = root.required("a").elements();
    const JsonReader text = a[0].required("b/c~d");
    CHECK(text.where() == "f.json: /a/0/b~1c~0d");
    CHECK(message_of([&] { text.as_unsigned(0, 9); }) ==
          "f.json: /a/0/b~1c~0d: got \"text\", want an integer from 0 to 9");
    CHECK(message_of([&] { a[1].as_unsigned(0, 9); }) ==
          "f.json: /a/1: got 2.0, want an integer from 0 to 9");
    CHECK(message_of([&] { a[2].as_unsigned(0, 9); }) ==
          "f.json: /a/2: got -1, want an integer from 0 to 9");
    CHECK(message_of([&] { a[3].as_signed(-128, 127); }) ==
          "f.json: /a/3: got 300, want an integer from -128 to 127");
    CHECK(message_of([&] { a[4].as_unsigned(0, 9); }) ==
          "f.json: /a/4: got true, want an integer from 0 to 9");
    CHECK(message_of([&] { a[4].as_string(); }) == "f.json: /a/4: got true, want a string");
    CHECK(message_of([&] { a[3].as_bool(); }) == "f.json: /a/3: got 300, want true or false");
    CHECK(message_of([&] { a[3].required("x"); }) == "f.json: /a/3: got 300, want an object");
    CHECK(message_of([&] { text.elements(); }) ==
          "f.json: /a/0/b~1c~0d: got \"text\", want an array");
    CHECK(message_of([&] {
              text.as_choice({"no", "yes"});
          }) == "f.json: /a/0/b~1c~0d: got \"text\", want one of \"no\", \"yes\"");
    CHECK(message_of([&] { root.as_double(); }).find("f.json: got {\"a\": [") == 0);
}

TEST_CASE("numbers that would lose something are refused") {
    const std::vector<JsonReader> all =
        parse("[18446744073709551616, 9007199254740993, -9007199254740993, 9223372036854775808]")
            .elements();
    CHECK(message_of([&] {
              all[0].as_unsigned(0, UINT64_MAX);
          }).find("got 18446744073709551616,") != std::string::npos);
    CHECK_THROWS_AS(all[0].as_double(), ConfigError);
    CHECK_THROWS_AS(all[1].as_double(), ConfigError);
    CHECK_THROWS_AS(all[2].as_double(), ConfigError);
    CHECK_THROWS_AS(all[3].as_signed(INT64_MIN, INT64_MAX), ConfigError);
    CHECK_THROWS_AS(parse("1e999"), ConfigError);
    CHECK(parse("9007199254740992").as_double() == 9007199254740992.0);
}

TEST_CASE("a missing key is named with its object") {
    const JsonReader root = parse(R"({"a": {"b": 1}})");
    CHECK(message_of([&] { root.required("a").required("c"); }) ==
          "f.json: /a: got no key \"c\", want it to be given");
}

TEST_CASE("keys that nobody asked for are refused, with those that were") {
    const JsonReader root = parse(R"({"batch": 1, "blok_in": 16})");
    root.required("batch");
    root.optional("block_in");
    CHECK(message_of([&] { root.refuse_unknown_keys(); }) ==
          "f.json: /blok_in: got the unknown key \"blok_in\", want one of \"batch\", \"block_in\"");
    root.optional("blok_in");
    CHECK_NOTHROW(root.refuse_unknown_keys());
    const JsonReader listed = parse(R"({"x": 1})");
    listed.members();
    CHECK_NOTHROW(listed.refuse_unknown_keys());
}

TEST_CASE("duplicate keys are refused at any depth") {
    CHECK(parse_message(R"({"x": [{"a": 1, "b": 2, "a": 3}]})") ==
          "f.json: /x/0/a: got the key \"a\" twice, want it once");
    CHECK(parse_message(R"({"a": {"a": 1}, "b": {"a": 1}})").empty());
}

TEST_CASE("text that is no JSON names line and column") {
    CHECK(parse_message("{\"a\": 1,\n  oops}").find("f.json:2: column 3: ") == 0);
    CHECK(parse_message("").find("f.json:1: column 1: ") == 0);
    CHECK(parse_message("[1] 2").find("f.json:1: column 5: ") == 0);
    CHECK(parse_message("// comment\n1").find("f.json:1: column 1: ") == 0);
    CHECK(parse_message("[1,]").find("f.json:1: column 4: ") == 0);
    CHECK(parse_message("[NaN]").find("f.json:1: column 2: ") == 0);
    CHECK(parse_message("\"\xff\"").find("f.json:1: column 2: ") == 0);
    CHECK(parse_message("\"" + std::string(100000, 'x')).size() < 400);
}

TEST_CASE("texts that are lines of a file name that line") {
    CHECK(parse_message("[1,", 17).find("f.json:17: column 4: ") == 0);
    const JsonReader line = JsonReader::parse_text(R"({"a": 1})", "f.jsonl", 1);
    CHECK(message_of([&] { line.required("a").as_string(); }) ==
          "f.jsonl:1: /a: got 1, want a string");
}

TEST_CASE("long values are cut in messages, between characters") {
    std::string text = "\"";
    for (int i = 0; i < 40; ++i) text += "\xc3\xa4";  // two bytes each
    const std::string found = parse(text + "\"").found();
    CHECK(found.size() <= 64);
    CHECK(found.substr(found.size() - 5) == "\xc3\xa4...");
    const std::string deep = std::string(100000, '[') + std::string(100000, ']');
    CHECK(parse(deep).found() == std::string(60, '[') + "...");
}

TEST_CASE("files are read, and unreadable ones named") {
    CHECK_THROWS_AS(JsonReader::parse_file("no/such/file.json"), IoError);
    const std::string path = std::string(VTA_BINARY_DIR) + "/json_reader_test.json";
    std::ofstream(path) << R"({"a": 1})";
    CHECK(JsonReader::parse_file(path).required("a").as_unsigned(0, 1) == 1);
    std::ofstream(path, std::ios::trunc).close();
    CHECK(message_of([&] { JsonReader::parse_file(path); }).find(path + ":1: ") == 0);
    CHECK_THROWS_AS(JsonReader::parse_file(VTA_BINARY_DIR), IoError);
    std::remove(path.c_str());
}
