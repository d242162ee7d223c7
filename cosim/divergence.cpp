// SPDX-License-Identifier: Apache-2.0
#include "cosim/divergence.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "cosim/divergence_modules.h"
#include "isa/codec.h"
#include "isa/disassembler.h"

namespace vta::cosim {

namespace {

constexpr const char* kNothing = "nothing";

bool same(const Event& a, const Event& b, Level level) {
    if (a.cycle != b.cycle) return false;
    switch (a.kind) {
        case EventKind::kDispatch:
        case EventKind::kStart:
        case EventKind::kDone:
            return a.index == b.index;
        case EventKind::kReadRequest:
            return a.address == b.address && a.beats == b.beats &&
                   (level == Level::kBus || a.id == b.id);
        case EventKind::kReadData:
            return a.beats == b.beats && a.id == b.id;
        case EventKind::kWriteRequest:
            return a.address == b.address && a.beats == b.beats;
        default:  // tokens, write response, FINISH: only when
            return true;
    }
}

bool compared_at(EventKind kind, Level level) {
    if (level == Level::kRetire) return true;
    return level == Level::kBus &&
           (kind == EventKind::kReadRequest || kind == EventKind::kWriteRequest);
}

// What only some observers tell is compared where both do.
bool is_optional(EventKind kind) {
    return kind == EventKind::kReadData || kind == EventKind::kWriteResponse ||
           kind == EventKind::kTokenPush || kind == EventKind::kTokenPop;
}

// The cycle in which two events in one place first differ.
cycle::Cycle when(const Event* a, const Event* b) {
    if (a == nullptr) return b->cycle;
    if (b == nullptr) return a->cycle;
    if (a->kind == EventKind::kReadData && a->cycle == b->cycle && a->id == b->id)
        return a->cycle + std::min(a->beats, b->beats);
    return std::min(a->cycle, b->cycle);
}

const Event* at(const EventSequence& sequence, std::size_t position) {
    return position < sequence.kept.size() ? &sequence.kept[position] : nullptr;
}

// The first position at which two sequences differ.
std::optional<EventDifference> first_difference(const EventSequence& reference,
                                                const EventSequence& candidate,
                                                Level level) {
    const std::size_t both = std::min(reference.kept.size(), candidate.kept.size());
    std::size_t position = 0;
    while (position < both && same(reference.kept[position], candidate.kept[position], level))
        ++position;
    EventDifference difference;
    difference.position = position;
    difference.reference = at(reference, position);
    difference.candidate = at(candidate, position);
    if (difference.reference == nullptr && difference.candidate == nullptr) return std::nullopt;
    difference.cycle = when(difference.reference, difference.candidate);
    return difference;
}

// Tokens still in a queue at the end are told by none or by some: only what both tell counts.
bool only_left_over(const EventDifference& difference, EventKind kind) {
    return kind == EventKind::kTokenPush &&
           (difference.reference == nullptr || difference.candidate == nullptr);
}

std::optional<EventDifference> first_difference(const EventLog& reference,
                                                const EventLog& candidate,
                                                Level level,
                                                std::uint64_t& compared) {
    std::optional<EventDifference> first;
    for (std::size_t number = 0; number < kEventKindCount; ++number) {
        const auto kind = static_cast<EventKind>(number);
        if (!compared_at(kind, level)) continue;
        if (is_optional(kind) && !(reference.has(kind) && candidate.has(kind))) continue;
        for (std::size_t place = 0; place < EventLog::kMostPlaces; ++place) {
            const EventSequence& one = reference.sequence(kind, place);
            const EventSequence& other = candidate.sequence(kind, place);
            compared += std::min(one.count, other.count);
            const auto found = first_difference(one, other, level);
            if (!found || only_left_over(*found, kind)) continue;
            if (!first || found->cycle < first->cycle) first = found;
        }
    }
    return first;
}

// Whether events that were not kept differ; then nobody knows which.
bool rest_differs(const EventLog& reference, const EventLog& candidate, Level level) {
    for (std::size_t number = 0; number < kEventKindCount; ++number) {
        const auto kind = static_cast<EventKind>(number);
        // The hash of a read request holds the id.
        if (level != Level::kRetire || is_optional(kind)) continue;
        for (std::size_t place = 0; place < EventLog::kMostPlaces; ++place) {
            const EventSequence& one = reference.sequence(kind, place);
            const EventSequence& other = candidate.sequence(kind, place);
            if (one.count != other.count || one.hash_of_rest != other.hash_of_rest) return true;
        }
    }
    return false;
}

std::string name_of(const EventDifference& difference) {
    const Event& event = difference.any();
    const std::string number = std::to_string(difference.position);
    switch (event.kind) {
        case EventKind::kReadData:
            return "read data, run " + number;
        case EventKind::kWriteResponse:
            return "write response " + number;
        case EventKind::kReadRequest:
            return "read request " + number;
        case EventKind::kWriteRequest:
            return "write request " + number;
        case EventKind::kDone:
            return "end of instruction " + std::to_string(event.index);
        case EventKind::kTokenPush:
        case EventKind::kTokenPop:
            return (event.kind == EventKind::kTokenPush ? "push " : "pop ") + number + " of " +
                   cycle::to_string(static_cast<cycle::TokenQueueId>(event.place));
        case EventKind::kStart:
            return "start of instruction " + std::to_string(event.index);
        case EventKind::kDispatch:
            return "dispatch of instruction " + std::to_string(event.index);
        default:
            return "FINISH";
    }
}

// The counters of both that are not the same; cycles and acc_writes at every level.
std::optional<Divergence> compare_counters(const cycle::LaunchResult& reference,
                                           const cycle::LaunchResult& candidate,
                                           Level level) {
    struct Counter {
        const char* name;
        std::uint64_t reference, candidate;
        bool compared;
        const char* module;
    };
    const bool bus = level != Level::kData;
    const Counter counters[] = {
        {"cycle counter (ECNT)",
         static_cast<std::uint64_t>(reference.cycles),
         static_cast<std::uint64_t>(candidate.cycles),
         bus,
         "core.event_counters"},
        {"accumulator write counter (UCNT)",
         reference.acc_writes,
         candidate.acc_writes,
         true,
         "core.event_counters"},
        {"read bursts", reference.read_bursts, candidate.read_bursts, bus, "vme.vme_read"},
        {"read beats", reference.read_beats, candidate.read_beats, bus, "vme.vme_read"},
        {"write bursts", reference.write_bursts, candidate.write_bursts, bus, "vme.vme_write"},
        {"write beats", reference.write_beats, candidate.write_beats, bus, "vme.vme_write"},
    };
    for (const Counter& counter : counters) {
        if (!counter.compared || counter.reference == counter.candidate) continue;
        Divergence divergence;
        divergence.what = counter.name;
        divergence.sides = {std::to_string(counter.reference), std::to_string(counter.candidate)};
        divergence.modules = {counter.module, "vcr"};
        return divergence;
    }
    return std::nullopt;
}

std::string end_text(const SideLaunch& launch) {
    std::string text = to_string(launch.end);
    if (launch.end == End::kFinished) text += " in cycle " + std::to_string(launch.result.cycles);
    if (!launch.message.empty()) text += ": " + launch.message;
    return text;
}

std::vector<std::string> texts(const std::vector<Event>& events) {
    std::vector<std::string> lines;
    for (const Event& event : events) lines.push_back(to_text(event));
    return lines;
}

void describe(const EventDifference& difference, Divergence& divergence) {
    divergence.cycle = difference.cycle;
    divergence.what = name_of(difference);
    divergence.sides = {difference.reference ? to_text(*difference.reference) : kNothing,
                        difference.candidate ? to_text(*difference.candidate) : kNothing};
}

std::string hex(std::uint64_t value, int digits = 1) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%0*llx", digits, static_cast<unsigned long long>(value));
    return text;
}

// First byte that differs, if any.
std::optional<std::size_t> first_byte(const std::vector<std::uint8_t>& a,
                                      const std::vector<std::uint8_t>& b) {
    const std::size_t size = std::min(a.size(), b.size());
    if (std::memcmp(a.data(), b.data(), size) == 0) return std::nullopt;
    return std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(size), b.begin())
               .first -
           a.begin();
}

}  // namespace

const char* to_string(Level level) {
    static constexpr const char* kNames[] = {"data", "bus", "retire"};
    return kNames[static_cast<std::size_t>(level)];
}

const char* to_string(End end) {
    static constexpr const char* kNames[] = {"finished", "stuck", "no FINISH", "error"};
    return kNames[static_cast<std::size_t>(end)];
}

std::optional<Divergence> compare_launches(const isa::HardwareConfig& config,
                                           const isa::Program& program,
                                           const SideLaunch& reference,
                                           const SideLaunch& candidate,
                                           Level level,
                                           std::size_t history,
                                           std::uint64_t& compared_events) {
    Divergence divergence;
    auto found = first_difference(reference.log, candidate.log, level, compared_events);
    // A design that stopped because of an error did nothing after it.
    const bool cut = candidate.end == End::kError && reference.end != End::kError;
    if (cut && found && found->candidate == nullptr) found.reset();
    if (found) {
        describe(*found, divergence);
        const ModuleFinder finder(config, program, reference.log, candidate.log);
        divergence.index = finder.instruction_of(*found);
        divergence.modules = finder.modules_of(*found);
        divergence.history = {texts(reference.log.last(found->cycle, history)),
                              texts(candidate.log.last(found->cycle, history))};
    } else if (reference.end != candidate.end) {
        divergence.what = "end of the launch";
        divergence.sides = {end_text(reference), end_text(candidate)};
        divergence.modules =
            cut ? modules_of_error(candidate.message) : std::vector<std::string>{"core"};
    } else if (auto counters = compare_counters(reference.result, candidate.result, level)) {
        divergence = *counters;
    } else if (rest_differs(reference.log, candidate.log, level)) {
        divergence.what = "an event after the last one kept";
        divergence.sides = {"?", "?"};
        divergence.modules = {"core"};
    } else {
        return std::nullopt;
    }
    if (divergence.index)
        divergence.disassembly =
            isa::disassemble(isa::Codec(config), program.instructions[*divergence.index]);
    return divergence;
}

std::optional<Divergence> compare_memories(const SideRun& reference,
                                           const SideRun& candidate,
                                           const isa::HardwareConfig& config,
                                           Level level) {
    // Where bytes come from before where they go to.
    constexpr isa::MemoryType kOrder[] = {isa::MemoryType::kUop,
                                          isa::MemoryType::kInp,
                                          isa::MemoryType::kWgt,
                                          isa::MemoryType::kAcc,
                                          isa::MemoryType::kOut};
    Divergence divergence;
    for (const isa::MemoryType type : kOrder) {
        if (level != Level::kRetire) break;
        const auto& a = reference.scratchpads[isa::index_of(type)];
        const auto& b = candidate.scratchpads[isa::index_of(type)];
        if (a.empty() || b.empty()) continue;
        const auto byte = first_byte(a, b);
        if (!byte) continue;
        const std::uint32_t bytes = config.elem_bytes(type);
        divergence.what = std::string(isa::to_string(type)) + " scratchpad, tensor " +
                          std::to_string(*byte / bytes) + ", byte " + std::to_string(*byte % bytes);
        divergence.sides = {hex(a[*byte], 2), hex(b[*byte], 2)};
        divergence.modules = writers_of(type);
        return divergence;
    }
    const auto byte = first_byte(reference.dram, candidate.dram);
    if (!byte) return std::nullopt;
    divergence.what = "byte " + hex(*byte) + " of DRAM";
    divergence.sides = {hex(reference.dram[*byte], 2), hex(candidate.dram[*byte], 2)};
    divergence.modules = {"core.store", "vme.vme_write"};
    return divergence;
}

std::string to_text(const Divergence& divergence, const std::array<std::string, 2>& names) {
    std::string text = "first divergence: " + divergence.what;
    if (divergence.cycle) text += ", cycle " + std::to_string(*divergence.cycle);
    if (divergence.launch > 0) text += ", launch " + std::to_string(divergence.launch);
    text += '\n';
    if (divergence.index)
        text += "  instruction " + std::to_string(*divergence.index) + ": " +
                divergence.disassembly + '\n';
    for (std::size_t i = 0; i < divergence.modules.size(); ++i)
        text += (i == 0 ? "  module: " : i == 1 ? " (or " : ", ") + divergence.modules[i];
    text += divergence.modules.size() > 1 ? ")\n" : "\n";
    const std::size_t width = std::max(names[0].size(), names[1].size());
    for (std::size_t side = 0; side < 2; ++side)
        text += "  " + names[side] + std::string(width - names[side].size(), ' ') + ": " +
                divergence.sides[side] + '\n';
    for (std::size_t side = 0; side < 2; ++side) {
        if (divergence.history[side].empty()) continue;
        text += "  last events up to then, " + names[side] + ":\n";
        for (const std::string& line : divergence.history[side]) text += "    " + line + '\n';
    }
    return text;
}

}  // namespace vta::cosim
