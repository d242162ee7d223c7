// SPDX-License-Identifier: Apache-2.0
#include "sim/observers.h"

#include <algorithm>

namespace vta::sim {

using cycle::Cycle;

bool Observers::reads_dram() const {
    return std::any_of(members_.begin(), members_.end(), [](const Member& member) {
        return member.observer->reads_dram();
    });
}

void Observers::sees_dram(const functional::Dram& dram) {
    each([&](ProgramObserver& observer) { observer.sees_dram(dram); });
}
void Observers::powered_up() {
    each([](ProgramObserver& observer) { observer.powered_up(); });
}
void Observers::begin(const isa::Program& program) {
    each([&](ProgramObserver& observer) { observer.begin(program); });
}
void Observers::end(const cycle::LaunchResult& result, bool complete) {
    each([&](ProgramObserver& observer) { observer.end(result, complete); });
}
void Observers::failed() {
    each([](ProgramObserver& observer) { observer.failed(); });
}

// A batch comes late: what an instruction found in DRAM may be overwritten by then.
bool Observers::takes_facts() const {
    const bool any = std::any_of(members_.begin(), members_.end(), [](const Member& member) {
        return member.observer->takes_facts();
    });
    return any && !reads_dram();
}

void Observers::facts(const cycle::FactBatch& batch) {
    for (Member& member : members_) {
        if (member.observer->takes_facts()) {
            member.observer->facts(batch);
            continue;
        }
        for (const cycle::Fact& fact : batch)
            cycle::tell(fact, batch.launch, member.spans, *member.observer);
    }
}

void Observers::launched() {
    each([](ProgramObserver& observer) { observer.launched(); });
}
void Observers::finished(Cycle cycle) {
    each([=](ProgramObserver& observer) { observer.finished(cycle); });
}
void Observers::dispatched(cycle::Unit unit, std::uint32_t index, Cycle cycle) {
    each([=](ProgramObserver& observer) { observer.dispatched(unit, index, cycle); });
}
void Observers::started(cycle::Unit unit, std::uint32_t index, Cycle cycle) {
    each([=](ProgramObserver& observer) { observer.started(unit, index, cycle); });
}
void Observers::done(cycle::Unit unit, std::uint32_t index, Cycle cycle) {
    each([=](ProgramObserver& observer) { observer.done(unit, index, cycle); });
}
void Observers::span(
    cycle::Unit unit, cycle::Cause cause, Cycle begin, Cycle end, std::uint32_t index) {
    each([=](ProgramObserver& observer) { observer.span(unit, cause, begin, end, index); });
}
void Observers::token_pushed(cycle::TokenQueueId queue,
                             std::uint32_t index,
                             Cycle cycle,
                             std::uint32_t count) {
    each([=](ProgramObserver& observer) { observer.token_pushed(queue, index, cycle, count); });
}
void Observers::token_popped(cycle::TokenQueueId queue,
                             std::uint32_t index,
                             Cycle cycle,
                             std::uint32_t count) {
    each([=](ProgramObserver& observer) { observer.token_popped(queue, index, cycle, count); });
}
void Observers::read_request(cycle::Client client,
                             std::uint32_t id,
                             std::uint64_t address,
                             std::uint32_t beats,
                             Cycle cycle) {
    each([=](ProgramObserver& observer) {
        observer.read_request(client, id, address, beats, cycle);
    });
}
void Observers::read_data(cycle::Client client,
                          std::uint32_t id,
                          std::uint32_t beats,
                          Cycle first) {
    each([=](ProgramObserver& observer) { observer.read_data(client, id, beats, first); });
}
void Observers::write_request(std::uint64_t address, std::uint32_t beats, Cycle cycle) {
    each([=](ProgramObserver& observer) { observer.write_request(address, beats, cycle); });
}
void Observers::write_response(Cycle cycle) {
    each([=](ProgramObserver& observer) { observer.write_response(cycle); });
}

}  // namespace vta::sim
