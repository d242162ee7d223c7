// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/instruction_unit.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "models/timing/operations.h"

namespace vta::cycle {

InstructionUnit::InstructionUnit(const sc_core::sc_module_name& name, Context& context, Unit unit)
    : ClockedUnit(name, context), unit_(unit) {
    inst_queue.on_push([this] { reconsider(); });
}

void InstructionUnit::connect(const Neighbour& prev, const Neighbour& next) {
    prev_ = prev;
    next_ = next;
    for (const Neighbour& neighbour : {prev_, next_})
        if (neighbour.from != nullptr) neighbour.from->on_push([this] { reconsider(); });
}

void InstructionUnit::reset() {
    ClockedUnit::reset();
    inst_queue.reset();
    for (const Neighbour& neighbour : {prev_, next_})
        if (neighbour.from != nullptr) neighbour.from->reset();
    executing_ = false;
    free_from_ = 0;
    started_ = 0;
    start_observing();
}

void InstructionUnit::start_observing() {
    waits_since_ = std::max(free_from_, context_.launch);
    idle_before_ = true;
}

// First cycle in which the front instruction can start, as far as known.
Cycle InstructionUnit::start_cycle() const {
    const Command& command = inst_queue.front();
    const Cycle from = std::max(command.dispatch + 1, free_from_);
    Cycle start = from;
    if (command.instruction.pop_prev && prev_.from != nullptr)
        start = std::max(start, prev_.from->ready(from));
    if (command.instruction.pop_next && next_.from != nullptr)
        start = std::max(start, next_.from->ready(from));
    return start;
}

void InstructionUnit::step(Cycle now) {
    if (executing_) continue_execution(now);
    while (!executing_ && !inst_queue.empty()) {
        const Cycle start_at = start_cycle();
        if (start_at > now) {
            if (start_at < kNever) arm(start_at);
            return;
        }
        VTA_CHECK(start_at == now, std::string(name()) + " woke up too late");
        const Command command = inst_queue.front();
        inst_queue.take();
        try {
            start(command, now);
        } catch (const ProgramError& error) {
            throw ProgramError(
                command.index, context_.disassemble(command.instruction), error.what());
        }
    }
}

// Something that the front instruction waits for became known: it lies ahead, so only the wake-up
// can have moved.
void InstructionUnit::reconsider() {
    if (executing_ || inst_queue.empty()) return;
    const Cycle start_at = start_cycle();
    if (start_at < kNever) arm(std::max(start_at, context_.now));
}

void InstructionUnit::start(const Command& command, Cycle now) {
    const isa::Instruction& instruction = command.instruction;
    if (context_.observer != nullptr) observe_wait(command, now);
    if (instruction.pop_prev && prev_.from != nullptr) prev_.from->take(now, command.index);
    if (instruction.pop_next && next_.from != nullptr) next_.from->take(now, command.index);
    ++started_;
    if (context_.observer != nullptr) {
        context_.facts.event(FactKind::kStarted, unit_, command.index, now);
    }
    executing_ = true;
    current_ = command;
    Cycle done;
    if (instruction.is_sync()) {
        done = now + timing::kSyncCycles;
        span(Cause::kSync, now, done + 1, command.index);
    } else {
        done = execute(command, now);
    }
    if (done < kNever) retire(done);
}

void InstructionUnit::complete(Cycle done) {
    retire(done);
    reconsider();
}

void InstructionUnit::retire(Cycle done) {
    const isa::Instruction& instruction = current_.instruction;
    executing_ = false;
    free_from_ = done + 1;
    waits_since_ = done + 1;
    idle_before_ = false;
    if (context_.observer != nullptr)
        context_.facts.event(FactKind::kDone, unit_, current_.index, done);
    const std::uint32_t index = current_.index;
    inst_queue.retire(done);
    if (instruction.push_prev && prev_.to != nullptr) prev_.to->push(done, index);
    if (instruction.push_next && next_.to != nullptr) next_.to->push(done, index);
}

std::optional<isa::WaitingModule> InstructionUnit::waiting() const {
    if (executing_ || inst_queue.empty() || start_cycle() < kNever) return std::nullopt;
    const Command& command = inst_queue.front();
    isa::WaitingModule module;
    module.module = static_cast<isa::Module>(unit_);
    module.index = command.index;
    module.instruction = command.instruction;
    module.lacks_prev =
        command.instruction.pop_prev && prev_.from != nullptr && prev_.from->ready(0) >= kNever;
    module.lacks_next =
        command.instruction.pop_next && next_.from != nullptr && next_.from->ready(0) >= kNever;
    return module;
}

void InstructionUnit::span(Cause cause, Cycle begin, Cycle end, std::uint32_t index) {
    if (context_.observer == nullptr || end <= begin) return;
    context_.facts.span(unit_, cause, begin, end, index);
}

// What the unit waited for from its last instruction to `start`, in the order in which the
// conditions came true: the instruction, then its tokens.
void InstructionUnit::observe_wait(const Command& command, Cycle start) {
    const Cycle there = std::clamp(command.dispatch + 1, waits_since_, start);
    span(idle_before_ ? Cause::kIdleBefore : Cause::kWaitInstruction,
         waits_since_,
         there,
         command.index);
    // Of two tokens the one that comes last is what the unit waits for.
    const auto token_at = [&](bool pops, const TokenQueue* queue) {
        return pops && queue != nullptr ? queue->ready(0) : -kNever;
    };
    const Cycle prev = token_at(command.instruction.pop_prev, prev_.from);
    const Cycle next = token_at(command.instruction.pop_next, next_.from);
    span(next > prev ? Cause::kWaitTokenNext : Cause::kWaitTokenPrev, there, start, command.index);
    waits_since_ = start;
}

void InstructionUnit::close_spans(Cycle finish) {
    if (executing_ || finish <= waits_since_) return;
    if (inst_queue.empty() || inst_queue.front().dispatch >= finish) {
        span(idle_before_ ? Cause::kIdleBefore : Cause::kIdleAfter,
             waits_since_,
             finish,
             Observer::kNoInstruction);
    } else {
        observe_wait(inst_queue.front(), finish);
    }
    waits_since_ = finish;
}

}  // namespace vta::cycle
