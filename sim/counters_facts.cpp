// SPDX-License-Identifier: Apache-2.0
// Counters from whole facts: the same as from single calls, for facts that cannot lie behind FINISH
// with less work. What may lie behind it takes the long way.
#include <algorithm>
#include <utility>

#include "sim/counters_observer.h"

namespace vta::sim {

namespace {

using cycle::Cause;
using cycle::Cycle;
using cycle::Fact;
using cycle::FactKind;
using cycle::Unit;

std::uint64_t& of(CauseCycles& row, Cause cause) { return row[static_cast<std::size_t>(cause)]; }

}  // namespace

/// Counts the cycles of one unit from where its last span ended up to `end` at most.
template <bool kWindows>
class CounterObserver::Sums {
  public:
    Sums(Unit unit, CauseCycles& row, Cycle& from, Cycle end, CounterWindows& windows)
        : unit_(unit), row_(row), from_(from), windows_(windows) {
        if (kWindows) window_ = windows.within(unit, from, end);
    }

    /// Up to `until`, if that is later.
    void advance(Cause cause, Cycle until) { add(cause, std::max(from_, until)); }
    /// Up to `end`, which is not earlier.
    void add(Cause cause, Cycle end) {
        const Cycle from = std::exchange(from_, end);
        of(row_, cause) += static_cast<std::uint64_t>(end - from);
        if (!kWindows) return;
        if (window_ != nullptr)
            (*window_)[static_cast<std::size_t>(cause)] += end - from;
        else if (end > from)
            windows_.add(unit_, cause, from, end, 1);
    }

  private:
    const Unit unit_;
    CauseCycles& row_;
    Cycle& from_;
    CounterWindows& windows_;
    /// If all lies in one window. Stays valid: units of one fact end together, so where this window
    /// exists, the others need no new one, and windows are merged only to make room for one.
    CounterWindows::Causes* window_ = nullptr;
};

template <bool kWindows>
CounterObserver::Sums<kWindows> CounterObserver::sums(Unit unit, Cycle end) {
    return {unit, *lane(unit).row, spans_.covered(unit), end, windows_};
}

// Of the fact's unit and instruction, from `begin` to `end` at most.
template <bool kWindows>
CounterObserver::Sums<kWindows> CounterObserver::unit_sums(const Fact& fact,
                                                           Cycle begin,
                                                           Cycle end) {
    Lane& lane = this->lane(fact.unit);
    lane.touching &= begin == spans_.covered(fact.unit);
    if (fact.index != lane.index) select_row(fact.unit, fact.index);
    return sums<kWindows>(fact.unit, end);
}

template <bool kWindows>
void CounterObserver::take_read(const Fact& fact) {
    const Fact::Read& read = fact.read;
    const Cycle grant = read.grant;
    Sums<kWindows> engine = sums<kWindows>(Unit::kVmeRead, grant + 1);
    engine.advance(Cause::kNoRequest, std::min(grant, read.first_request));
    engine.advance(Cause::kNoTag, std::min(grant, read.id_free));
    engine.advance(Cause::kRequestStall, std::min(grant, read.unblocked));
    engine.advance(Cause::kLastBeatBlock, grant);
    engine.advance(Cause::kGrant, grant + 1);

    // The request needs no look of its own: it comes before the beats.
    Traffic& traffic = last_.reads[index_of(fact.client)];
    ++traffic.bursts;
    traffic.beats += read.beats;
    if (kWindows) windows_.add_reads(fact.client, read.first_beat, read.beats, beat_cycles_, 1);

    const Cycle end = read.last_beat + 1;
    Sums<kWindows> memory = sums<kWindows>(Unit::kMemory, end);
    Sums<kWindows> reader = unit_sums<kWindows>(fact, spans_.covered(fact.unit), end);
    memory.advance(Cause::kNoRequest, grant);
    memory.advance(Cause::kMemoryLatency, read.first_beat);
    memory.advance(Cause::kTransfer, end);
    reader.advance(Cause::kArbitration, grant + 1);
    reader.advance(Cause::kMemoryBandwidth, std::min(read.first_beat, read.bus_busy_until + 1));
    reader.advance(Cause::kMemoryLatency, read.first_beat);
    reader.advance(Cause::kTransfer, end);
}

template <bool kWindows>
void CounterObserver::take_write(const Fact& fact) {
    const Fact::Write& write = fact.write;
    ++last_.writes.bursts;
    last_.writes.beats += write.beats;
    if (kWindows) windows_.add_writes(write.handshake, write.beats);

    // From the address on, the engine's cycles are the storer's.
    const Cycle end = write.response + 1;
    const Cycle data = write.handshake + 1;
    const Cycle last = data + write.beats + write.bubbles;
    Sums<kWindows> engine = sums<kWindows>(Unit::kVmeWrite, end);
    engine.advance(Cause::kNoRequest, write.command);
    Sums<kWindows> storer = unit_sums<kWindows>(fact, write.command, end);
    engine.add(Cause::kStoreCommand, data);
    storer.add(Cause::kStoreCommand, data);
    engine.add(Cause::kTransfer, data + write.beats);
    storer.add(Cause::kTransfer, data + write.beats);
    engine.add(Cause::kStoreBubble, last);
    storer.add(Cause::kStoreBubble, last);
    engine.add(Cause::kStoreResponse, end);
    storer.add(Cause::kStoreResponse, end);
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

// Bursts of which only beats may lie behind FINISH.
void CounterObserver::take_stream(const Fact& fact) {
    const Fact::ReadStream& stream = fact.stream;
    CauseCycles& waits = *lane(Unit::kVmeRead).row;
    of(waits, Cause::kNoRequest) += static_cast<std::uint64_t>(stream.no_request);
    of(waits, Cause::kNoTag) += static_cast<std::uint64_t>(stream.no_tag);
    of(waits, Cause::kRequestStall) += static_cast<std::uint64_t>(stream.request_stall);
    of(waits, Cause::kLastBeatBlock) += static_cast<std::uint64_t>(stream.last_beat_block);
    of(waits, Cause::kGrant) += stream.bursts;
    spans_.covered(Unit::kVmeRead) = stream.grants_until;
    last_.reads[index_of(fact.client)].bursts += stream.bursts;

    const Cycle end = stream.last_beat + 1;
    const auto beats = static_cast<std::uint64_t>(end - stream.first_beat);
    if (stream.last_beat >= now_) {
        span(Unit::kMemory, Cause::kTransfer, stream.first_beat, end, kNoInstruction);
        span(fact.unit, Cause::kTransfer, stream.first_beat, end, fact.index);
        read_data(fact.client, 0, static_cast<std::uint32_t>(beats), stream.first_beat);
        return;
    }
    last_.reads[index_of(fact.client)].beats += beats;
    for (const Unit unit : {Unit::kMemory, fact.unit}) {
        Lane& lane = this->lane(unit);
        lane.touching &= spans_.covered(unit) == stream.first_beat;
        of(*lane.row, Cause::kTransfer) += beats;
        spans_.covered(unit) = end;
    }
}

// Whether a fact whose cycles end in `end` may lie behind FINISH; if so, it is taken here.
bool CounterObserver::ahead(const Fact& fact, Cycle end) {
    if (end <= now_) return false;
    take_ahead(fact);
    return true;
}

template <bool kWindows>
void CounterObserver::take(const cycle::FactBatch& batch) {
    for (const Fact& fact : batch) switch (fact.kind) {
            case FactKind::kLaunched:
                start_at(fact.event.cycle);
                break;
            case FactKind::kStarted:
                instructions_[fact.index].started = fact.event.cycle - origin_;
                break;
            case FactKind::kDone:
                instructions_[fact.index].done = fact.event.cycle - origin_;
                break;
            case FactKind::kDispatched: {
                const Fact::Dispatch& dispatch = fact.dispatch;
                note(fact.index, dispatch.instruction, dispatch.cycle - origin_);
                if (ahead(fact, dispatch.cycle + 1)) break;
                Sums<kWindows> fetch = sums<kWindows>(Unit::kFetch, dispatch.cycle + 1);
                fetch.advance(Cause::kDrain, dispatch.from);
                fetch.advance(Cause::kQueueFull, dispatch.cycle);
                fetch.advance(Cause::kDispatch, dispatch.cycle + 1);
                break;
            }
            case FactKind::kSpan:
                if (ahead(fact, fact.span.end)) break;
                unit_sums<kWindows>(fact, fact.span.begin, fact.span.end)
                    .add(fact.cause, fact.span.end);
                break;
            case FactKind::kPipeline: {
                const Fact::Pipeline& pipeline = fact.pipeline;
                if (ahead(fact, pipeline.end)) break;
                Sums<kWindows> compute = unit_sums<kWindows>(fact, pipeline.start, pipeline.end);
                compute.add(Cause::kIssue, pipeline.issue);
                compute.add(fact.cause, pipeline.drain);
                compute.add(Cause::kDrain, pipeline.end);
                break;
            }
            case FactKind::kReadBurst:
                if (!ahead(fact, fact.read.last_beat + 1)) take_read<kWindows>(fact);
                break;
            case FactKind::kReadStream:
                take_stream(fact);
                break;
            case FactKind::kWriteBurst:
                if (!ahead(fact, fact.write.response + 1)) take_write<kWindows>(fact);
                break;
            case FactKind::kReadGrant:
            case FactKind::kReadRequest:
            case FactKind::kReadRun:
                take_ahead(fact);
                break;
            case FactKind::kTokenPushed:
            case FactKind::kTokenPopped:
            case FactKind::kFinished:
                break;
        }
}

void CounterObserver::facts(const cycle::FactBatch& batch) {
    now_ = batch.settled;
    finish_ = batch.finish;
    if (windows_.enabled())
        take<true>(batch);
    else
        take<false>(batch);
}

}  // namespace vta::sim
