// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/stuck_programs.h"

#include <optional>

#include "isa/codec.h"
#include "models/functional/dram.h"
#include "models/functional/simulator.h"
#include "sim/vector_replayer.h"

namespace vta::tests {

namespace {

std::optional<isa::StuckState> run_until_stuck(functional::Simulator& simulator,
                                               functional::Dram& dram,
                                               const isa::Program& program) {
    simulator.reset();
    functional::place_instructions(program, dram);
    try {
        simulator.run(program.base, static_cast<std::uint32_t>(program.instructions.size()), dram);
    } catch (const isa::StuckError& error) {
        return error.state();
    }
    return std::nullopt;
}

}  // namespace

std::vector<sim::Vector> golden_vectors(const std::string& kind, const std::string& config) {
    std::vector<sim::Vector> vectors;
    for (const char* stem : {"b32", "b8", "b8x16", "bus128", "bus256", "de10nano", "pynq", "q8"}) {
        if (!config.empty() && config != stem) continue;
        sim::VectorReader reader(VTA_SOURCE_DIR "/tests/golden/" + std::string(stem) + ".jsonl");
        while (reader.next_line()) {
            sim::Vector vector = reader.parse();
            if (vector.kind == kind) vectors.push_back(std::move(vector));
        }
    }
    return vectors;
}

std::optional<isa::StuckState> stuck_state(const isa::HardwareConfig& config,
                                           const isa::Program& program) {
    functional::Simulator simulator(config);
    functional::Dram dram(program.dram_bytes);
    functional::place(program, dram);
    return run_until_stuck(simulator, dram, program);
}

bool delete_pushes(const isa::HardwareConfig& config, isa::Word128& word) {
    const isa::Codec codec(config);
    auto instruction = codec.decode(word);
    if (!instruction) return false;
    bool any = false;
    for (std::size_t q = 0; q < sim::kTokenQueueCount; ++q) {
        const auto queue = static_cast<sim::TokenQueue>(q);
        if (sim::producer_of(queue) != isa::module_of(*instruction)) continue;
        const bool prev = std::string(sim::push_flag_of(queue)) == "push_prev";
        bool& flag = prev ? instruction->push_prev : instruction->push_next;
        any = any || flag;
        flag = false;
    }
    word = codec.encode(*instruction);
    return any;
}

std::size_t for_each_stuck(const isa::HardwareConfig& config,
                           const sim::Vector& vector,
                           const std::function<void(const StuckProgram&)>& visit) {
    const isa::Codec codec(config);
    functional::Simulator simulator(config);
    functional::Dram dram(vector.dram_bytes);
    const isa::Program good = sim::to_program(vector, 0);
    functional::place(good, dram);
    std::size_t stuck = 0;
    for (std::uint32_t index = 0; index < good.instructions.size(); ++index) {
        const auto instruction = codec.decode(good.instructions[index]);
        for (std::size_t q = 0; q < sim::kTokenQueueCount; ++q) {
            const auto queue = static_cast<sim::TokenQueue>(q);
            if (!instruction || sim::producer_of(queue) != isa::module_of(*instruction)) continue;
            isa::Instruction changed = *instruction;
            const bool prev = std::string(sim::push_flag_of(queue)) == "push_prev";
            bool& flag = prev ? changed.push_prev : changed.push_next;
            if (!flag) continue;
            flag = false;
            isa::Program bad = good;
            bad.instructions[index] = codec.encode(changed);
            const auto state = run_until_stuck(simulator, dram, bad);
            if (!state) continue;
            ++stuck;
            visit({config, vector, bad.instructions, index, queue, *state});
        }
    }
    return stuck;
}

}  // namespace vta::tests
