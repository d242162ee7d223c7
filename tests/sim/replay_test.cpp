// SPDX-License-Identifier: Apache-2.0
#include "models/timing/program_replay.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "isa/codec.h"
#include "sim/config_set.h"
#include "sim/vector.h"
#include "sim/vector_replayer.h"

namespace vta::tests {
namespace {

void compare_times(const timing::InstructionTimes& times,
                   const sim::TimelineEntry& entry,
                   std::int64_t cycles) {
    if (entry.dispatched <= cycles) REQUIRE(times.dispatch == entry.dispatched);
    if (entry.started && *entry.started < cycles) REQUIRE(times.start == *entry.started);
    if (entry.done && *entry.done <= cycles) REQUIRE(times.done == *entry.done);
}

/// Replays the first launch of a vector and compares every cycle that the hardware recorded.
void compare(const isa::HardwareConfig& config, const sim::Vector& vector) {
    const isa::Codec codec(config);
    const isa::Program program = sim::to_program(vector, 0);
    std::vector<isa::Instruction> instructions;
    for (const isa::Word128& word : program.instructions)
        instructions.push_back(codec.decode(word).value_or(isa::Instruction{}));
    const timing::Replay replay = timing::replay_program(config, program.base, instructions);
    const sim::LaunchRecord& record = vector.launches.front();
    REQUIRE(replay.finished);
    CHECK(static_cast<std::uint64_t>(replay.cycles) == record.cycles);
    std::array<std::size_t, isa::kModuleCount> next{};
    for (std::size_t at = 0; at < instructions.size(); ++at) {
        const auto module = static_cast<std::size_t>(isa::module_of(instructions[at]));
        if (next[module] == record.timeline[module].size()) continue;
        compare_times(replay.times[at], record.timeline[module][next[module]++], replay.cycles);
    }
}

}  // namespace

TEST_CASE("A replay gives every golden program's recorded cycles, instruction by instruction") {
    sim::ConfigSet configs;
    std::size_t replayed = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(std::string(VTA_SOURCE_DIR) + "/tests/golden")) {
        if (file.path().extension() != ".jsonl") continue;
        sim::VectorReader reader(file.path().string());
        while (reader.next_line()) {
            const sim::Vector vector = reader.parse();
            CAPTURE(vector.where(), vector.name);
            compare(configs.find(sim::config_name_of(vector), vector.where()), vector);
            ++replayed;
        }
    }
    CHECK(replayed > 200);
}

}  // namespace vta::tests
