// SPDX-License-Identifier: Apache-2.0
#include "sim/explain_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "isa/codec.h"
#include "isa/disassembler.h"
#include "sim/critical_path.h"

namespace vta::sim {

namespace {

constexpr std::size_t kLongest = 5;
// Smaller parts of the whole are summed up for people.
constexpr timing::Cycle kSmallShare = 100;
// Changes that help by less than one part in so many are not worth a line.
constexpr timing::Cycle kWorthwhile = 1000;

/// Kinds of instructions on a path; behind kLoad one for each memory.
enum Kind : std::size_t {
    kFetch,
    kUndecodable,
    kTokenOnly,
    kStore,
    kGemm,
    kGemmReset,
    kAlu,
    kFinish,
    kLoad,
};
constexpr std::size_t kKindCount = kLoad + isa::kMemoryTypeCount;
constexpr std::size_t kCauseCount = static_cast<std::size_t>(cycle::Cause::kGrant) + 1;

std::string name_of(std::size_t kind) {
    static constexpr const char* kNames[] = {
        "fetch", "undecodable", "token only", "STORE", "GEMM", "GEMM reset", "ALU", "FINISH"};
    if (kind < kLoad) return kNames[kind];
    return std::string("LOAD ") + to_string(static_cast<isa::MemoryType>(kind - kLoad));
}

std::size_t kind_of(const PathSegment& segment,
                    const isa::Codec& codec,
                    const isa::Program& program) {
    if (segment.index == cycle::Observer::kNoInstruction) return kFetch;
    const auto instruction = codec.decode(program.instructions[segment.index]);
    if (!instruction) return kUndecodable;
    if (instruction->is_sync()) return kTokenOnly;
    switch (instruction->opcode) {
        case isa::Opcode::kLoad:
            return std::min(kLoad + isa::index_of(instruction->memory_type), kKindCount - 1);
        case isa::Opcode::kStore:
            return kStore;
        case isa::Opcode::kGemm:
            return instruction->reset ? kGemmReset : kGemm;
        case isa::Opcode::kAlu:
            return kAlu;
        case isa::Opcode::kFinish:
            break;
    }
    return kFinish;
}

void add_path(const CriticalPath& path,
              const isa::Codec& codec,
              const isa::Program& program,
              Explanation& explanation) {
    std::array<std::array<timing::Cycle, kCauseCount>, kKindCount> shares{};
    std::vector<PathSegment> segments = path.segments();
    for (const PathSegment& segment : segments) {
        auto& of_kind = shares[kind_of(segment, codec, program)];
        for (const auto& [cause, cycles] : path.causes(segment))
            of_kind[static_cast<std::size_t>(cause)] += cycles;
        if (segment.reason == PathSegment::Reason::kToken) ++explanation.tokens;
        if (segment.index != cycle::Observer::kNoInstruction) ++explanation.instructions;
    }
    for (std::size_t kind = 0; kind < kKindCount; ++kind)
        for (std::size_t cause = 0; cause < kCauseCount; ++cause)
            if (shares[kind][cause] > 0)
                explanation.shares.push_back({name_of(kind),
                                              to_string(static_cast<cycle::Cause>(cause)),
                                              shares[kind][cause]});
    std::stable_sort(explanation.shares.begin(),
                     explanation.shares.end(),
                     [](const auto& a, const auto& b) { return a.cycles > b.cycles; });
    std::stable_sort(segments.begin(), segments.end(), [](const auto& a, const auto& b) {
        return a.end - a.begin > b.end - b.begin;
    });
    for (const PathSegment& segment : segments) {
        if (explanation.longest.size() == kLongest) break;
        if (segment.index == cycle::Observer::kNoInstruction) continue;
        explanation.longest.push_back({segment.index,
                                       isa::disassemble(codec, program.instructions[segment.index]),
                                       segment.begin,
                                       segment.end - segment.begin});
    }
}

}  // namespace

double percent(timing::Cycle part, timing::Cycle whole) {
    return whole > 0 ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0;
}

std::vector<Explanation::Advice> worthwhile(timing::Cycle cycles,
                                            std::vector<Explanation::Advice> advice) {
    const auto small = [&](const Explanation::Advice& one) {
        return (cycles - one.predicted) * kWorthwhile < cycles;
    };
    advice.erase(std::remove_if(advice.begin(), advice.end(), small), advice.end());
    std::stable_sort(advice.begin(), advice.end(), [](const auto& a, const auto& b) {
        return a.predicted < b.predicted;
    });
    return advice;
}

Explanation explain_path(const CriticalPath& path,
                         const isa::HardwareConfig& config,
                         const isa::Program& program) {
    Explanation explanation;
    explanation.program = program.name;
    explanation.config = config.name();
    explanation.cycles = path.cycles();
    add_path(path, isa::Codec(config), program, explanation);
    return explanation;
}

void print_shares(const std::vector<Explanation::Share>& shares,
                  timing::Cycle cycles,
                  std::ostream& out) {
    timing::Cycle rest = 0;
    const auto line = [&](timing::Cycle part, const std::string& text) {
        out << fmt::format("{:>12} {:>6.1f} %  {}\n", part, percent(part, cycles), text);
    };
    for (const auto& share : shares) {
        if (share.cycles * kSmallShare < cycles)
            rest += share.cycles;
        else
            line(share.cycles, share.what + ": " + share.cause);
    }
    if (rest > 0) line(rest, "what is left, in small parts");
}

void print_explanation(const Explanation& explanation, std::ostream& out) {
    out << fmt::format(
        "{} on {}: {} cycles\n", explanation.program, explanation.config, explanation.cycles);
    out << fmt::format(
        "\nThe critical path goes through {} instructions and {} tokens. Its cycles:\n",
        explanation.instructions,
        explanation.tokens);
    print_shares(explanation.shares, explanation.cycles, out);
    out << "\nIts longest instructions:\n";
    for (const auto& instruction : explanation.longest)
        out << fmt::format("{:>12} cycles from {}: instruction {} ({})\n",
                           instruction.cycles,
                           instruction.begin,
                           instruction.index,
                           instruction.text);
    if (!explanation.predicted)
        out << "\nChanges were not predicted: replaying its dependencies gives other cycles.\n";
    else if (explanation.advice.empty())
        out << "\nNone of the usual changes would make it faster by a thousandth.\n";
    else
        out << "\nWhat would make it faster (predicted by replaying its dependencies):\n";
    for (const auto& advice : explanation.advice) {
        const timing::Cycle gain = explanation.cycles - advice.predicted;
        out << fmt::format("{:>12} cycles less ({:.1f} %): {} [{}]",
                           gain,
                           percent(gain, explanation.cycles),
                           advice.text,
                           advice.how);
        if (advice.measured)
            out << fmt::format("; measured {}", explanation.cycles - *advice.measured);
        out << '\n';
    }
}

nlohmann::ordered_json to_json(const std::vector<Explanation::Share>& shares) {
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const auto& share : shares)
        json.push_back({{"what", share.what}, {"cause", share.cause}, {"cycles", share.cycles}});
    return json;
}

nlohmann::ordered_json to_json(const Explanation& explanation) {
    nlohmann::ordered_json json = {{"schema", 1},
                                   {"program", explanation.program},
                                   {"config", explanation.config},
                                   {"cycles", explanation.cycles},
                                   {"path_instructions", explanation.instructions},
                                   {"path_tokens", explanation.tokens},
                                   {"path_cycles", to_json(explanation.shares)}};
    json["longest"] = nlohmann::ordered_json::array();
    for (const auto& instruction : explanation.longest)
        json["longest"].push_back({{"index", instruction.index},
                                   {"text", instruction.text},
                                   {"begin", instruction.begin},
                                   {"cycles", instruction.cycles}});
    if (!explanation.predicted) return json;
    json["advice"] = nlohmann::ordered_json::array();
    for (const auto& advice : explanation.advice) {
        nlohmann::ordered_json one = {
            {"text", advice.text}, {"how", advice.how}, {"predicted_cycles", advice.predicted}};
        if (advice.measured) one["measured_cycles"] = *advice.measured;
        json["advice"].push_back(std::move(one));
    }
    return json;
}

}  // namespace vta::sim
