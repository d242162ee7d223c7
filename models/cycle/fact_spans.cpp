// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/fact_spans.h"

namespace vta::cycle {
namespace {

void tell_instruction(const Fact& fact, Cycle launch, Observer& observer) {
    if (fact.kind == FactKind::kDispatched)
        observer.dispatched(fact.unit, fact.index, fact.dispatch.cycle - launch);
    else if (fact.kind == FactKind::kStarted)
        observer.started(fact.unit, fact.index, fact.event.cycle - launch);
    else if (fact.kind == FactKind::kDone)
        observer.done(fact.unit, fact.index, fact.event.cycle - launch);
}

void tell_token(const Fact& fact, Cycle launch, Observer& observer) {
    const Fact::Token& token = fact.token;
    if (fact.kind == FactKind::kTokenPushed)
        observer.token_pushed(token.queue, fact.index, token.cycle - launch, token.count);
    else if (fact.kind == FactKind::kTokenPopped)
        observer.token_popped(token.queue, fact.index, token.cycle - launch, token.count);
}

void tell_memory(const Fact& fact, Cycle launch, Observer& observer) {
    const bool whole = fact.kind == FactKind::kReadBurst;
    const Fact::Read& read = fact.read;
    if (whole || fact.kind == FactKind::kReadRequest)
        observer.read_request(fact.client, read.id, read.address, read.beats, read.grant - launch);
    if (whole || fact.kind == FactKind::kReadRun)
        observer.read_data(fact.client, read.id, read.beats, read.first_beat - launch);
    if (fact.kind != FactKind::kWriteBurst) return;
    observer.write_request(fact.write.address, fact.write.beats, fact.write.handshake - launch);
    observer.write_response(fact.write.response - launch);
}

}  // namespace

void tell(const Fact& fact, Cycle launch, FactSpans& spans, Observer& observer) {
    if (fact.kind == FactKind::kLaunched) {
        spans.launched(launch);
        observer.launched();
        return;
    }
    spans.visit(fact, [&](Unit unit, Cause cause, Cycle begin, Cycle end, std::uint32_t index) {
        observer.span(unit, cause, begin - launch, end - launch, index);
    });
    tell_instruction(fact, launch, observer);
    tell_token(fact, launch, observer);
    tell_memory(fact, launch, observer);
    if (fact.kind == FactKind::kFinished) observer.finished(fact.event.cycle - launch);
}

}  // namespace vta::cycle
