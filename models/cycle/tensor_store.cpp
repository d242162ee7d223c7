// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/tensor_store.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace vta::cycle {

using timing::StoreTiming;

namespace {

// How far ahead a STORE is settled in one step: far enough for any sensible one, near enough for a
// limit to end a run that writes gigabytes.
constexpr Cycle kHorizon = 1 << 16;

}  // namespace

TensorStore::TensorStore(const sc_core::sc_module_name& name, Context& context, VME& vme)
    : sc_module(name),
      context_(context),
      vme_(vme),
      timing_(context.config),
      bursts_(timing::BusShape(context.config)) {
    vme_.vme_write.on_settled([this](const VmeWrite::Times& times) { settled(times); });
}

void TensorStore::reset() {
    bursts_ = timing::RowBursts(timing::BusShape(context_.config));
    next_command_ = kNever;
    start_counting();
}

void TensorStore::start_counting() {
    late_.clear();
    counted_bursts_ = 0;
    counted_beats_ = 0;
}

Cycle TensorStore::start(const Command& command, Cycle start) {
    const isa::Instruction& store = command.instruction;
    if (store.y_size == 0 && !timing_.narrow())
        throw ProgramError("y_size 0 with x_size > 0: the wide storer never finishes this STORE");
    command_ = command;
    const std::uint64_t base = context_.base_of(isa::MemoryType::kOut);
    first_byte_ = functional::dram_address(context_.config, store, base);
    bursts_ = timing_.bursts(store, first_byte_);
    count_past_bursts(start);

    staging_ = false;
    if (context_.machine != nullptr) {
        DirectDram direct(vme_);
        staging_ = !vme_.has_dmi();
        staged_.clear();
        row_byte_ = 0;
        functional::DramPort& port =
            staging_ ? static_cast<functional::DramPort&>(staged_) : direct;
        context_.machine->store(store, base, port);
    }
    // The memory engine reports the bursts.
    if (context_.observer != nullptr)
        context_.facts.span(Unit::kStore,
                            Cause::kIssue,
                            start,
                            start + StoreTiming::kStartToCommand,
                            command.index);
    return continue_from(start + StoreTiming::kStartToCommand);
}

// Sends bursts from the storer's command in cycle `command_cycle` on. Returns the done cycle, or
// kNever if the target will answer later.
Cycle TensorStore::continue_from(Cycle command_cycle) {
    while (bursts_.more()) {
        if (command_cycle > context_.now + kHorizon) {
            next_command_ = command_cycle;
            return kNever;
        }
        request_ = VmeWrite::Request{};
        request_.burst = bursts_.next();
        request_.command = command_cycle;
        request_.data_cycles = timing_.data_cycles(request_.burst.beats);
        request_.bubbles = timing_.bubbles(request_.burst.beats);
        request_.index = command_.index;
        if (staging_) fill_data();
        VmeWrite::Times times;
        if (!vme_.vme_write.write(request_, times)) return kNever;
        account(times);
        if (!bursts_.more()) return times.response;
        command_cycle = times.response + StoreTiming::kResponseToCommand;
    }
    return kNever;
}

Cycle TensorStore::resume(Cycle now) {
    count_past_bursts(now);
    return continue_from(std::exchange(next_command_, kNever));
}

// The current burst's beats: the next bytes of its row, with the bytes of partial beats disabled.
void TensorStore::fill_data() {
    const std::uint64_t beat_bytes = context_.config.bus_bytes();
    const std::uint64_t row_bytes = std::uint64_t{command_.instruction.x_size} *
                                    context_.config.elem_bytes(isa::MemoryType::kOut);
    const std::uint64_t bytes = request_.burst.beats * beat_bytes;
    // Only the first beat of a row can start inside a beat, only its last can end inside one.
    const std::uint64_t skip_front = row_byte_ == 0 ? row_skip() : 0;
    const std::uint64_t count = std::min(row_bytes - row_byte_, bytes - skip_front);
    beat_buffer_.assign(bytes, 0);
    std::memcpy(beat_buffer_.data() + skip_front, staged_.take(count), count);
    request_.data = beat_buffer_.data();
    request_.skip_front = static_cast<std::uint32_t>(skip_front);
    request_.skip_back = static_cast<std::uint32_t>(bytes - skip_front - count);
    row_byte_ += count;
    if (row_byte_ == row_bytes) {
        row_byte_ = 0;
        first_byte_ += std::uint64_t{command_.instruction.x_stride} *
                       context_.config.elem_bytes(isa::MemoryType::kOut);
    }
}

// Bytes before the row's first tensor in its first beat.
std::uint64_t TensorStore::row_skip() const {
    return timing_.narrow() ? 0 : first_byte_ & (context_.config.bus_bytes() - 1);
}

void TensorStore::settled(const VmeWrite::Times& times) {
    account(times);
    const Cycle done = bursts_.more()
                           ? continue_from(times.response + StoreTiming::kResponseToCommand)
                           : times.response;
    if (done < kNever) done_(done);
}

void TensorStore::account(const VmeWrite::Times& times) {
    late_.push_back({times.handshake, times.response, request_.burst.beats});
}

// Bursts answered before `now` are within any FINISH to come.
void TensorStore::count_past_bursts(Cycle now) {
    if (now > context_.finish) return;
    std::size_t past = 0;
    while (past < late_.size() && late_[past].response <= now) {
        ++counted_bursts_;
        counted_beats_ += late_[past].beats;
        ++past;
    }
    late_.erase(late_.begin(), late_.begin() + static_cast<std::ptrdiff_t>(past));
}

std::uint64_t TensorStore::bursts_until_finish() const {
    std::uint64_t bursts = counted_bursts_;
    for (const Late& burst : late_) bursts += burst.handshake <= context_.finish;
    return bursts;
}

std::uint64_t TensorStore::beats_until_finish() const {
    std::uint64_t beats = counted_beats_;
    for (const Late& burst : late_)
        beats += timing_.beats_within(context_.finish - burst.handshake, burst.beats);
    return beats;
}

}  // namespace vta::cycle
