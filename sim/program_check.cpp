// SPDX-License-Identifier: Apache-2.0
#include "sim/program_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/codec.h"
#include "isa/disassembler.h"
#include "sim/explain_stuck.h"
#include "sim/race_remedy.h"

namespace vta::sim {

namespace {

using cosim::Rule;
using cosim::Violation;

// Remedies of races are tried out, which takes a walk through the program each.
constexpr std::size_t kTriedRemedies = 8;

const char* remedy_of(Rule rule) {
    switch (rule) {
        case Rule::kUndecodable:
            return "use an opcode, memory type and ALU opcode that exist, or place FINISH before "
                   "it";
        case Rule::kTokenFlag:
            return "clear the flag: load has no module before it, store none behind it";
        case Rule::kZeroCount:
            return "give every loop count, micro-op range and y_size at least 1";
        case Rule::kUopRange:
            return "split the instruction, or place the micro-ops lower";
        case Rule::kScratchpadRange:
            return "move or cut the tile; the hardware wraps around to tensor 0";
        case Rule::kDramRange:
            return "correct the address, or give the program more DRAM";
        case Rule::kReservedPage:
            return "place buffers at 4096 or above; the hardware never answers address 0";
        case Rule::kBaseOverlap:
            return "align the base register above the largest offset: the hardware ORs the two";
        case Rule::kAluLag:
            return "put another operation between the two, or swap the loops";
        case Rule::kTokenOverflow:
            return "pop tokens before 255 lie in the queue; the counter saturates";
        case Rule::kNoFinish:
            return "end the program with FINISH";
        case Rule::kAfterFinish:
            return "let FINISH, or a compute instruction before it, pop a token that follows it";
        case Rule::kUnknownUops:
            return "load micro-ops from memory that no STORE writes, or check the run: vta run "
                   "--check-races";
        case Rule::kInstructionRace:
            return "store elsewhere: Fetch reads ahead of execution";
        default:
            return "";
    }
}

FoundInstruction found(const isa::Codec& codec, const isa::Program& program, std::uint32_t at) {
    if (at >= program.instructions.size()) return {at, "the end of the program"};
    return {at, isa::disassemble(codec, program.instructions[at])};
}

std::vector<isa::Instruction> decode(const isa::Codec& codec, const isa::Program& program) {
    std::vector<isa::Instruction> instructions;
    for (const isa::Word128& word : program.instructions)
        instructions.push_back(codec.decode(word).value_or(isa::Instruction{}));
    return instructions;
}

}  // namespace

std::string Finding::to_text() const {
    std::string text = fmt::format("{}: {}: {}",
                                   severity() == cosim::Severity::kError ? "error" : "note",
                                   cosim::to_string(rule),
                                   message);
    if (!remedy.empty()) text += "\n  remedy: " + remedy;
    return text;
}

PushJudge judge_pushes(const isa::HardwareConfig& config, const isa::Program& program) {
    return [&](const MissingPush& missing) {
        const isa::Codec codec(config);
        isa::Program changed = program;
        isa::Word128& word = changed.instructions[missing.index];
        auto instruction = codec.decode(word);
        if (!instruction) return false;
        const bool prev = std::string(push_flag_of(missing.queue)) == "push_prev";
        (prev ? instruction->push_prev : instruction->push_next) = true;
        word = codec.encode(*instruction);
        return cosim::LegalityChecker(config).check(changed, {1, false}).errors == 0;
    };
}

std::vector<Finding> findings_of(const isa::HardwareConfig& config,
                                 const isa::Program& program,
                                 std::size_t launch,
                                 const cosim::QueueTokens& tokens,
                                 const std::vector<Violation>& violations,
                                 const isa::StuckState& stuck) {
    const isa::Codec codec(config);
    std::optional<RaceRemedy> remedies;
    std::size_t tried = 0;
    std::vector<Finding> findings;
    for (const Violation& violation : violations) {
        Finding finding;
        finding.rule = violation.rule;
        finding.launch = launch;
        const std::uint32_t other = violation.other.value_or(violation.index);
        finding.instruction = found(codec, program, std::min(violation.index, other));
        finding.place = violation.place;
        finding.message = violation.message;
        finding.remedy = remedy_of(violation.rule);
        if (violation.rule == Rule::kStuck)
            finding.message =
                explain_stuck(config,
                              program.instructions,
                              tokens,
                              stuck,
                              launch == 0 ? judge_pushes(config, program) : PushJudge());
        if (violation.other) {
            finding.other = found(codec, program, std::max(violation.index, other));
            if (!remedies)
                remedies.emplace(
                    decode(codec, program), config.parameters().instruction_queue_depth, tokens);
            if (tried++ < kTriedRemedies) finding.remedy = remedies->text(violation.index, other);
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

ProgramFindings check_program(const LoadedProgram& program, std::size_t most) {
    ProgramFindings result;
    result.program = program.path;
    result.config = program.config.name();
    result.launches = program.launches.size();
    cosim::LegalityChecker checker(program.config);
    cosim::LegalityOptions options;
    options.most = most;
    options.notes = true;
    cosim::QueueTokens tokens{};
    for (std::size_t launch = 0; launch < program.launches.size(); ++launch) {
        const isa::Program& one = program.launches[launch];
        if (program.form == "network") result.layers.push_back(one.name);
        const cosim::LegalityReport report = checker.check(one, options);
        result.instructions += one.instructions.size();
        result.errors += report.errors;
        result.notes += report.notes;
        auto findings = findings_of(
            program.config, one, launch, tokens, report.violations, report.order.stuck_state);
        std::move(findings.begin(), findings.end(), std::back_inserter(result.findings));
        tokens = report.order.left;
        // What follows a program that cannot end is never reached.
        if (report.order.stuck || report.order.start.empty()) break;
    }
    std::stable_sort(
        result.findings.begin(), result.findings.end(), [](const Finding& a, const Finding& b) {
            return a.severity() < b.severity();
        });
    return result;
}

}  // namespace vta::sim
