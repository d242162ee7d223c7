// SPDX-License-Identifier: Apache-2.0
#include "cosim/legality.h"

#include <fmt/format.h>

#include <algorithm>

#include "cosim/instruction_checker.h"
#include "cosim/token_order.h"
#include "isa/codec.h"
#include "isa/disassembler.h"
#include "isa/stuck.h"

namespace vta::cosim {

using isa::Instruction;
using isa::Module;
using isa::Opcode;

const char* to_string(Rule rule) {
    static constexpr const char* kNames[] = {"undecodable instruction",
                                             "token flag",
                                             "zero count",
                                             "micro-op range",
                                             "scratchpad range",
                                             "DRAM range",
                                             "reserved page",
                                             "base register overlap",
                                             "ALU lag",
                                             "token overflow",
                                             "stuck",
                                             "no FINISH",
                                             "after FINISH",
                                             "unknown micro-ops",
                                             "instruction race",
                                             "race",
                                             "ALU repeat",
                                             "tokens left"};
    return kNames[static_cast<std::size_t>(rule)];
}

Severity severity_of(Rule rule) {
    const bool note =
        rule == Rule::kAluLag || rule == Rule::kAluRepeat || rule == Rule::kTokensLeft;
    return note ? Severity::kNote : Severity::kError;
}

std::string Place::text() const {
    const char* unit = memory == "DRAM" ? "byte" : "tensor";
    if (first == last) return fmt::format("{} {} {}", memory, unit, first);
    return fmt::format("{} {}s {} to {}", memory, unit, first, last);
}

namespace {

bool only_asked_for(const Violation& violation) {
    return violation.rule == Rule::kAluRepeat || violation.rule == Rule::kTokensLeft;
}

}  // namespace

bool LegalityReport::legal() const {
    return std::all_of(violations.begin(), violations.end(), [](const Violation& violation) {
        return violation.rule == Rule::kRace || only_asked_for(violation);
    });
}

bool LegalityReport::race_free() const {
    return std::all_of(violations.begin(), violations.end(), only_asked_for);
}

std::string LegalityReport::to_string() const {
    std::string text;
    for (const Violation& violation : violations)
        text += std::string(cosim::to_string(violation.rule)) + ": " + violation.message + "\n";
    return text;
}

namespace {

bool touches_flagless_side(const Instruction& instruction) {
    const Module module = isa::module_of(instruction);
    if (module == Module::kLoad) return instruction.pop_prev || instruction.push_prev;
    return module == Module::kStore && (instruction.pop_next || instruction.push_next);
}

void check_overall(const std::vector<Instruction>& instructions,
                   const TokenOrder& order,
                   Findings& findings) {
    for (std::uint32_t at = 0; at < instructions.size(); ++at)
        if (touches_flagless_side(instructions[at]))
            findings.add(Rule::kTokenFlag, at, "a token flag towards a module that does not exist");
    if (order.stuck) {
        const std::uint32_t at =
            order.stuck_state.waiting.empty() ? 0 : order.stuck_state.waiting.front().index;
        findings.add(Rule::kStuck, at, isa::StuckError(order.stuck_state).what());
    }
    if (order.overflowing_push < instructions.size())
        findings.add(Rule::kTokenOverflow,
                     order.overflowing_push,
                     "its push may be the 256th token in the queue");
}

/// Everything that touches memory must be complete when FINISH starts.
void check_finish(const std::vector<Instruction>& instructions,
                  const TokenOrder& order,
                  Findings& findings) {
    const auto finish =
        std::find_if(order.execution.begin(), order.execution.end(), [&](std::uint32_t at) {
            return instructions[at].opcode == Opcode::kFinish;
        });
    if (finish == order.execution.end()) {
        if (!order.stuck) findings.add(Rule::kNoFinish, 0, "the program has no FINISH");
        return;
    }
    for (std::size_t module = 0; module < isa::kModuleCount; ++module) {
        const auto& stream = order.streams[module];
        for (std::size_t n = order.start[*finish][module]; n < stream.size(); ++n)
            if (!instructions[stream[n]].is_sync() && stream[n] != *finish)
                findings.add(Rule::kAfterFinish, stream[n], "no tokens order it before FINISH");
    }
}

void note_tokens_left(const std::vector<Instruction>& instructions,
                      const TokenOrder& order,
                      Findings& findings) {
    if (order.stuck) return;
    static constexpr const char* kNames[] = {
        "load to compute", "compute to load", "compute to store", "store to compute"};
    for (std::size_t queue = 0; queue < order.left.size(); ++queue) {
        if (order.left[queue] == 0) continue;
        // The last instruction that pushed one.
        const std::size_t producer = queue == 0 ? 0 : queue == 3 ? 2 : 1;
        const bool towards_next = queue % 2 == 0;
        const auto& stream = order.streams[producer];
        const auto last = std::find_if(stream.rbegin(), stream.rend(), [&](std::uint32_t at) {
            return towards_next ? instructions[at].push_next : instructions[at].push_prev;
        });
        findings.add(Rule::kTokensLeft,
                     last == stream.rend() ? 0 : *last,
                     fmt::format("{} token{} left in the queue {} when the program ends; a launch "
                                 "that follows finds {}",
                                 order.left[queue],
                                 order.left[queue] == 1 ? " is" : "s are",
                                 kNames[queue],
                                 order.left[queue] == 1 ? "it" : "them"));
    }
}

}  // namespace

struct LegalityChecker::State {
    explicit State(const isa::HardwareConfig& its_config)
        : config(its_config), codec(config), memory(config) {}

    /// False if an instruction cannot be decoded: nothing behind it is ever dispatched.
    bool decode(const isa::Program& program,
                std::vector<Instruction>& instructions,
                LegalityReport& report) const;
    void prepare_dram(const isa::Program& program);

    const isa::HardwareConfig config;
    const isa::Codec codec;
    KnownMemory memory;
    std::optional<functional::Dram> dram;
    QueueTokens tokens{};
};

bool LegalityChecker::State::decode(const isa::Program& program,
                                    std::vector<Instruction>& instructions,
                                    LegalityReport& report) const {
    instructions.reserve(program.instructions.size());
    for (std::uint32_t at = 0; at < program.instructions.size(); ++at) {
        const auto decoded = codec.decode(program.instructions[at]);
        if (!decoded) {
            report.errors = 1;
            report.violations.push_back({Rule::kUndecodable,
                                         at,
                                         std::nullopt,
                                         "instruction " + std::to_string(at) + ": " +
                                             codec.undecodable_reason(program.instructions[at]),
                                         std::nullopt});
            return false;
        }
        instructions.push_back(*decoded);
    }
    return true;
}

void LegalityChecker::State::prepare_dram(const isa::Program& program) {
    if (dram) {
        functional::place_instructions(program, *dram);
        return;
    }
    dram.emplace(program.dram_bytes);
    functional::place(program, *dram);
    memory.dram = &*dram;
}

LegalityChecker::LegalityChecker(const isa::HardwareConfig& config)
    : state_(std::make_unique<State>(config)) {}
LegalityChecker::~LegalityChecker() = default;

LegalityReport LegalityChecker::check(const isa::Program& program, const LegalityOptions& options) {
    State& state = *state_;
    LegalityReport report;
    std::vector<Instruction> instructions;
    if (!state.decode(program, instructions, report)) return report;
    state.prepare_dram(program);
    report.order = order_by_tokens(
        instructions, state.config.parameters().instruction_queue_depth, state.tokens);
    const TokenOrder& order = report.order;
    Findings findings(instructions, options.most);
    check_overall(instructions, order, findings);
    check_finish(instructions, order, findings);
    InstructionChecker::Launch launch{program.base, instructions, order};
    InstructionChecker checker(
        state.config,
        launch,
        state.memory,
        findings,
        options.notes ? InstructionChecker::Scope::kNotes : InstructionChecker::Scope::kRules);
    for (const std::uint32_t at : order.execution) checker.check(at);
    if (options.notes) note_tokens_left(instructions, order, findings);
    state.tokens = order.left;
    report.errors = findings.count(Severity::kError);
    report.notes = findings.count(Severity::kNote);
    report.violations = findings.take();
    return report;
}

LegalityReport check_legality(const isa::HardwareConfig& config,
                              const isa::Program& program,
                              std::size_t most) {
    LegalityOptions options;
    options.most = most;
    return LegalityChecker(config).check(program, options);
}

}  // namespace vta::cosim
