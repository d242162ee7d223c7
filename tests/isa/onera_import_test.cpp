// SPDX-License-Identifier: Apache-2.0
// The third-party programs, loaded from their own files, against what was recorded of them.
#include "isa/onera_import.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <set>

#include "base/json_reader.h"
#include "isa/assembler.h"
#include "isa/binary_file.h"
#include "isa/config_search.h"
#include "isa/disassembler.h"
#include "isa/source_text.h"
#include "tests/isa/isa_fixtures.h"
#include "tests/support/test_data.h"

using namespace vta::isa;

namespace {

std::string programs_folder() {
    return vta::tests::require_data("datasets/onera_vta_vectors/examples_compute");
}

std::vector<vta::JsonReader> golden_records() {
    std::vector<vta::JsonReader> records;
    std::ifstream file(vta::tests::require_data("golden/third_party.jsonl"));
    std::string line;
    while (std::getline(file, line))
        records.push_back(vta::JsonReader::parse_text(line, "third_party.jsonl"));
    return records;
}

using Regions = std::vector<std::pair<std::uint64_t, std::vector<std::uint8_t>>>;

Regions preload_of(const vta::JsonReader& record) {
    Regions regions;
    const SourceText hex("preload");
    for (const auto& entry : record.required("preload").elements()) {
        const auto parts = entry.elements();
        std::vector<std::uint8_t> bytes;
        hex.append_bytes({parts[1].as_string(), 1, 1}, bytes);
        regions.emplace_back(parts[0].as_unsigned(0, ~0ull), bytes);
    }
    return regions;
}

}  // namespace

TEST_CASE("All fifteen third-party programs are found") {
    std::set<std::string> recorded;
    for (const auto& record : golden_records())
        recorded.insert(record.required("what").as_string());
    const auto listed = list_onera_programs(programs_folder());
    CHECK(listed.size() == 15);
    CHECK(std::set<std::string>(listed.begin(), listed.end()) == recorded);
}

TEST_CASE("Third-party programs get the segments and instructions that were recorded") {
    for (const auto& record : golden_records()) {
        const std::string name = record.required("name").as_string();
        CAPTURE(name);
        const HardwareConfig config = find_config(record.required("config").as_string());
        const ProgramImage image = import_onera_program(
            programs_folder() + "/" + record.required("what").as_string(), config);
        CHECK(image.program.name == name);
        CHECK(image.config == "de10nano");
        Regions regions;
        for (const Segment& segment : image.program.segments)
            regions.emplace_back(segment.address, segment.bytes);
        CHECK((regions == preload_of(record)));
        std::vector<Word128> words;
        for (const auto& text : record.required("instructions").elements())
            words.push_back(vta::tests::word_of(text.as_string()));
        CHECK((image.program.instructions == words));
        CHECK(image.program.base[0] == record.required("base").elements()[0].as_unsigned(0, ~0ull));
        CHECK(image.program.dram_bytes == record.required("dram_bytes").as_unsigned(0, ~0ull));
    }
}

TEST_CASE("Third-party programs expect the files that the hardware reproduces") {
    for (const auto& record : golden_records()) {
        const std::string name = record.required("name").as_string();
        CAPTURE(name);
        const ProgramImage image = import_onera_program(
            programs_folder() + "/" + record.required("what").as_string(), HardwareConfig());
        const auto& expected = image.program.expected;
        const auto address = record.required("output_address");
        if (address.is_null()) {
            CHECK(expected.empty());
            continue;
        }
        REQUIRE(expected.size() == 1);
        CHECK(expected[0].address == address.as_unsigned(0, ~0ull));
        const auto equal_files = record.required("output_files_equal").elements();
        if (equal_files.empty()) {
            // Files with padding rows that the program does not store.
            const bool is_layer_1 = name == "lenet5_layer1" || name == "lenet5_L1";
            CHECK(expected[0].bytes.size() == (is_layer_1 ? 3136 : 400));
        } else {
            CHECK(expected[0].bytes ==
                  read_bytes(programs_folder() + "/" + equal_files[0].as_string()));
        }
    }
}

TEST_CASE("Third-party programs round trip through assembler text") {
    const HardwareConfig config;
    for (const std::string& name : list_onera_programs(programs_folder())) {
        CAPTURE(name);
        const Program program =
            import_onera_program(programs_folder() + "/" + name, config).program;
        const std::string text = disassemble(config, program);
        const Program back = assemble(text, name, config).program;
        CHECK((back.instructions == program.instructions));
        CHECK(disassemble(config, back) == text);
    }
}
