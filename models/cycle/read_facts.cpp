// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/read_facts.h"

#include <algorithm>

namespace vta::cycle {

void ReadFacts::launched() {
    stream_client_ = kNobody;
    grants_until_ = context_.launch;
    beats_until_ = context_.launch;
}

void ReadFacts::burst(const Burst& burst, const ReadRun& run) {
    close();
    Fact& fact = next(FactKind::kReadBurst, burst);
    fact.read = {burst.address,
                 run.beats,
                 burst.id,
                 run.grant,
                 waits_.first_request,
                 waits_.id_free,
                 waits_.unblocked,
                 run.first_beat,
                 run.last_beat,
                 run.bus_busy_until};
    context_.facts.commit();
    grants_until_ = run.grant + 1;
    beats_until_ = std::max(beats_until_, run.last_beat + 1);
    // Bursts behind FINISH do not count: those are told one by one. FINISH is known before its
    // cycle, so what a stream has of the engine lies before it.
    if (!context_.facts.joins_reads() || context_.finish < kNever) return;
    if (beats_until_ != run.last_beat + 1) return;
    stream_client_ = burst.client;
    stream_reader_ = burst.reader;
    stream_ = {};
    stream_.first_beat = beats_until_;
}

void ReadFacts::end_stream() {
    const Client client = stream_client_;
    stream_client_ = kNobody;
    if (stream_.bursts == 0) return;
    Fact& fact =
        context_.facts.next(FactKind::kReadStream, stream_reader_.unit, stream_reader_.index);
    fact.client = client;
    fact.stream = stream_;
    fact.stream.grants_until = grants_until_;
    fact.stream.last_beat = beats_until_ - 1;
    context_.facts.commit();
}

Fact& ReadFacts::next(FactKind kind, const Burst& burst) {
    Fact& fact = context_.facts.next(kind, burst.reader.unit, burst.reader.index);
    fact.client = burst.client;
    fact.read.id = burst.id;
    return fact;
}

void ReadFacts::granted(const Burst& burst, Cycle grant) {
    close();
    Fact& fact = next(FactKind::kReadGrant, burst);
    fact.read.grant = grant;
    fact.read.first_request = waits_.first_request;
    fact.read.id_free = waits_.id_free;
    fact.read.unblocked = waits_.unblocked;
    context_.facts.commit();
    grants_until_ = grant + 1;
}

void ReadFacts::requested(const Burst& burst, std::uint32_t beats, Cycle grant) {
    Fact& fact = next(FactKind::kReadRequest, burst);
    fact.read.address = burst.address;
    fact.read.beats = beats;
    fact.read.grant = grant;
    context_.facts.commit();
}

void ReadFacts::run(const Burst& burst, const ReadRun& run) {
    close();
    Fact& fact = next(FactKind::kReadRun, burst);
    fact.read.beats = run.beats;
    fact.read.grant = run.grant;
    fact.read.first_beat = run.first_beat;
    fact.read.last_beat = run.last_beat;
    fact.read.bus_busy_until = run.bus_busy_until;
    context_.facts.commit();
    beats_until_ = std::max(beats_until_, run.last_beat + 1);
}

void ReadFacts::span(Unit unit, Cause cause, Cycle& from, Cycle end) {
    if (end <= from) return;
    context_.facts.span(unit, cause, from, end, Observer::kNoInstruction);
    from = end;
}

void ReadFacts::close_spans(Cycle finish, Cycle first_request) {
    close();
    span(Unit::kVmeRead, Cause::kNoRequest, grants_until_, std::min(finish, first_request));
    span(Unit::kVmeRead, Cause::kNoTag, grants_until_, finish);
    span(Unit::kMemory, Cause::kNoRequest, beats_until_, finish);
}

}  // namespace vta::cycle
