// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/fetch.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "isa/disassembler.h"

namespace vta::cycle {

Fetch::Fetch(const sc_core::sc_module_name& name, Context& context, VME& vme, const Queues& queues)
    : ClockedUnit(name, context),
      vme_(vme),
      queues_(queues),
      codec_(context.config),
      timing_(context.config),
      bursts_(timing::BusShape(context.config)) {
    vme_.vme_read.connect(Client::kFetch, this);
    for (CommandQueue* queue : queues_)
        queue->on_room([this] {
            if (waits_for_room()) arm(context_.now);
        });
    chunk_.reserve(timing_.chunk_instructions);
}

void Fetch::reset() {
    ClockedUnit::reset();
    count_ = read_ = dispatched_ = 0;
    finish_dispatched_ = stalled_ = draining_ = false;
    in_flight_ = 0;
    output_count_ = 0;
    bursts_ = timing::RowBursts(timing::BusShape(context_.config));
}

void Fetch::launch(Cycle launch, std::uint32_t count) {
    if (count == 0)
        throw ProgramError(
            "launch with an instruction count of 0: the hardware never finishes; write the count "
            "of instructions first");
    if (busy() && !stalled_) return;  // not idle: the edge is not seen
    count_ = count;
    read_ = dispatched_ = 0;
    finish_dispatched_ = stalled_ = false;
    output_count_ = 0;
    chunk_address_ = context_.base[static_cast<std::size_t>(isa::BaseRegister::kInstruction)];
    last_push_ = last_dispatch_ = dispatch_before_last_ = -kNever;
    span_from_ = launch;
    start_chunk(launch + timing_.launch_to_start());
}

void Fetch::start_chunk(Cycle start) {
    chunk_size_ = std::min(count_ - read_, timing_.chunk_instructions);
    bursts_ = timing_.bursts(timing::BusShape(context_.config), chunk_address_, chunk_size_);
    bytes_.clear();
    if (context_.observer != nullptr) span(Cause::kIssue, start + timing_.start_to_request);
    vme_.vme_read.request(Client::kFetch, start + timing_.start_to_request);
}

timing::Burst Fetch::next_burst(bool& more) {
    const timing::Burst burst = bursts_.next();
    if (burst.address == 0)
        throw ProgramError(
            "instructions at address 0, which the memory never answers; place the program and its "
            "instruction base register elsewhere");
    more = bursts_.more();
    ++in_flight_;
    return burst;
}

void Fetch::beats(const ReadRun& run) {
    last_beat_ = run.last_beat;
    span_from_ = std::max(span_from_, run.last_beat + 1);  // the memory engine reports the run
    if (!run.ends_burst) return;
    --in_flight_;
    if (in_flight_ == 0 && !bursts_.more() && !wants_data()) chunk_arrived();
}

void Fetch::data(const timing::Burst& burst, const unsigned char* bytes, std::size_t count) {
    // The first beat may begin before the chunk.
    const std::size_t skip = burst.address < chunk_address_
                                 ? static_cast<std::size_t>(chunk_address_ - burst.address)
                                 : 0;
    bytes_.insert(bytes_.end(), bytes + skip, bytes + count);
    if (in_flight_ == 0 && !bursts_.more()) chunk_arrived();
}

void Fetch::chunk_arrived() {
    const std::uint64_t bytes = std::uint64_t{chunk_size_} * isa::kInstructionBytes;
    const unsigned char* words =
        wants_data() ? bytes_.data() : vme_.direct(chunk_address_, bytes, false);
    if (words == nullptr)
        throw ProgramError("the program lies outside the memory: instructions " +
                           std::to_string(read_) + " to " +
                           std::to_string(read_ + chunk_size_ - 1));
    decode_chunk(words);
    chunk_address_ += bytes;
    read_ += chunk_size_;
    drained_ = 0;
    drain_from_ = last_beat_ + timing_.last_beat_to_drain;
    draining_ = true;
    if (context_.observer != nullptr) span(Cause::kDrain, drain_from_);
    drain();
}

void Fetch::decode_chunk(const unsigned char* bytes) {
    chunk_.clear();
    for (std::uint32_t i = 0; i < chunk_size_; ++i) {
        Decoded decoded;
        std::memcpy(
            &decoded.word, bytes + std::size_t{i} * isa::kInstructionBytes, isa::kInstructionBytes);
        decoded.instruction = codec_.decode(decoded.word);
        chunk_.push_back(decoded);
    }
}

void Fetch::step(Cycle) {
    if (waits_for_room()) drain();
}

// Hands out what has arrived as far as the rooms of the queues are known, then starts the next
// chunk.
void Fetch::drain() {
    if (timing_.wide) {
        while (push_to_output() || dispatch_from_output()) {
        }
    } else {
        while (drained_ < chunk_.size() &&
               dispatch(chunk_[drained_], std::max(drain_from_, last_dispatch_ + 1)))
            ++drained_;
    }
    if (!draining_ || drained_ < chunk_.size()) return;
    draining_ = false;
    const Cycle drained = timing_.wide ? last_push_ : last_dispatch_;
    if (read_ < count_) start_chunk(drained + timing::FetchTiming::kDrainedToStart);
}

// Wide variant: one instruction a cycle moves into a two-entry queue, which dispatches one a cycle,
// also while the next chunk is read (5.4): q_k = max(q_{k-1} + 1, d_{k-2} + 1, D).
bool Fetch::push_to_output() {
    if (!draining_ || drained_ == chunk_.size() || output_count_ == output_.size()) return false;
    const Cycle freed = output_count_ == 0 ? dispatch_before_last_ : last_dispatch_;
    last_push_ = std::max({last_push_ + 1, freed + 1, drain_from_});
    output_[output_count_++] = {chunk_[drained_++], last_push_};
    return true;
}

// d_k = max(q_k + 1, d_{k-1} + 1, room).
bool Fetch::dispatch_from_output() {
    if (output_count_ == 0) return false;
    if (!dispatch(output_[0].decoded, std::max(output_[0].push, last_dispatch_) + 1)) return false;
    output_[0] = output_[1];
    --output_count_;
    return true;
}

// Dispatches from cycle `from` on, as soon as there is room. False: that is not known yet, or
// never.
bool Fetch::dispatch(const Decoded& decoded, Cycle from) {
    if (!decoded.instruction) {
        refuse(decoded);
        stalled_ = true;
        return false;
    }
    const isa::Module module = module_of(*decoded.instruction);
    CommandQueue& queue = *queues_[static_cast<std::size_t>(module)];
    const Cycle room = queue.room();
    if (room >= kNever) return false;  // woken when it becomes known
    const Cycle cycle = std::max(from, room);
    dispatch_before_last_ = last_dispatch_;
    last_dispatch_ = cycle;
    if (context_.observer != nullptr) {
        Fact& fact =
            context_.facts.next(FactKind::kDispatched, static_cast<Unit>(module), dispatched_);
        fact.dispatch = {from, cycle, *decoded.instruction};
        context_.facts.commit();
        span_from_ = cycle + 1;
    }
    finish_dispatched_ |= decoded.instruction->opcode == isa::Opcode::kFinish;
    const Command command{*decoded.instruction, dispatched_, cycle};
    ++dispatched_;
    queue.push(command);
    return true;
}

// An instruction that cannot be decoded is never dispatched and nothing behind it is. That only
// matters if the program has not been handed out up to a FINISH.
void Fetch::refuse(const Decoded& decoded) const {
    if (finish_dispatched_) return;
    throw ProgramError(dispatched_,
                       isa::disassemble(codec_, decoded.word),
                       "cannot be decoded: the hardware would wait for ever");
}

std::optional<std::uint32_t> Fetch::blocked() const {
    if (!waits_for_room()) return std::nullopt;
    return dispatched_;
}

void Fetch::span(Cause cause, Cycle end) {
    if (end <= span_from_) return;
    context_.facts.span(Unit::kFetch, cause, span_from_, end, Observer::kNoInstruction);
    span_from_ = end;
}

void Fetch::close_spans(Cycle finish) {
    span(blocked() ? Cause::kQueueFull : Cause::kIdleAfter, finish);
}

}  // namespace vta::cycle
