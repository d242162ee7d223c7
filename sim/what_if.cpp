// SPDX-License-Identifier: Apache-2.0
#include "sim/what_if.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "isa/codec.h"
#include "models/timing/program_replay.h"
#include "sim/session.h"

namespace vta::sim {

namespace {

using isa::HardwareParameters;

constexpr std::size_t kComputeToLoad = 1;
constexpr std::size_t kStoreToCompute = 3;

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
                           {}});
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

/// Loads micro-ops again for the second of two buffers, whose addresses are others. Results
/// alternate between the buffers; what both need is loaded where the second one begins to.
class SecondUops {
  public:
    explicit SecondUops(const isa::HardwareConfig& config)
        : loads_(config.depth(isa::MemoryType::kUop), kNone) {}

    std::vector<isa::Instruction> add(const std::vector<isa::Instruction>& instructions) {
        users_.assign(instructions.size(), {});
        std::vector<isa::Instruction> result;
        bool second = false;
        for (std::size_t at = 0; at < instructions.size(); ++at) {
            const isa::Instruction& instruction = instructions[at];
            const bool operation =
                instruction.opcode == isa::Opcode::kGemm || instruction.opcode == isa::Opcode::kAlu;
            if (operation)
                for (const std::size_t load : missing(instruction, second))
                    result.push_back(without_tokens(instructions[load]));
            if (is_uop_load(instruction)) note_load(instruction, at);
            result.push_back(instruction);
            const bool compute = isa::module_of(instruction) == isa::Module::kCompute;
            if (compute && instruction.push_next) second = !second;
        }
        return result;
    }

  private:
    static constexpr std::size_t kNone = ~std::size_t{0};
    struct Users {
        bool first = false, second = false;
    };

    static bool is_uop_load(const isa::Instruction& instruction) {
        return instruction.opcode == isa::Opcode::kLoad &&
               instruction.memory_type == isa::MemoryType::kUop && !instruction.is_sync();
    }
    static isa::Instruction without_tokens(isa::Instruction instruction) {
        instruction.pop_prev = instruction.pop_next = false;
        instruction.push_prev = instruction.push_next = false;
        return instruction;
    }
    void note_load(const isa::Instruction& instruction, std::size_t at) {
        const std::size_t count = std::size_t{instruction.x_size} * instruction.y_size;
        const std::size_t end = std::min(loads_.size(), instruction.sram_base + count);
        for (std::size_t uop = instruction.sram_base; uop < end; ++uop) loads_[uop] = at;
    }
    /// The loads that the other buffer used so far, and this one uses now.
    std::vector<std::size_t> missing(const isa::Instruction& instruction, bool second) {
        std::vector<std::size_t> result;
        const std::size_t end = std::min<std::size_t>(loads_.size(), instruction.uop_end);
        for (std::size_t uop = instruction.uop_begin; uop < end; ++uop) {
            if (loads_[uop] == kNone) continue;
            Users& users = users_[loads_[uop]];
            const bool new_here = second ? !users.second : !users.first;
            if (new_here && (users.first || users.second)) result.push_back(loads_[uop]);
            (second ? users.second : users.first) = true;
        }
        return result;
    }

    std::vector<std::size_t> loads_;  ///< by micro-op: the instruction that loaded it
    std::vector<Users> users_;        ///< by instruction
};

std::vector<isa::Instruction> changed_instructions(const isa::Program& program,
                                                   const Change& change) {
    const auto instructions = decode(change.config, program);
    return change.second_uops ? SecondUops(change.config).add(instructions) : instructions;
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
    Change buffers{"one more buffer for inputs and weights (double buffering)",
                   "let loads run one step further ahead of compute, e.g. with virtual threads",
                   config,
                   {}};
    buffers.tokens[kComputeToLoad] = 1;
    changes.push_back(buffers);
    buffers.text = "one more buffer for inputs, weights and results";
    buffers.how = "let loads and compute run one step further ahead, e.g. with virtual threads";
    buffers.tokens[kStoreToCompute] = 1;
    buffers.second_uops = true;
    changes.push_back(buffers);
    return changes;
}

Change no_change(const isa::HardwareConfig& config) { return {"", "", config, {}}; }

timing::Cycle predict_cycles(const isa::Program& program, const Change& change) {
    timing::ReplayOptions options;
    options.tokens = change.tokens;
    return timing::replay_program(
               change.config, program.base, changed_instructions(program, change), options)
        .cycles;
}

timing::Cycle measure_cycles(const isa::Program& program, const Change& change) {
    const isa::Codec codec(change.config);
    isa::Program changed = program;
    if (change.second_uops) {
        changed.instructions.clear();
        for (const isa::Instruction& instruction : changed_instructions(program, change))
            changed.instructions.push_back(codec.encode(instruction));
    }
    const auto insert = [&](isa::Opcode opcode, bool isa::Instruction::*push) {
        isa::Instruction sync;
        sync.opcode = opcode;
        sync.*push = true;
        changed.instructions.insert(changed.instructions.begin(), codec.encode(sync));
    };
    for (std::uint32_t n = 0; n < change.tokens[kComputeToLoad]; ++n)
        insert(isa::Opcode::kLoad, &isa::Instruction::push_prev);
    for (std::uint32_t n = 0; n < change.tokens[kStoreToCompute]; ++n)
        insert(isa::Opcode::kStore, &isa::Instruction::push_prev);
    // They may reach beyond the place of the original instructions, over data: only time counts.
    const std::uint64_t end =
        changed.base[0] + changed.instructions.size() * isa::kInstructionBytes;
    changed.dram_bytes = std::max(changed.dram_bytes, (end + 0xfff) / 0x1000 * 0x1000);
    SessionOptions options;
    options.timing_only = true;
    const auto session = make_session(change.config, options);
    session->power_up(changed);
    return session->launch(changed, {}).cycles;
}

}  // namespace vta::sim
