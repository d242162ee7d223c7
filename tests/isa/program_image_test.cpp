// SPDX-License-Identifier: Apache-2.0
#include "isa/program_image.h"

#include <catch2/catch.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "isa/binary_file.h"
#include "isa/onera_import.h"

using namespace vta::isa;
using Catch::Matchers::Contains;

namespace {

/// A folder that is gone when the test ends.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "vta-test-XXXXXX").string();
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    std::string file(const std::string& name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

void write_text(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

ProgramImage example() {
    ProgramImage image;
    image.config = "q8";
    Program& program = image.program;
    program.name = "two \"segments\"";
    program.base = {0x8000, 0, 0x10, 0, 0, 0xffffffffffffffff};
    program.dram_bytes = 0x10000;
    program.dram_seed = 0xffffffffffffffff;
    program.segments = {{"uop", 0x1000, {1, 2, 3, 4}}, {"a/b", 0x2000, {}}, {"uop", 0x3000, {9}}};
    program.instructions = {{3, 0}, {0x0123456789abcdef, 0xfedcba9876543210}};
    program.expected = {{"out", 0x4000, {7, 8}}};
    return image;
}

}  // namespace

TEST_CASE("A saved program image loads the same") {
    const TemporaryFolder folder;
    const ProgramImage image = example();
    save_program_image(folder.file("p.json"), image);
    const ProgramImage back = load_program_image(folder.file("p.json"));
    CHECK(back.config == image.config);
    CHECK(back.program.name == image.program.name);
    CHECK(back.program.base == image.program.base);
    CHECK(back.program.dram_bytes == image.program.dram_bytes);
    CHECK(back.program.dram_seed == image.program.dram_seed);
    CHECK((back.program.instructions == image.program.instructions));
    REQUIRE(back.program.segments.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(back.program.segments[i].name == image.program.segments[i].name);
        CHECK(back.program.segments[i].address == image.program.segments[i].address);
        CHECK(back.program.segments[i].bytes == image.program.segments[i].bytes);
    }
    REQUIRE(back.program.expected.size() == 1);
    CHECK(back.program.expected[0].bytes == image.program.expected[0].bytes);
}

TEST_CASE("Instructions lie little-endian, low half first") {
    const TemporaryFolder folder;
    save_program_image(folder.file("p.json"), example());
    const auto bytes = read_bytes(folder.file("p.instructions.bin"));
    CHECK(bytes.size() == 32);
    CHECK(bytes[0] == 3);
    CHECK(bytes[16] == 0xef);
    CHECK(bytes[23] == 0x01);
    CHECK(bytes[24] == 0x10);
    CHECK(bytes[31] == 0xfe);
}

TEST_CASE("A manifest may take a part of a file and hexadecimal or decimal addresses") {
    const TemporaryFolder folder;
    write_bytes(folder.file("code.bin"), bytes_from({{3, 0}}));
    write_bytes(folder.file("data.bin"), {0, 1, 2, 3, 4, 5});
    write_text(folder.file("m.json"), R"({"format": "vta-program", "version": 1,
        "dram_bytes": 65536, "base": {"instructions": "0x1000"}, "instructions": "code.bin",
        "segments": [{"address": 8192, "file": "data.bin", "offset": 2, "bytes": 3}],
        "expected": [{"address": "0x3000", "file": "data.bin", "offset": 4}]})");
    const Program program = load_program_image(folder.file("m.json")).program;
    CHECK(program.segments.at(0).address == 8192);
    CHECK(program.segments.at(0).bytes == std::vector<std::uint8_t>{2, 3, 4});
    CHECK(program.expected.at(0).address == 0x3000);
    CHECK(program.expected.at(0).bytes == std::vector<std::uint8_t>{4, 5});
    CHECK_FALSE(program.dram_seed);
}

TEST_CASE("Errors in a manifest name the file and the key") {
    const TemporaryFolder folder;
    write_bytes(folder.file("code.bin"), bytes_from({{3, 0}}));
    write_bytes(folder.file("odd.bin"), std::vector<std::uint8_t>(15));
    const auto refusal = [&folder](const std::string& rest, const std::string& head = "") {
        const std::string standard =
            R"("format": "vta-program", "version": 1, "dram_bytes": 65536,
               "base": {"instructions": 4096}, "instructions": "code.bin")";
        write_text(folder.file("m.json"), "{" + (head.empty() ? standard : head) + rest + "}");
        try {
            load_program_image(folder.file("m.json"));
        } catch (const vta::UserError& error) {
            return std::string(error.what());
        }
        return std::string("accepted");
    };
    CHECK(refusal("") == "accepted");
    CHECK_THAT(refusal(R"(, "segmnts": [])"), Contains("m.json") && Contains("segmnts"));
    CHECK_THAT(refusal(R"(, "segments": {})"), Contains("m.json: /segments"));
    CHECK_THAT(refusal(R"(, "segments": [{"file": "code.bin"}])"), Contains("address"));
    CHECK_THAT(refusal(R"(, "segments": [{"address": 65535, "file": "code.bin"}])"),
               Contains("/segments/0/address: got 65535, want room for 16 bytes below dram_bytes"));
    CHECK_THAT(refusal(R"(, "segments": [{"address": "12", "file": "code.bin"}])"),
               Contains("/segments/0/address: got \"12\", want an integer, or a string \"0x"));
    CHECK_THAT(refusal(R"(, "segments": [{"address": 0, "file": "none.bin"}])"),
               Contains("/segments/0/file: got \"none.bin\"") && Contains("no such file"));
    CHECK_THAT(refusal(R"(, "expected": [{"address": 0, "file": "."}])"),
               Contains("/expected/0/file") && Contains("not a regular file"));
    CHECK_THAT(refusal(R"(, "segments": [{"address": 0, "file": "code.bin", "offset": 17}])"),
               Contains("/segments/0/file") && Contains("has 16 bytes"));
    CHECK_THAT(refusal(R"(, "segments": [{"address": 0, "file": "code.bin", "bytes": 17}])"),
               Contains("has 16 bytes; 17 from byte 0 are wanted"));
    CHECK_THAT(refusal(R"("format": "other")", " "), Contains("/format: got \"other\""));
    CHECK_THAT(refusal(R"("format": "vta-program", "version": 2)", " "),
               Contains("/version: got 2"));
    CHECK_THAT(refusal(R"("format": "vta-program", "version": 1, "dram_bytes": 65536,
                          "base": {"instructions": 0}, "instructions": "odd.bin")",
                       " "),
               Contains("/instructions: got \"odd.bin\", want a file of 16-byte instructions"));
    CHECK_THAT(refusal(R"("format": "vta-program", "version": 1, "dram_bytes": 65536,
                          "base": {"instructions": 65536}, "instructions": "code.bin")",
                       " "),
               Contains("/base/instructions: got 65536, want room for 16 bytes"));
    CHECK_THROWS_AS(load_program_image(folder.file("absent.json")), vta::IoError);
}

TEST_CASE("Importing a program whose data file is missing says which instructions want it") {
    const TemporaryFolder folder;
    write_bytes(folder.file("instructions.bin"), bytes_from({{1u << 10, 0x100010001}, {3, 0}}));
    CHECK_THROWS_WITH(import_onera_program(folder.file("instructions.bin"), HardwareConfig()),
                      Contains("uop.bin: no such file, but the instructions load uop"));
    write_bytes(folder.file("instructions.bin"), std::vector<std::uint8_t>(17));
    CHECK_THROWS_WITH(import_onera_program(folder.file("instructions.bin"), HardwareConfig()),
                      Contains("17 bytes are no whole number"));
    write_bytes(folder.file("instructions.bin"), bytes_from({{5, 0}}));
    CHECK_THROWS_WITH(import_onera_program(folder.file("instructions.bin"), HardwareConfig()),
                      Contains("instruction 0: opcode 5 is undefined"));
    CHECK_THROWS_AS(import_onera_program(folder.file("other.bin"), HardwareConfig()), vta::IoError);
    CHECK_THROWS_AS(list_onera_programs(folder.file("absent")), vta::IoError);
}
