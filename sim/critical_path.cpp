// SPDX-License-Identifier: Apache-2.0
#include "sim/critical_path.h"

#include <algorithm>

#include "base/error.h"
#include "isa/codec.h"

namespace vta::sim {

using cycle::Cause;
using cycle::Cycle;
using cycle::Unit;

namespace {

std::size_t number(Unit unit) { return static_cast<std::size_t>(unit); }

}  // namespace

// Who pushes the token that an instruction pops, and who makes room for it in a command queue, does
// not depend on time.
void CriticalPath::begin(const isa::Program& program) {
    const isa::Codec codec(config_);
    const std::size_t depth = config_.parameters().instruction_queue_depth;
    const TokenProgram tokens(
        codec, program.instructions, static_cast<std::uint32_t>(depth), tokens_);
    tokens_before_ = tokens_;
    tokens_ = tokens_after(codec, program.instructions, tokens_);
    ignore();
    times_.assign(program.instructions.size(), {});
    for (std::size_t module = 0; module < isa::kModuleCount; ++module) {
        const auto& stream = tokens.stream(static_cast<isa::Module>(module));
        for (std::size_t i = 0; i < stream.size(); ++i) {
            Times& times = times_[stream[i]];
            times.unit = static_cast<Unit>(module);
            if (i > 0) times.previous = stream[i - 1];
            if (i >= depth) times.room = stream[i - depth];
            const auto& instruction = tokens.steps()[stream[i]].instruction;
            if (instruction.opcode == isa::Opcode::kFinish && finish_index_ == kNone)
                finish_index_ = stream[i];
        }
    }
    find_pushers(tokens);
}

void CriticalPath::ignore() {
    times_.clear();
    fetch_spans_.clear();
    for (Parts& parts : parts_) {
        parts.all.clear();
        parts.index = kNone;
    }
    span_count_ = 0;
    finish_index_ = kNone;
    finish_ = 0;
}

// What followed FINISH is not part of it, but a path needs all that came before.
void CriticalPath::end(const cycle::LaunchResult& result, bool complete) {
    if (!complete && !result.finished) ignore();
}

void CriticalPath::find_pushers(const TokenProgram& tokens) {
    for (std::size_t q = 0; q < kTokenQueueCount; ++q) {
        const auto queue = static_cast<TokenQueue>(q);
        std::vector<std::uint32_t> pushers;
        for (const std::uint32_t at : tokens.stream(producer_of(queue)))
            if (tokens.steps()[at].pushes[q]) pushers.push_back(at);
        std::size_t next = 0;
        std::uint32_t there = tokens.tokens(queue);  // before the launch: nobody's of this one
        for (const std::uint32_t at : tokens.stream(consumer_of(queue))) {
            if (!tokens.steps()[at].pops[q] || next == pushers.size()) continue;
            if (there > 0) {
                --there;
                continue;
            }
            auto& known = times_[at].pushers;
            known[known[0] == kNone ? 0 : 1] = pushers[next++];
        }
    }
}

// An index that is none of the program belongs to what an earlier launch left in a queue.
void CriticalPath::dispatched(Unit, std::uint32_t index, Cycle cycle) {
    if (index < times_.size()) times_[index].dispatch = cycle;
}
void CriticalPath::started(Unit, std::uint32_t index, Cycle cycle) {
    if (index < times_.size()) times_[index].start = cycle;
}
void CriticalPath::done(Unit, std::uint32_t index, Cycle cycle) {
    if (index < times_.size()) times_[index].done = cycle;
}

void CriticalPath::add_part(Parts& parts, std::uint32_t index, Cause cause, Cycle cycles) {
    if (parts.index != index) {
        parts.index = index;
        times_[index].first_part = parts.all.size();
    }
    for (std::size_t i = times_[index].first_part; i < parts.all.size(); ++i) {
        if (parts.all[i].cause != cause) continue;
        parts.all[i].cycles += cycles;
        return;
    }
    parts.all.push_back({cause, cycles});
    ++span_count_;
}

// Of the memory engine and the memory nothing is asked, nor of what came before an instruction.
void CriticalPath::span(Unit unit, Cause cause, Cycle begin, Cycle end, std::uint32_t index) {
    if (number(unit) > number(Unit::kFetch) || times_.empty()) return;
    if (unit == Unit::kFetch) {
        fetch_spans_.push_back({cause, begin, end});
        ++span_count_;
    } else if (index < times_.size() && cause > Cause::kWaitTokenNext) {
        add_part(parts_[number(unit)], index, cause, end - begin);
    }
    if (span_count_ > kMaxSpans) ignore();
}

void CriticalPath::facts(const cycle::FactBatch& batch) {
    using cycle::FactKind;
    const Cycle launch = batch.launch;
    const auto visit = [this, launch](
                           Unit unit, Cause cause, Cycle begin, Cycle end, std::uint32_t index) {
        CriticalPath::span(unit, cause, begin - launch, end - launch, index);
    };
    for (const cycle::Fact& fact : batch) {
        if (fact.kind == FactKind::kLaunched) {
            fact_spans_.launched(launch);
            continue;
        }
        fact_spans_.visit(fact, visit);
        if (fact.kind == FactKind::kDispatched)
            CriticalPath::dispatched(fact.unit, fact.index, fact.dispatch.cycle - launch);
        else if (fact.kind == FactKind::kStarted)
            CriticalPath::started(fact.unit, fact.index, fact.event.cycle - launch);
        else if (fact.kind == FactKind::kDone)
            CriticalPath::done(fact.unit, fact.index, fact.event.cycle - launch);
        else if (fact.kind == FactKind::kFinished)
            CriticalPath::finished(fact.event.cycle - launch);
    }
}

PathSegment::Reason CriticalPath::why(std::uint32_t index, std::uint32_t& from) const {
    const Times& times = times_[index];
    for (const std::uint32_t pusher : times.pushers) {
        if (pusher == kNone || times_[pusher].done + 1 != times.start) continue;
        from = pusher;
        return PathSegment::Reason::kToken;
    }
    if (times.previous != kNone && times_[times.previous].done + 1 == times.start) {
        from = times.previous;
        return PathSegment::Reason::kInOrder;
    }
    from = kNone;
    return PathSegment::Reason::kDispatch;
}

PathSegment CriticalPath::enter(std::uint32_t index, Cycle end) const {
    PathSegment segment;
    segment.unit = times_[index].unit;
    segment.index = index;
    segment.begin = times_[index].start;
    segment.end = end;
    return segment;
}

// Fetch's cycles before `end`, back to the launch or to the instruction whose end made room in a
// full queue. Returns that instruction.
std::uint32_t CriticalPath::walk_fetch(Cycle end, std::vector<PathSegment>& path) const {
    PathSegment segment;
    segment.end = end;
    const auto& spans = fetch_spans_;
    auto span =
        std::upper_bound(spans.begin(), spans.end(), end - 1, [](Cycle cycle, const Span& s) {
            return cycle < s.begin;
        });
    while (span != spans.begin()) {
        --span;
        if (span->cause != Cause::kQueueFull) continue;
        // Dispatched in order; what was not dispatched comes last.
        const auto times = std::lower_bound(
            times_.begin(), times_.end(), span->end, [](const Times& one, Cycle cycle) {
                return one.dispatch >= 0 && one.dispatch < cycle;
            });
        if (times == times_.end() || times->dispatch != span->end || times->room == kNone ||
            times_[times->room].done + 1 != span->end)
            continue;
        segment.begin = span->end;
        segment.reason = PathSegment::Reason::kQueueRoom;
        path.push_back(segment);
        return times->room;
    }
    path.push_back(segment);
    return kNone;
}

std::vector<PathSegment> CriticalPath::segments() const {
    std::vector<PathSegment> path;
    std::uint32_t index = finish_index_;
    if (index == kNone || times_[index].start < 0) return path;
    Cycle end = finish_;
    while (index != kNone) {
        PathSegment segment = enter(index, end);
        std::uint32_t from = kNone;
        segment.reason = why(index, from);
        path.push_back(segment);
        end = segment.begin;
        index = from == kNone && end > 0 ? walk_fetch(end, path) : from;
        end = path.back().begin;
    }
    std::reverse(path.begin(), path.end());
    Cycle sum = 0;
    for (const PathSegment& segment : path) sum += segment.end - segment.begin;
    VTA_CHECK(sum == finish_, "the critical path does not cover the run");
    return path;
}

std::vector<CriticalPath::CauseCycles> CriticalPath::causes(const PathSegment& segment) const {
    if (segment.index == kNone) return fetch_causes(segment);
    if (segment.index == finish_index_) return {{Cause::kFinish, segment.end - segment.begin}};
    // A module's instructions follow one another, and their parts too.
    const std::vector<CauseCycles>& all = parts_[number(segment.unit)].all;
    const auto first = static_cast<std::ptrdiff_t>(times_[segment.index].first_part);
    std::vector<CauseCycles> causes;
    Cycle left = segment.end - segment.begin;
    for (auto part = all.begin() + first; part != all.end() && left > 0; ++part) {
        causes.push_back({part->cause, std::min(part->cycles, left)});
        left -= causes.back().cycles;
    }
    return causes;
}

std::vector<CriticalPath::CauseCycles> CriticalPath::fetch_causes(
    const PathSegment& segment) const {
    std::vector<CauseCycles> causes;
    const auto& spans = fetch_spans_;
    auto span =
        std::upper_bound(spans.begin(), spans.end(), segment.begin, [](Cycle cycle, const Span& s) {
            return cycle < s.end;
        });
    for (; span != spans.end() && span->begin < segment.end; ++span) {
        const Cycle cycles =
            std::min(span->end, segment.end) - std::max(span->begin, segment.begin);
        const auto known = std::find_if(causes.begin(), causes.end(), [&](const CauseCycles& c) {
            return c.cause == span->cause;
        });
        if (known != causes.end())
            known->cycles += cycles;
        else
            causes.push_back({span->cause, cycles});
    }
    return causes;
}

}  // namespace vta::sim
