// SPDX-License-Identifier: Apache-2.0
// Programs and configurations recorded from the original hardware.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "isa/codec.h"
#include "isa/config_search.h"
#include "isa/hardware_config_json.h"
#include "tests/isa/isa_fixtures.h"
#include "tests/support/test_data.h"

using namespace vta::isa;

namespace {

std::vector<Word128> instructions_of(const vta::JsonReader& record) {
    std::vector<Word128> words;
    for (const auto& text : record.required("instructions").elements())
        words.push_back(vta::tests::word_of(text.as_string()));
    return words;
}

/// Checks each word of a record; returns how many there were.
std::size_t check_words(const Codec& codec, const std::vector<Word128>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto instruction = codec.decode(words[i]);
        if (!instruction) FAIL("instruction " << i << ": " << codec.undecodable_reason(words[i]));
        if (codec.encode(*instruction) != words[i]) FAIL("instruction " << i << " changes");
    }
    return words.size();
}

}  // namespace

TEST_CASE("The golden configurations equal the shipped ones of their name") {
    const auto configs = load_configs(vta::tests::require_data("golden/configs.json"));
    CHECK(configs.size() == 8);
    for (const auto& [name, golden] : configs) {
        CAPTURE(name);
        HardwareParameters shipped = find_config(name).parameters();
        // The golden file says nothing about the board.
        shipped.target = golden.parameters().target;
        shipped.clock_mhz = golden.parameters().clock_mhz;
        CHECK(to_json(HardwareConfig(shipped)) == to_json(golden));
    }
    CHECK(find_config(vta::tests::require_data("golden/configs.json") + "#q8")
              .parameters()
              .instruction_queue_depth == 8);
}

TEST_CASE("Every golden instruction decodes and encodes back to the same word") {
    const std::string folder = vta::tests::require_data("golden");
    std::size_t checked = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".jsonl") continue;
        std::ifstream file(entry.path());
        std::string line;
        for (std::uint64_t number = 1; std::getline(file, line); ++number) {
            const auto record =
                vta::JsonReader::parse_text(line, entry.path().filename().string(), number);
            const auto named = record.optional("config");
            const Codec codec(
                find_config(named ? named->as_string() : entry.path().stem().string()));
            CAPTURE(record.where());
            if (const auto launches = record.optional("launches"))
                for (const auto& launch : launches->elements())
                    checked += check_words(codec, instructions_of(launch));
            else
                checked += check_words(codec, instructions_of(record));
        }
    }
    CHECK(checked > 40000);
}
