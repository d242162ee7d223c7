// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "base/error.h"
#include "models/functional/simulator.h"
#include "tests/functional/golden_vectors.h"
#include "tests/support/plain_interpreter.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

using functional::Dram;
using functional::Kernels;
using functional::Simulator;

isa::HardwareConfig config_of(const GoldenRecord& record) {
    return golden_config(require_data("golden/configs.json"), record.config);
}

bool has_bytes(const GoldenRecord& record) {
    return std::any_of(record.launches.begin(), record.launches.end(), [](const auto& launch) {
        return !launch.dram_crc32.empty();
    });
}

/// Launches that were compared.
int replay(const GoldenRecord& record, Kernels kernels) {
    Simulator simulator(config_of(record), kernels);
    Dram dram(record.program.dram_bytes);
    place(record.program, dram);
    int compared = 0;
    for (const GoldenLaunch& launch : record.launches) {
        isa::Program program = record.program;
        program.instructions = launch.instructions;
        place_instructions(program, dram);
        const auto count = static_cast<std::uint32_t>(launch.instructions.size());
        const functional::RunResult result = simulator.run(program.base, count, dram);
        CHECK(result.finished);
        CHECK(result.acc_writes == launch.acc_writes);
        if (launch.dram_crc32.empty()) continue;
        CHECK(crc32_hex(dram.data(), dram.size()) == launch.dram_crc32);
        ++compared;
    }
    return compared;
}

int replay_file(const std::string& name, Kernels kernels) {
    int compared = 0;
    for (const GoldenRecord& record : read_golden(require_data("golden/" + name))) {
        if (!has_bytes(record)) continue;  // timing only; may leave DRAM or race
        CAPTURE(name, record.name, kernel_target_name(kernels));
        compared += replay(record, kernels);
    }
    return compared;
}

}  // namespace

TEST_CASE("Simulator leaves the DRAM that the original hardware leaves") {
    const auto kernels = GENERATE(Kernels::kScalar, Kernels::kSimd, Kernels::kBest);
    const auto file = GENERATE("de10nano.jsonl",
                               "pynq.jsonl",
                               "b8.jsonl",
                               "b8x16.jsonl",
                               "b32.jsonl",
                               "bus128.jsonl",
                               "bus256.jsonl",
                               "q8.jsonl",
                               "third_party.jsonl",
                               "relaunch.jsonl");
    CHECK(replay_file(file, kernels) > 0);
}

TEST_CASE("Simulator computes whole layers as the original hardware does") {
    const auto kernels = GENERATE(Kernels::kScalar, Kernels::kSimd, Kernels::kBest);
    CHECK(replay_file("layers.jsonl", kernels) == 6);
}

TEST_CASE("The plain interpreter agrees with the original hardware") {
    const auto file = GENERATE("de10nano.jsonl", "b8x16.jsonl", "b32.jsonl", "third_party.jsonl");
    int compared = 0;
    for (const GoldenRecord& record : read_golden(require_data(std::string("golden/") + file))) {
        const GoldenLaunch& launch = record.launches.front();
        if (launch.dram_crc32.empty()) continue;
        CAPTURE(file, record.name);
        isa::Program program = record.program;
        program.instructions = launch.instructions;
        Dram dram(program.dram_bytes);
        place(program, dram);
        std::vector<std::uint8_t> bytes(dram.data(), dram.data() + dram.size());
        PlainInterpreter plain(config_of(record));
        plain.run(program.base, static_cast<std::uint32_t>(program.instructions.size()), bytes);
        CHECK(crc32_hex(bytes.data(), bytes.size()) == launch.dram_crc32);
        ++compared;
    }
    CHECK(compared > 0);
}

}  // namespace vta::tests
