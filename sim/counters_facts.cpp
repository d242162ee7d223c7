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

/// Counts the cycles of one unit from where its last span ended.
template <bool kWindows>
class Sums {
  public:
    Sums(Unit unit, CauseCycles& row, Cycle& from, CounterWindows& windows)
        : unit_(unit), row_(row), from_(from), windows_(windows) {}

    /// Up to `until`, if that is later.
    void advance(Cause cause, Cycle until) {
        const Cycle end = std::max(from_, until);
        of(row_, cause) += static_cast<std::uint64_t>(end - from_);
        if (kWindows && end > from_) windows_.add(unit_, cause, from_, end, 1);
        from_ = end;
    }

  private:
    const Unit unit_;
    CauseCycles& row_;
    Cycle& from_;
    CounterWindows& windows_;
};

}  // namespace

void CounterObserver::facts(const cycle::FactBatch& batch) {
    now_ = batch.settled;
    finish_ = batch.finish;
    for (const Fact* at = batch.begin(); at != batch.end(); ++at) {
        const Fact& fact = *at;
        switch (fact.kind) {
            case FactKind::kReadBurst:
                if (fact.read.last_beat >= batch.settled)
                    take_ahead(fact);
                else if (windows_.enabled())
                    take_read<true>(fact);
                else
                    at = take_reads(at, batch.end());
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
    if (last_cycle_of(fact) < now_)
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
        if (windows_.enabled()) windows_.add(unit, cause, begin, end, 1);
    });
    if (fact.kind != FactKind::kWriteBurst) return;
    ++last_.writes.bursts;
    last_.writes.beats += fact.write.beats;
    if (windows_.enabled()) windows_.add_writes(fact.write.handshake, fact.write.beats);
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

// The burst `first` and those behind it that go on with it: of the same reader, their beats right
// behind the beats before. Most bursts do. Returns the last one taken.
const Fact* CounterObserver::take_reads(const Fact* first, const Fact* end) {
    take_read<false>(*first);
    Cycle engine = spans_.covered(Unit::kVmeRead);
    Cycle beat = spans_.covered(Unit::kMemory);
    if (spans_.covered(first->unit) != beat) return first;
    std::uint64_t no_request = 0, no_tag = 0, stall = 0, blocked = 0, beats = 0;
    const auto advance = [&engine](Cycle until, std::uint64_t& cycles) {
        const Cycle from = engine;
        engine = std::max(from, until);
        cycles += static_cast<std::uint64_t>(engine - from);
    };
    const Cycle first_beat = beat;
    const Fact* next = first + 1;
    for (; next != end; ++next) {
        const Fact::Read& read = next->read;
        if (next->kind != FactKind::kReadBurst || read.first_beat != beat ||
            read.last_beat >= now_ || next->unit != first->unit || next->index != first->index ||
            next->client != first->client)
            break;
        advance(std::min(read.grant, read.first_request), no_request);
        advance(std::min(read.grant, read.id_free), no_tag);
        advance(std::min(read.grant, read.unblocked), stall);
        advance(read.grant, blocked);
        ++engine;
        beats += read.beats;
        beat = read.last_beat + 1;
    }
    const auto bursts = static_cast<std::uint64_t>(next - first - 1);
    CauseCycles& waits = *lane(Unit::kVmeRead).row;
    of(waits, Cause::kNoRequest) += no_request;
    of(waits, Cause::kNoTag) += no_tag;
    of(waits, Cause::kRequestStall) += stall;
    of(waits, Cause::kLastBeatBlock) += blocked;
    of(waits, Cause::kGrant) += bursts;
    const auto transfer = static_cast<std::uint64_t>(beat - first_beat);
    of(*lane(Unit::kMemory).row, Cause::kTransfer) += transfer;
    of(*lane(first->unit).row, Cause::kTransfer) += transfer;
    last_.reads[index_of(first->client)].bursts += bursts;
    last_.reads[index_of(first->client)].beats += beats;
    spans_.covered(Unit::kVmeRead) = engine;
    spans_.covered(Unit::kMemory) = spans_.covered(first->unit) = beat;
    return next - 1;
}

// A burst that lies before FINISH. Its request needs no look of its own: it comes before the beats.
template <bool kWindows>
void CounterObserver::take_read(const Fact& fact) {
    const Fact::Read& read = fact.read;
    const Cycle grant = read.grant;
    const auto sums = [this](Unit unit) {
        return Sums<kWindows>(unit, *lane(unit).row, spans_.covered(unit), windows_);
    };
    Sums<kWindows> engine = sums(Unit::kVmeRead);
    engine.advance(Cause::kNoRequest, std::min(grant, read.first_request));
    engine.advance(Cause::kNoTag, std::min(grant, read.id_free));
    engine.advance(Cause::kRequestStall, std::min(grant, read.unblocked));
    engine.advance(Cause::kLastBeatBlock, grant);
    engine.advance(Cause::kGrant, grant + 1);

    Traffic& traffic = last_.reads[index_of(fact.client)];
    ++traffic.bursts;
    traffic.beats += read.beats;

    if (lane(fact.unit).index != fact.index) select_row(fact.unit, fact.index);
    Sums<kWindows> memory = sums(Unit::kMemory);
    Sums<kWindows> reader = sums(fact.unit);
    const Cycle end = read.last_beat + 1;
    // Beats mostly lie right behind those before, the memory's and the reader's.
    if (spans_.covered(Unit::kMemory) != read.first_beat ||
        spans_.covered(fact.unit) != read.first_beat) {
        memory.advance(Cause::kNoRequest, grant);
        memory.advance(Cause::kMemoryLatency, read.first_beat);
        reader.advance(Cause::kArbitration, grant + 1);
        reader.advance(Cause::kMemoryBandwidth, std::min(read.first_beat, read.bus_busy_until + 1));
        reader.advance(Cause::kMemoryLatency, read.first_beat);
    }
    memory.advance(Cause::kTransfer, end);
    reader.advance(Cause::kTransfer, end);
    if (kWindows) windows_.add_reads(fact.client, read.first_beat, read.beats, beat_cycles_, 1);
}

}  // namespace vta::sim
