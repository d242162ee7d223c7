// SPDX-License-Identifier: Apache-2.0
// Damaged input: whatever the bytes, the answer is a result or one clear error.
#include <catch2/catch.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>

#include "base/error.h"
#include "base/json_reader.h"
#include "isa/assembler.h"
#include "isa/binary_file.h"
#include "isa/config_search.h"
#include "isa/disassembler.h"
#include "isa/hardware_config_json.h"
#include "isa/program_image.h"
#include "tests/support/test_data.h"

using namespace vta::isa;

namespace {

/// Damages `text` in one to four places: bytes changed, removed, repeated, or pieces of `words`
/// put in.
std::string mutated(std::string text,
                    const std::vector<std::string>& words,
                    std::mt19937_64& random) {
    for (std::uint64_t count = 1 + random() % 4; count > 0; --count) {
        const std::size_t at = random() % (text.size() + 1);
        const std::size_t length = std::min<std::size_t>(random() % 12, text.size() - at);
        switch (random() % 5) {
            case 0:
                if (at < text.size()) text[at] = static_cast<char>(random());
                break;
            case 1:
                text.erase(at, length);
                break;
            case 2:
                text.insert(at, text.substr(at, length));
                break;
            case 3:
                text.replace(at, length, words[random() % words.size()]);
                break;
            default:
                text.insert(at, words[random() % words.size()]);
        }
    }
    return text;
}

struct Outcome {
    int accepted = 0;
    int refused = 0;
};

/// Runs `use` on damaged copies; only a UserError with a message that names the place may escape.
Outcome feed(const std::string& text,
             const std::vector<std::string>& words,
             int rounds,
             std::uint64_t seed,
             const std::string& place,
             const std::function<void(const std::string&)>& use) {
    std::mt19937_64 random(seed);
    Outcome outcome;
    for (int round = 0; round < rounds; ++round) {
        const std::string input = mutated(text, words, random);
        try {
            use(input);
            ++outcome.accepted;
        } catch (const vta::UserError& error) {
            ++outcome.refused;
            const std::string message = error.what();
            if (message.find(place) == std::string::npos || message.size() > 4000)
                FAIL("round " << round << ": " << message);
        }
    }
    return outcome;
}

const std::vector<std::string> kNumbers = {"-1",
                                           "0",
                                           "1",
                                           "3",
                                           "65536",
                                           "4294967296",
                                           "1e9",
                                           "1.5",
                                           "18446744073709551615",
                                           "99999999999999999999999",
                                           "0x",
                                           "\"\"",
                                           "null"};

std::vector<std::string> with_numbers(std::vector<std::string> words) {
    words.insert(words.end(), kNumbers.begin(), kNumbers.end());
    return words;
}

std::string text_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("Damaged configurations are refused clearly or make a legal configuration") {
    const auto seed = vta::tests::test_seed(1);
    CAPTURE(seed);
    const auto words = with_numbers({"{",
                                     "}",
                                     "[",
                                     ",",
                                     ":",
                                     "\"batch\": 3,",
                                     "\"LOG_BLOCK\": 9,",
                                     "\"LOG_INP_BUFF_SIZE\": 31,",
                                     "\"uop_depth\": 1,"});
    for (const char* name : {"de10nano", "ultra96"}) {
        const Outcome outcome =
            feed(text_of(*shipped_config_path(name)),
                 words,
                 10000,
                 seed,
                 "x.json",
                 [](const std::string& text) {
                     const HardwareConfig config =
                         config_from_json(vta::JsonReader::parse_text(text, "x.json"), "x");
                     const Codec codec(config);  // a legal configuration has a layout
                     if (config.notes().size() > 20) FAIL("notes");
                 });
        CHECK(outcome.refused > 1000);
        CHECK(outcome.accepted > 10);
    }
}

TEST_CASE("Random legal parameters always have a layout, the others a message") {
    const auto seed = vta::tests::test_seed(2);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    int legal = 0;
    for (int round = 0; round < 100000; ++round) {
        HardwareParameters p;
        const auto power = [&random](int low, int high) {
            return 1u << (low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1)));
        };
        p.batch = power(0, 4);
        p.block_in = power(2, 7);
        p.block_out = power(2, 7);
        p.inp_bits = power(3, 5);
        p.wgt_bits = power(3, 5);
        p.acc_bits = power(3, 5);
        p.out_bits = power(3, 5);
        p.uop_index_bits = static_cast<std::uint32_t>(7 + random() % 8);
        p.uop_depth = power(1, 14);
        p.inp_depth = power(1, 17);
        p.wgt_depth = power(1, 17);
        p.acc_depth = power(1, 13);
        try {
            const HardwareConfig config(p);
            const Codec codec(config);
            const auto bits = codec.uop_field_bits();
            if (bits[0] + bits[1] + bits[2] > 32) FAIL("a micro-op of more than 32 bits");
            ++legal;
        } catch (const vta::ConfigError&) {
        }
    }
    CHECK(legal > 100);
}

TEST_CASE("Damaged configuration names and strings are refused clearly") {
    const auto seed = vta::tests::test_seed(3);
    CAPTURE(seed);
    feed("1x16_i8w8a32_15_15_18_17",
         {"99", "x", "_", "1x", "_i", "\xff"},
         3000,
         seed,
         "",
         [](const std::string& text) { find_config(text); });
}

TEST_CASE("Damaged assembler text is refused clearly or assembles") {
    const auto seed = vta::tests::test_seed(4);
    CAPTURE(seed);
    const auto words = with_numbers({"load",
                                     " inp",
                                     "=",
                                     ",",
                                     ":",
                                     "\n",
                                     "\"",
                                     "\\",
                                     ";",
                                     ".uops u 0\n",
                                     ".kernel k\n",
                                     ".uop 1 2 3\n",
                                     ".fill 9\n",
                                     ".data d 0x10\n",
                                     ".bytes 0011\n",
                                     " uop=k",
                                     " unused=0x1",
                                     " pop_prev",
                                     "+",
                                     ".word 0x5\n",
                                     ".base inp=1\n",
                                     ".expect e 0\n",
                                     ".buffer b 64 size=9\n"});
    const std::string doc = text_of(VTA_SOURCE_DIR "/docs/assembler.md");
    const std::size_t begin = doc.find("```\n") + 4;
    const std::string example = doc.substr(begin, doc.find("```", begin) - begin);
    const HardwareConfig config;
    // The example of the documentation is a program.
    CHECK(assemble(example, "x.vta", config).program.instructions.size() == 8);
    const Outcome outcome =
        feed(example, words, 20000, seed, "x.vta:", [&config](const std::string& text) {
            const Program program = assemble(text, "x.vta", config).program;
            const std::string written = disassemble(config, program);
            const Program back = assemble(written, "back", config).program;
            if (back.instructions != program.instructions)
                FAIL("changed by a round trip:\n" << text);
            declared_config(text, "x.vta");
        });
    CHECK(outcome.refused > 1000);
    CHECK(outcome.accepted > 100);
}

TEST_CASE("Random bytes are refused clearly by every reader") {
    const auto seed = vta::tests::test_seed(5);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 5000; ++round) {
        std::string text(random() % 200, '\0');
        for (char& c : text) c = static_cast<char>(random());
        try {
            assemble(text, "x", HardwareConfig());
        } catch (const vta::ProgramError&) {
        }
        CHECK_THROWS_AS(config_from_json(vta::JsonReader::parse_text(text, "x"), "x"),
                        vta::ConfigError);
    }
}

TEST_CASE("Damaged manifests are refused clearly or load") {
    const auto seed = vta::tests::test_seed(6);
    CAPTURE(seed);
    std::string folder = (std::filesystem::temp_directory_path() / "vta-test-XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    ProgramImage image;
    image.config = "de10nano";
    image.program.dram_bytes = 65536;
    image.program.base[0] = 0x1000;
    image.program.segments = {{"inp", 0x2000, {1, 2, 3}}};
    image.program.expected = {{"out", 0x3000, {4}}};
    image.program.instructions = {{3, 0}};
    save_program_image(folder + "/p.json", image);
    const std::string manifest = text_of(folder + "/p.json");
    const auto words = with_numbers({"{",
                                     "}",
                                     "[",
                                     "]",
                                     ",",
                                     ":",
                                     "..",
                                     "/",
                                     "/dev/zero",
                                     "\\u0000",
                                     "p.json",
                                     "\"offset\": 1, ",
                                     "\"bytes\": 2, ",
                                     "\"0xffffffffffffffff\""});
    const Outcome outcome =
        feed(manifest, words, 500, seed, "m.json", [&folder](const std::string& text) {
            std::ofstream(folder + "/m.json") << text;
            load_program_image(folder + "/m.json");
        });
    std::filesystem::remove_all(folder);
    CHECK(outcome.refused > 100);
    CHECK(outcome.accepted > 5);
}
