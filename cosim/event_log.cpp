// SPDX-License-Identifier: Apache-2.0
#include "cosim/event_log.h"

#include <algorithm>
#include <cstdio>

#include "isa/instruction.h"

namespace vta::cosim {

namespace {

const char* client_name(std::uint8_t client) {
    static constexpr const char* kNames[] = {"fetch", "uop", "inp", "wgt", "acc"};
    return client < cycle::kClientCount ? kNames[client] : "?";
}

std::string hex(std::uint64_t value) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
    return text;
}

std::string module_does(const Event& event, const char* what) {
    return std::string(isa::to_string(static_cast<isa::Module>(event.place))) + what +
           "instruction " + std::to_string(event.index);
}

std::string what_happens(const Event& event) {
    const std::string beats = std::to_string(event.beats) + " beats";
    const auto queue = static_cast<cycle::TokenQueueId>(event.place);
    switch (event.kind) {
        case EventKind::kReadData:
            return beats + " of read data, id " + std::to_string(event.id);
        case EventKind::kWriteResponse:
            return "write response";
        case EventKind::kReadRequest:
            return "read request for " + hex(event.address) + ", " + beats + ", id " +
                   std::to_string(event.id) + " (" + client_name(event.place) + ")";
        case EventKind::kWriteRequest:
            return "write request for " + hex(event.address) + ", " + beats;
        case EventKind::kDone:
            return module_does(event, " ends ");
        case EventKind::kTokenPush:
            return std::string("token into ") + cycle::to_string(queue);
        case EventKind::kTokenPop:
            return std::string("token out of ") + cycle::to_string(queue);
        case EventKind::kStart:
            return module_does(event, " starts ");
        case EventKind::kDispatch:
            return "dispatch to " + module_does(event, " of ");
        default:
            return "FINISH";
    }
}

}  // namespace

std::string to_text(const Event& event) {
    return "cycle " + std::to_string(event.cycle) + ": " + what_happens(event);
}

void EventLog::launched() {
    for (auto& places : sequences_)
        for (EventSequence& sequence : places) sequence = EventSequence{};
}

void EventLog::keep(const Event& event, std::size_t place) {
    EventSequence& sequence = sequences_[static_cast<std::size_t>(event.kind)][place];
    if (++sequence.count <= most_) {
        sequence.kept.push_back(event);
        return;
    }
    // The index of a token's instruction and a read's client are not known to every observer.
    const bool instruction = event.kind == EventKind::kDispatch ||
                             event.kind == EventKind::kStart || event.kind == EventKind::kDone;
    std::uint64_t hash = sequence.hash_of_rest ^ static_cast<std::uint64_t>(event.cycle);
    for (const std::uint64_t part : {event.address,
                                     std::uint64_t{event.beats},
                                     std::uint64_t{event.id},
                                     std::uint64_t{instruction ? event.index : 0}})
        hash = (hash ^ part) * 0x9E3779B97F4A7C15u + (hash >> 29);
    sequence.hash_of_rest = hash;
}

void EventLog::keep_instruction(EventKind kind,
                                cycle::Unit unit,
                                std::uint32_t index,
                                cycle::Cycle cycle) {
    const auto place = static_cast<std::size_t>(unit);
    if (place >= isa::kModuleCount) return;
    Event event;
    event.cycle = cycle;
    event.index = index;
    event.kind = kind;
    event.place = static_cast<std::uint8_t>(place);
    keep(event, place);
}

void EventLog::dispatched(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) {
    keep_instruction(EventKind::kDispatch, unit, index, cycle);
}
void EventLog::started(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) {
    keep_instruction(EventKind::kStart, unit, index, cycle);
}
void EventLog::done(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) {
    keep_instruction(EventKind::kDone, unit, index, cycle);
}

void EventLog::keep_token(EventKind kind,
                          cycle::TokenQueueId queue,
                          std::uint32_t index,
                          cycle::Cycle cycle) {
    Event event;
    event.cycle = cycle;
    event.index = index;
    event.kind = kind;
    event.place = static_cast<std::uint8_t>(queue);
    keep(event, event.place);
}

void EventLog::token_pushed(cycle::TokenQueueId queue,
                            std::uint32_t index,
                            cycle::Cycle cycle,
                            std::uint32_t /*count*/) {
    keep_token(EventKind::kTokenPush, queue, index, cycle);
}
void EventLog::token_popped(cycle::TokenQueueId queue,
                            std::uint32_t index,
                            cycle::Cycle cycle,
                            std::uint32_t /*count*/) {
    keep_token(EventKind::kTokenPop, queue, index, cycle);
}

void EventLog::read_request(cycle::Client client,
                            std::uint32_t id,
                            std::uint64_t address,
                            std::uint32_t beats,
                            cycle::Cycle cycle) {
    Event event;
    event.cycle = cycle;
    event.address = address;
    event.beats = beats;
    event.id = id;
    event.kind = EventKind::kReadRequest;
    event.place = static_cast<std::uint8_t>(client);
    keep(event, 0);
}

void EventLog::read_data(cycle::Client client,
                         std::uint32_t id,
                         std::uint32_t beats,
                         cycle::Cycle first) {
    EventSequence& runs = sequences_[static_cast<std::size_t>(EventKind::kReadData)][0];
    if (!runs.kept.empty() && runs.count <= most_) {
        Event& last = runs.kept.back();
        if (last.id == id && last.cycle + last.beats == first) {
            last.beats += beats;
            return;
        }
    }
    if (runs.count >= most_) {
        // The number of beats and the sum of their cycles: the same however runs are cut.
        runs.count = most_ + 1;
        const std::uint64_t n = beats;
        runs.hash_of_rest += (n << 40) + n * static_cast<std::uint64_t>(first) + n * (n - 1) / 2;
        return;
    }
    Event event;
    event.cycle = first;
    event.beats = beats;
    event.id = id;
    event.kind = EventKind::kReadData;
    event.place = static_cast<std::uint8_t>(client);
    keep(event, 0);
}

void EventLog::write_request(std::uint64_t address, std::uint32_t beats, cycle::Cycle cycle) {
    Event event;
    event.cycle = cycle;
    event.address = address;
    event.beats = beats;
    event.kind = EventKind::kWriteRequest;
    keep(event, 0);
}

void EventLog::write_response(cycle::Cycle cycle) {
    Event event;
    event.cycle = cycle;
    event.kind = EventKind::kWriteResponse;
    keep(event, 0);
}

void EventLog::finished(cycle::Cycle cycle) {
    Event event;
    event.cycle = cycle;
    event.kind = EventKind::kFinish;
    keep(event, 0);
}

bool EventLog::has(EventKind kind) const {
    const auto& places = sequences_[static_cast<std::size_t>(kind)];
    return std::any_of(places.begin(), places.end(), [](const EventSequence& sequence) {
        return sequence.count > 0;
    });
}

std::uint64_t EventLog::events() const {
    std::uint64_t events = 0;
    for (const auto& places : sequences_)
        for (const EventSequence& sequence : places) events += sequence.count;
    return events;
}

std::vector<Event> EventLog::last(cycle::Cycle until, std::size_t count) const {
    std::vector<Event> events;
    const auto later = [](cycle::Cycle cycle, const Event& event) { return cycle < event.cycle; };
    for (const auto& places : sequences_)
        for (const EventSequence& one : places) {
            const std::vector<Event>& sequence = one.kept;
            const auto end = std::upper_bound(sequence.begin(), sequence.end(), until, later);
            const auto most = static_cast<std::ptrdiff_t>(count);
            const auto begin = end - sequence.begin() > most ? end - most : sequence.begin();
            events.insert(events.end(), begin, end);
        }
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
        return a.cycle != b.cycle ? a.cycle < b.cycle : a.kind < b.kind;
    });
    if (events.size() > count) events.erase(events.begin(), events.end() - count);
    return events;
}

}  // namespace vta::cosim
