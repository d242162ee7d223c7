// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "models/cycle/fact.h"
#include "models/cycle/observer.h"

namespace vta::cycle {

/// Turns facts into the spans of units: knows up to where each unit's cycles have a cause.
class FactSpans {
  public:
    void launched(Cycle launch) { covered_.fill(launch); }

    /// Calls visit(unit, cause, begin, end, index) for each span of the fact that is not empty, in
    /// order of the cycles of each unit.
    template <typename Visit>
    void visit(const Fact& fact, Visit&& visit) {
        switch (fact.kind) {
            case FactKind::kSpan:
                span(fact.unit, fact.cause, fact.span.begin, fact.span.end, fact.index, visit);
                break;
            case FactKind::kDispatched:
                visit_dispatch(fact.dispatch, visit);
                break;
            case FactKind::kPipeline:
                visit_pipeline(fact, visit);
                break;
            case FactKind::kReadBurst:
                visit_grant(fact.read, visit);
                visit_run(fact, visit);
                break;
            case FactKind::kReadGrant:
                visit_grant(fact.read, visit);
                break;
            case FactKind::kReadRun:
                visit_run(fact, visit);
                break;
            case FactKind::kWriteBurst:
                visit_write(fact, visit);
                break;
            default:
                break;
        }
    }

    /// Where the last span of a unit ended; before a span is visited, where the one before did.
    Cycle& covered(Unit unit) { return covered_[static_cast<std::size_t>(unit)]; }

  private:
    template <typename Visit>
    void span(Unit unit, Cause cause, Cycle begin, Cycle end, std::uint32_t index, Visit& visit) {
        if (end <= begin) return;
        visit(unit, cause, begin, end, index);
        covered(unit) = end;
    }
    /// From where the unit's last span ended.
    template <typename Visit>
    void until(Unit unit, Cause cause, Cycle end, std::uint32_t index, Visit& visit) {
        span(unit, cause, covered(unit), end, index, visit);
    }

    template <typename Visit>
    void visit_dispatch(const Fact::Dispatch& dispatch, Visit& visit) {
        constexpr std::uint32_t kNone = Observer::kNoInstruction;
        until(Unit::kFetch, Cause::kDrain, dispatch.from, kNone, visit);
        until(Unit::kFetch, Cause::kQueueFull, dispatch.cycle, kNone, visit);
        until(Unit::kFetch, Cause::kDispatch, dispatch.cycle + 1, kNone, visit);
    }
    template <typename Visit>
    void visit_pipeline(const Fact& fact, Visit& visit) {
        const Fact::Pipeline& part = fact.pipeline;
        span(fact.unit, Cause::kIssue, part.start, part.issue, fact.index, visit);
        span(fact.unit, fact.cause, part.issue, part.drain, fact.index, visit);
        span(fact.unit, Cause::kDrain, part.drain, part.end, fact.index, visit);
    }
    /// Cycles since the last grant, by what held the engine up.
    template <typename Visit>
    void visit_grant(const Fact::Read& read, Visit& visit) {
        constexpr Unit kUnit = Unit::kVmeRead;
        constexpr std::uint32_t kNone = Observer::kNoInstruction;
        const Cycle grant = read.grant;
        until(kUnit, Cause::kNoRequest, std::min(grant, read.first_request), kNone, visit);
        until(kUnit, Cause::kNoTag, std::min(grant, read.id_free), kNone, visit);
        until(kUnit, Cause::kRequestStall, std::min(grant, read.unblocked), kNone, visit);
        until(kUnit, Cause::kLastBeatBlock, grant, kNone, visit);
        until(kUnit, Cause::kGrant, grant + 1, kNone, visit);
    }
    template <typename Visit>
    void visit_run(const Fact& fact, Visit& visit) {
        const Fact::Read& read = fact.read;
        constexpr std::uint32_t kNone = Observer::kNoInstruction;
        // Most beats are right behind those before, the memory's and the reader's.
        if (covered(Unit::kMemory) != read.first_beat || covered(fact.unit) != read.first_beat) {
            until(Unit::kMemory, Cause::kNoRequest, read.grant, kNone, visit);
            until(Unit::kMemory, Cause::kMemoryLatency, read.first_beat, kNone, visit);
            until(fact.unit, Cause::kArbitration, read.grant + 1, fact.index, visit);
            // Until the bus is free others are served; after that the memory's latency counts.
            until(fact.unit,
                  Cause::kMemoryBandwidth,
                  std::min(read.first_beat, read.bus_busy_until + 1),
                  fact.index,
                  visit);
            until(fact.unit, Cause::kMemoryLatency, read.first_beat, fact.index, visit);
        }
        until(Unit::kMemory, Cause::kTransfer, read.last_beat + 1, kNone, visit);
        until(fact.unit, Cause::kTransfer, read.last_beat + 1, fact.index, visit);
    }
    /// Within a burst the beats come before the storer's bubbles, not interleaved with them.
    template <typename Visit>
    void visit_write(const Fact& fact, Visit& visit) {
        const Fact::Write& write = fact.write;
        const Cycle data = write.handshake + 1;
        const Cycle bubbles = data + write.beats;
        const Cycle wait = bubbles + write.bubbles;
        until(Unit::kVmeWrite, Cause::kNoRequest, write.command, fact.index, visit);
        until(Unit::kVmeWrite, Cause::kStoreCommand, data, fact.index, visit);
        until(Unit::kVmeWrite, Cause::kTransfer, bubbles, fact.index, visit);
        until(Unit::kVmeWrite, Cause::kStoreBubble, wait, fact.index, visit);
        until(Unit::kVmeWrite, Cause::kStoreResponse, write.response + 1, fact.index, visit);
        span(fact.unit, Cause::kStoreCommand, write.command, data, fact.index, visit);
        until(fact.unit, Cause::kTransfer, bubbles, fact.index, visit);
        until(fact.unit, Cause::kStoreBubble, wait, fact.index, visit);
        until(fact.unit, Cause::kStoreResponse, write.response + 1, fact.index, visit);
    }

    std::array<Cycle, kUnitCount> covered_{};
};

/// Tells an observer a fact by its single calls.
void tell(const Fact& fact, Cycle launch, FactSpans& spans, Observer& observer);

}  // namespace vta::cycle
