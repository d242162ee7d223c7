// SPDX-License-Identifier: Apache-2.0
// Counters from whole facts: the same as from single calls, for facts that cannot lie behind FINISH
// with less work. What may lie behind it takes the long way.
#include <algorithm>

#include "sim/counters_observer.h"

namespace vta::sim {

namespace {

using cycle::Cause;
using cycle::Cycle;
using cycle::Fact;
using cycle::FactKind;
using cycle::Unit;

std::uint64_t& of(CauseCycles& row, Cause cause) { return row[static_cast<std::size_t>(cause)]; }

/// Moves `from` to `until` if that is later, and counts the cycles between.
void advance(Cycle& from, Cycle until, std::uint64_t& count) {
    const Cycle end = std::max(from, until);
    count += static_cast<std::uint64_t>(end - from);
    from = end;
}

}  // namespace

void CounterObserver::facts(const cycle::FactBatch& batch) {
    now_ = batch.settled;
    finish_ = batch.finish;
    for (const Fact& fact : batch) {
        switch (fact.kind) {
            case FactKind::kReadBurst:
                if (fact.read.last_beat < batch.settled && !windows_.enabled())
                    take_read(fact);
                else
                    take_ahead(fact);
                break;
            case FactKind::kLaunched:
                start_at(batch.launch);
                break;
            case FactKind::kStarted:
                instructions_[fact.index].started = fact.event.cycle - origin_;
                break;
            case FactKind::kDone:
                instructions_[fact.index].done = fact.event.cycle - origin_;
                break;
            case FactKind::kDispatched:
                instructions_[fact.index].dispatched = fact.dispatch.cycle - origin_;
                take(fact);
                break;
            case FactKind::kTokenPushed:
            case FactKind::kTokenPopped:
            case FactKind::kFinished:
                break;
            default:
                take(fact);
        }
    }
}

void CounterObserver::take(const Fact& fact) {
    if (last_cycle_of(fact) < now_ && !windows_.enabled())
        take_settled(fact);
    else
        take_ahead(fact);
}

// The last cycle that a fact counts in; later where that is not known.
Cycle CounterObserver::last_cycle_of(const Fact& fact) {
    switch (fact.kind) {
        case FactKind::kSpan:
            return fact.span.end - 1;
        case FactKind::kDispatched:
            return fact.dispatch.cycle;
        case FactKind::kPipeline:
            return fact.pipeline.end - 1;
        case FactKind::kWriteBurst:
            return fact.write.response;
        default:
            return timing::kNever;
    }
}

void CounterObserver::take_settled(const Fact& fact) {
    spans_.visit(fact, [this](Unit unit, Cause cause, Cycle begin, Cycle end, std::uint32_t index) {
        Lane& lane = this->lane(unit);
        if (index != lane.index) select_row(unit, index);
        lane.touching &= begin == spans_.covered(unit);
        of(*lane.row, cause) += static_cast<std::uint64_t>(end - begin);
    });
    if (fact.kind != FactKind::kWriteBurst) return;
    ++last_.writes.bursts;
    last_.writes.beats += fact.write.beats;
}

void CounterObserver::take_ahead(const Fact& fact) {
    spans_.visit(fact, [this](Unit unit, Cause cause, Cycle begin, Cycle end, std::uint32_t index) {
        span(unit, cause, begin, end, index);
    });
    const bool burst = fact.kind == FactKind::kReadBurst;
    const Fact::Read& read = fact.read;
    if (burst || fact.kind == FactKind::kReadRequest)
        read_request(fact.client, read.id, read.address, read.beats, read.grant);
    if (burst || fact.kind == FactKind::kReadRun)
        read_data(fact.client, read.id, read.beats, read.first_beat);
    if (fact.kind == FactKind::kWriteBurst)
        write_request(fact.write.address, fact.write.beats, fact.write.handshake);
}

// A burst that lies before FINISH. Its request needs no look of its own: it comes before the beats.
void CounterObserver::take_read(const Fact& fact) {
    const Fact::Read& read = fact.read;
    const Cycle grant = read.grant;
    CauseCycles& waits = *lane(Unit::kVmeRead).row;
    Cycle& engine = spans_.covered(Unit::kVmeRead);
    advance(engine, std::min(grant, read.first_request), of(waits, Cause::kNoRequest));
    advance(engine, std::min(grant, read.id_free), of(waits, Cause::kNoTag));
    advance(engine, std::min(grant, read.unblocked), of(waits, Cause::kRequestStall));
    advance(engine, grant, of(waits, Cause::kLastBeatBlock));
    advance(engine, grant + 1, of(waits, Cause::kGrant));

    Traffic& traffic = last_.reads[index_of(fact.client)];
    ++traffic.bursts;
    traffic.beats += read.beats;

    Cycle& memory = spans_.covered(Unit::kMemory);
    Cycle& reader = spans_.covered(fact.unit);
    CauseCycles& bus = *lane(Unit::kMemory).row;
    if (lane(fact.unit).index != fact.index) select_row(fact.unit, fact.index);
    CauseCycles& row = *lane(fact.unit).row;
    const Cycle end = read.last_beat + 1;
    if (memory == read.first_beat && reader == read.first_beat) {
        // Beats right behind those before, the memory's and the reader's: the usual case.
        advance(memory, end, of(bus, Cause::kTransfer));
        advance(reader, end, of(row, Cause::kTransfer));
        return;
    }
    advance(memory, grant, of(bus, Cause::kNoRequest));
    advance(memory, read.first_beat, of(bus, Cause::kMemoryLatency));
    advance(memory, end, of(bus, Cause::kTransfer));
    advance(reader, grant + 1, of(row, Cause::kArbitration));
    advance(reader,
            std::min(read.first_beat, read.bus_busy_until + 1),
            of(row, Cause::kMemoryBandwidth));
    advance(reader, read.first_beat, of(row, Cause::kMemoryLatency));
    advance(reader, end, of(row, Cause::kTransfer));
}

}  // namespace vta::sim
