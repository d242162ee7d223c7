// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <filesystem>
#include <optional>

#include "isa/codec.h"
#include "models/functional/dram.h"
#include "models/functional/simulator.h"
#include "sim/config_set.h"
#include "sim/crc32.h"
#include "sim/program_check.h"
#include "sim/vector_replayer.h"
#include "tests/sim/stuck_programs.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

constexpr bool isa::Instruction::*kFlags[] = {&isa::Instruction::pop_prev,
                                              &isa::Instruction::pop_next,
                                              &isa::Instruction::push_prev,
                                              &isa::Instruction::push_next};

struct Tally {
    std::size_t stuck = 0, races = 0, other = 0, harmless = 0;
    std::size_t deleted() const { return stuck + races + other + harmless; }
};

/// Runs a program without one of its flags: DRAM ends as the hardware's did.
void require_harmless(const isa::HardwareConfig& config,
                      const sim::Vector& vector,
                      const isa::Program& good,
                      const isa::Program& without) {
    functional::Simulator simulator(config);
    functional::Dram dram(good.dram_bytes);
    functional::place(without, dram);
    const auto count = static_cast<std::uint32_t>(good.instructions.size());
    REQUIRE(simulator.run(good.base, count, dram).finished);
    functional::place_instructions(good, dram);  // they differ by the flag
    REQUIRE(vector.launches[0].dram_crc32);
    REQUIRE(sim::crc32(dram.data(), vector.dram_bytes) == *vector.launches[0].dram_crc32);
}

/// Deletes one flag after the other: what no finding names must not change a byte of DRAM.
void delete_flags(const isa::HardwareConfig& config, const sim::Vector& vector, Tally& tally) {
    const isa::Codec codec(config);
    const isa::Program good = sim::first_program(config, vector);
    for (std::size_t at = 0; at < good.instructions.size(); ++at) {
        for (const auto flag : kFlags) {
            isa::Instruction instruction = codec.decode(good.instructions[at]).value();
            if (!(instruction.*flag)) continue;
            instruction.*flag = false;
            sim::LoadedProgram bad;
            bad.config = config;
            bad.launches.push_back(good);
            bad.launches[0].instructions[at] = codec.encode(instruction);
            const auto findings = sim::check_program(bad, 1);
            CAPTURE(vector.where(), vector.name, at);
            if (findings.errors > 0) {
                const cosim::Rule rule = findings.findings.front().rule;
                ++(rule == cosim::Rule::kStuck  ? tally.stuck
                   : rule == cosim::Rule::kRace ? tally.races
                                                : tally.other);
                continue;
            }
            ++tally.harmless;
            require_harmless(config, vector, good, bad.launches[0]);
        }
    }
}

}  // namespace

TEST_CASE("Every flag of golden pipeline programs is missed, or proven not to matter") {
    sim::ConfigSet configs;
    Tally tally;
    for (const sim::Vector& vector : golden_vectors("pipeline"))
        delete_flags(configs.find(sim::config_name_of(vector), vector.where()), vector, tally);
    WARN("flags deleted: " << tally.deleted() << "; stuck " << tally.stuck << ", races "
                           << tally.races << ", other findings " << tally.other << ", harmless "
                           << tally.harmless);
    CHECK(tally.deleted() > 1000);
    CHECK(tally.stuck > 100);
    CHECK(tally.races > 100);
}

TEST_CASE("Every flag of all recorded pipeline programs is missed, or proven not to matter",
          "[.][slow]") {
    const std::string folder = require_data("golden");
    sim::ConfigSet configs(folder + "/configs.json");
    Tally tally;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        if (file.path().extension() != ".jsonl") continue;
        sim::VectorReader reader(file.path().string());
        while (reader.next_line()) {
            const sim::Vector vector = reader.parse();
            if (vector.kind != "pipeline") continue;
            delete_flags(configs.find(sim::config_name_of(vector), vector.where()), vector, tally);
        }
    }
    WARN("flags deleted: " << tally.deleted() << "; stuck " << tally.stuck << ", races "
                           << tally.races << ", other findings " << tally.other << ", harmless "
                           << tally.harmless);
    CHECK(tally.deleted() > 5000);
}

}  // namespace vta::tests
