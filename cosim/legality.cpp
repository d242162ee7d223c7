// SPDX-License-Identifier: Apache-2.0
#include "cosim/legality.h"

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
                                             "race"};
    return kNames[static_cast<std::size_t>(rule)];
}

bool LegalityReport::legal() const {
    return std::all_of(violations.begin(), violations.end(), [](const Violation& violation) {
        return violation.rule == Rule::kRace;
    });
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

}  // namespace

LegalityReport check_legality(const isa::HardwareConfig& config,
                              const isa::Program& program,
                              std::size_t most) {
    const isa::Codec codec(config);
    std::vector<Instruction> instructions;
    LegalityReport report;
    for (std::uint32_t at = 0; at < program.instructions.size(); ++at) {
        const auto decoded = codec.decode(program.instructions[at]);
        if (!decoded) {
            report.violations.push_back({Rule::kUndecodable,
                                         at,
                                         std::nullopt,
                                         "instruction " + std::to_string(at) + ": " +
                                             codec.undecodable_reason(program.instructions[at])});
            return report;  // nothing behind it is ever dispatched
        }
        instructions.push_back(*decoded);
    }
    const TokenOrder order =
        order_by_tokens(instructions, config.parameters().instruction_queue_depth);
    Findings findings(instructions, most);
    check_overall(instructions, order, findings);
    check_finish(instructions, order, findings);
    InstructionChecker checker(config, program, instructions, order, findings);
    for (const std::uint32_t at : order.execution) checker.check(at);
    report.violations = findings.take();
    return report;
}

}  // namespace vta::cosim
