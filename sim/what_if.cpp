// SPDX-License-Identifier: Apache-2.0
#include "sim/what_if.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "isa/codec.h"
#include "models/timing/program_replay.h"
#include "sim/more_buffers.h"
#include "sim/session.h"

namespace vta::sim {

namespace {

using isa::HardwareParameters;

// Adds the change unless the parameter stays, or the machine would not be legal.
void add(std::vector<Change>& changes,
         const isa::HardwareConfig& config,
         std::uint32_t HardwareParameters::*parameter,
         std::uint32_t value,
         const char* key,
         const char* text) {
    HardwareParameters parameters = config.parameters();
    const std::uint32_t before = parameters.*parameter;
    if (value == before || value == 0) return;
    parameters.*parameter = value;
    try {
        changes.push_back({fmt::format(fmt::runtime(text), before, value),
                           fmt::format("{} {}", key, value),
                           isa::HardwareConfig(parameters),
                           {},
                           false});
    } catch (const ConfigError&) {
        // No machine is built like that.
    }
}

std::vector<isa::Instruction> decode(const isa::HardwareConfig& config,
                                     const isa::Program& program) {
    const isa::Codec codec(config);
    std::vector<isa::Instruction> instructions;
    for (const isa::Word128& word : program.instructions) {
        const auto instruction = codec.decode(word);
        if (!instruction) break;
        instructions.push_back(*instruction);
    }
    return instructions;
}

std::vector<isa::Instruction> changed_instructions(const isa::Program& program,
                                                   const Change& change,
                                                   const TokenCounts& tokens) {
    std::vector<isa::Instruction> instructions = decode(change.config, program);
    for (const TokenQueue queue : change.more_buffers)
        instructions = with_more_buffers(
            std::move(instructions), queue, tokens[static_cast<std::size_t>(queue)]);
    return change.second_uops ? with_second_uops(change.config, instructions) : instructions;
}

/// A launch that leaves these tokens in the queues.
isa::Program leaving(const isa::Codec& codec,
                     const isa::Program& program,
                     const TokenCounts& tokens) {
    isa::Program before = program;
    before.instructions.clear();
    const auto add = [&](TokenQueue queue, isa::Opcode opcode, bool isa::Instruction::*push) {
        isa::Instruction instruction;
        instruction.opcode = opcode;
        // A token-only LOAD belongs to Load or Compute by its memory.
        if (producer_of(queue) == isa::Module::kLoad)
            instruction.memory_type = isa::MemoryType::kInp;
        instruction.*push = true;
        const std::uint32_t count = tokens[static_cast<std::size_t>(queue)];
        before.instructions.insert(before.instructions.end(), count, codec.encode(instruction));
    };
    using isa::Instruction;
    add(TokenQueue::kLoadToCompute, isa::Opcode::kLoad, &Instruction::push_next);
    add(TokenQueue::kComputeToLoad, isa::Opcode::kLoad, &Instruction::push_prev);
    add(TokenQueue::kComputeToStore, isa::Opcode::kLoad, &Instruction::push_next);
    add(TokenQueue::kStoreToCompute, isa::Opcode::kStore, &Instruction::push_prev);
    isa::Instruction finish;
    finish.opcode = isa::Opcode::kFinish;
    before.instructions.push_back(codec.encode(finish));
    return before;
}

}  // namespace

std::vector<Change> changes_to_try(const isa::HardwareConfig& config) {
    std::vector<Change> changes;
    const HardwareParameters& now = config.parameters();
    add(changes,
        config,
        &HardwareParameters::memory_data_bits,
        2 * now.memory_data_bits,
        "memory_data_bits",
        "memory bus of {1} instead of {0} bits");
    add(changes,
        config,
        &HardwareParameters::memory_cycles_per_beat,
        now.memory_cycles_per_beat / 2,
        "memory_cycles_per_beat",
        "a beat every {1} instead of {0} cycles");
    add(changes,
        config,
        &HardwareParameters::memory_first_beat_latency,
        now.memory_first_beat_latency / 2,
        "memory_first_beat_latency",
        "memory latency of {1} instead of {0} cycles");
    add(changes,
        config,
        &HardwareParameters::memory_burst_length_bits,
        now.memory_burst_length_bits + 1,
        "memory_burst_length_bits",
        "bursts of 2^{1} instead of 2^{0} beats");
    add(changes,
        config,
        &HardwareParameters::outstanding_reads,
        std::min(64u, 2 * now.outstanding_reads),
        "outstanding_reads",
        "{1} instead of {0} outstanding reads");
    add(changes,
        config,
        &HardwareParameters::instruction_queue_depth,
        2 * now.instruction_queue_depth,
        "instruction_queue_depth",
        "command queues of {1} instead of {0} instructions");
    const auto buffers = [&](const char* text, const char* how, std::vector<TokenQueue> queues) {
        Change change{text, how, config, std::move(queues), false};
        change.second_uops = change.more_buffers.back() == TokenQueue::kStoreToCompute;
        changes.push_back(std::move(change));
    };
    buffers("one more buffer for inputs and weights",
            "let loads run one step further ahead of compute",
            {TokenQueue::kComputeToLoad});
    buffers("one more buffer for results",
            "let compute run one tile further ahead of stores, as a second virtual thread does "
            "where inputs and weights have two buffers already",
            {TokenQueue::kStoreToCompute});
    buffers("one more buffer for inputs, weights and results",
            "let loads and compute run one step further ahead, as a second virtual thread does "
            "where inputs and weights have one buffer",
            {TokenQueue::kComputeToLoad, TokenQueue::kStoreToCompute});
    return changes;
}

Change no_change(const isa::HardwareConfig& config) { return {"", "", config, {}, false}; }

timing::Cycle predict_cycles(const isa::Program& program,
                             const Change& change,
                             const TokenCounts& tokens) {
    timing::ReplayOptions options;
    options.tokens = tokens;
    return timing::replay_program(
               change.config, program.base, changed_instructions(program, change, tokens), options)
        .cycles;
}

timing::Cycle measure_cycles(const isa::Program& program,
                             const Change& change,
                             const TokenCounts& tokens) {
    const isa::Codec codec(change.config);
    isa::Program changed = program;
    if (!change.more_buffers.empty()) {
        changed.instructions.clear();
        for (const isa::Instruction& instruction : changed_instructions(program, change, tokens))
            changed.instructions.push_back(codec.encode(instruction));
    }
    const isa::Program before = leaving(codec, program, tokens);
    // Both may reach beyond the place of the original instructions, over data: only time counts.
    const std::uint64_t end =
        changed.base[0] +
        std::max(before.instructions.size(), changed.instructions.size()) * isa::kInstructionBytes;
    changed.dram_bytes = std::max(changed.dram_bytes, (end + 0xfff) / 0x1000 * 0x1000);
    SessionOptions options;
    options.timing_only = true;
    const auto session = make_session(change.config, options);
    session->power_up(changed);
    if (before.instructions.size() > 1) session->launch(before, {});
    return session->launch(changed, {}).cycles;
}

}  // namespace vta::sim
