// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_causes.h"

#include <algorithm>

namespace vta::cosim {
namespace {

using cycle::Cause;
using cycle::Client;
using cycle::TokenQueueId;
using cycle::Unit;

constexpr std::uint32_t kNone = cycle::Observer::kNoInstruction;

/// Whether the instruction lacks a token of the queue that it pops towards a neighbour.
struct Lacks {
    bool prev = false;
    bool next = false;
};

Lacks lacks(Unit unit, const isa::Instruction& instruction, const VtaRtlProbe& probe) {
    const auto empty = [&](TokenQueueId queue) {
        return probe.tokens[static_cast<std::size_t>(queue)] == 0;
    };
    Lacks lacks;
    if (unit == Unit::kLoad) {
        lacks.next = instruction.pop_next && empty(TokenQueueId::kComputeToLoad);
    } else if (unit == Unit::kCompute) {
        lacks.prev = instruction.pop_prev && empty(TokenQueueId::kLoadToCompute);
        lacks.next = instruction.pop_next && empty(TokenQueueId::kStoreToCompute);
    } else {
        lacks.prev = instruction.pop_prev && empty(TokenQueueId::kComputeToStore);
    }
    return lacks;
}

Client client_of(isa::MemoryType type) {
    switch (type) {
        case isa::MemoryType::kUop:
            return Client::kUop;
        case isa::MemoryType::kInp:
            return Client::kInp;
        case isa::MemoryType::kWgt:
            return Client::kWgt;
        default:
            return Client::kAcc;
    }
}

bool granted(const RtlCauses::Signals& signals) {
    return signals.out.mem_ar_valid != 0 && signals.in.mem_ar_ready != 0;
}

}  // namespace

void RtlCauses::launch(cycle::Observer* observer, std::uint32_t count) {
    observer_ = observer;
    count_ = count;
    dispatched_ = 0;
    modules_ = {};
    spans_ = {};
    spans_[index_of(Unit::kFetch)].cause = Cause::kIssue;
    fetch_ = FetchState::kIssue;
    read_held_ = false;
    bursts_.clear();
    in_flight_ = {};
}

void RtlCauses::finish(Cycle now) {
    close_all(now);
    for (const Unit unit : {Unit::kLoad, Unit::kCompute, Unit::kStore})
        if (!module(unit).running) tell_wait(unit, now);
    observer_ = nullptr;
}

void RtlCauses::abandon(Cycle now) {
    if (!watching()) return;
    close_all(now);
    observer_ = nullptr;
}

void RtlCauses::close_all(Cycle now) {
    for (const Unit unit : {Unit::kFetch, Unit::kVmeRead, Unit::kVmeWrite, Unit::kMemory})
        close(unit, now);
    for (const Unit unit : {Unit::kLoad, Unit::kCompute, Unit::kStore})
        if (module(unit).running) close(unit, now);
}

void RtlCauses::dispatched(Unit unit,
                           std::uint32_t index,
                           const isa::Instruction& instruction,
                           Cycle now) {
    ++dispatched_;
    module(unit).waiting.push_back({index, instruction, now});
}

void RtlCauses::started(Unit unit, Cycle now) {
    Module& module = this->module(unit);
    if (module.waiting.empty()) return;  // of a launch before
    tell_wait(unit, now);
    module.running = module.waiting.front();
    module.waiting.pop_front();
    module.asked = module.issued = module.data_done = false;
    spans_[index_of(unit)].begin = now;
}

// From the unit's last instruction to `now`, where the next one starts or FINISH ends all: first no
// instruction was there, then a token was missing; of two the one that came last. An instruction
// handed out in cycle c is there in c + 1.
void RtlCauses::tell_wait(Unit unit, Cycle now) {
    const Module& module = this->module(unit);
    const bool comes = !module.waiting.empty() && module.waiting.front().dispatched < now;
    const std::uint32_t index = comes ? module.waiting.front().index : kNone;
    const Cycle there =
        comes ? std::clamp(module.waiting.front().dispatched + 1, module.free_since, now) : now;
    const Cause idle = module.first ? Cause::kIdleBefore
                       : comes      ? Cause::kWaitInstruction
                                    : Cause::kIdleAfter;
    tell(unit, idle, module.free_since, there, index);
    tell(unit,
         module.lacks_next_only ? Cause::kWaitTokenNext : Cause::kWaitTokenPrev,
         there,
         now,
         index);
}

void RtlCauses::set(Unit unit, Cause cause, std::uint32_t index, Cycle now) {
    Span& span = spans_[index_of(unit)];
    if (span.cause == cause && span.index == index) return;
    // Time without a write burst belongs to the STORE that ends it.
    if (unit == Unit::kVmeWrite && span.cause == Cause::kNoRequest) span.index = index;
    close(unit, now);
    span = {cause, now, index};
}

void RtlCauses::close(Unit unit, Cycle now) {
    const Span& span = spans_[index_of(unit)];
    tell(unit, span.cause, span.begin, now, span.index);
}

void RtlCauses::cycle(const Signals& signals, Cycle now) {
    if (signals.in.mem_r_valid != 0 && signals.out.mem_r_ready != 0 && !bursts_.empty())
        bursts_.front().started = true;
    set(Unit::kFetch, fetch_cause(signals), kNone, now);
    set(Unit::kVmeRead, vme_read_cause(signals), kNone, now);
    set(Unit::kMemory, memory_cause(signals), kNone, now);
    const Cause write = vme_write_cause(signals);
    const Module& store = module(Unit::kStore);
    const bool writes = write != Cause::kNoRequest && store.running;
    set(Unit::kVmeWrite, write, writes ? store.running->index : kNone, now);
    for (const Unit unit : {Unit::kLoad, Unit::kCompute, Unit::kStore})
        look_at_module(unit, signals, now);
    follow_reads(signals);
}

void RtlCauses::look_at_module(Unit unit, const Signals& signals, Cycle now) {
    Module& module = this->module(unit);
    if (module.running) {
        set(unit, running_cause(unit, signals), module.running->index, now);
        if (!module.ends) return;
        close(unit, now + 1);
        module.running.reset();
        module.ends = false;
        module.first = false;
        module.free_since = now + 1;
    } else if (!module.waiting.empty() && module.waiting.front().dispatched < now) {
        const Lacks missing = lacks(unit, module.waiting.front().instruction, signals.probe);
        module.lacks_next_only = missing.next && !missing.prev;
    }
}

// After the cycle: whose reads are in flight.
void RtlCauses::follow_reads(const Signals& signals) {
    const bool last =
        signals.in.mem_r_valid != 0 && signals.out.mem_r_ready != 0 && signals.in.mem_r_last != 0;
    if (last && !bursts_.empty()) {
        --in_flight_[static_cast<std::size_t>(bursts_.front().client)];
        bursts_.pop_front();
    }
    if (!granted(signals)) return;
    const auto client = static_cast<Client>(signals.probe.ar_client);
    bursts_.push_back({client, false});
    ++in_flight_[static_cast<std::size_t>(client)];
}

bool RtlCauses::asks(Client client, const Signals& signals) const {
    return (signals.causes.read_commands >> static_cast<unsigned>(client) & 1) != 0;
}

// Of a client with reads in flight or a command at the memory engine.
Cause RtlCauses::read_cause(Client client) const {
    if (!in_flight(client)) return Cause::kArbitration;
    if (bursts_.front().client != client) return Cause::kMemoryBandwidth;
    return bursts_.front().started ? Cause::kTransfer : Cause::kMemoryLatency;
}

Cause RtlCauses::fetch_cause(const Signals& signals) {
    const bool asks = this->asks(Client::kFetch, signals);
    if (fetch_ == FetchState::kIssue && asks) fetch_ = FetchState::kRead;
    if (fetch_ == FetchState::kRead && !asks && !in_flight(Client::kFetch))
        fetch_ = FetchState::kDrain;
    if (signals.probe.dispatch != 0) {
        if (fetch_ == FetchState::kDrain) fetch_ = FetchState::kIssue;  // of the next instructions
        return Cause::kDispatch;
    }
    if (signals.causes.inst_valid != 0) return Cause::kQueueFull;
    if (dispatched_ == count_) return Cause::kIdleAfter;
    if (fetch_ == FetchState::kIssue) return Cause::kIssue;
    return fetch_ == FetchState::kRead ? read_cause(Client::kFetch) : Cause::kDrain;
}

Cause RtlCauses::running_cause(Unit unit, const Signals& signals) {
    Module& module = this->module(unit);
    const isa::Instruction& instruction = module.running->instruction;
    if (instruction.is_sync()) return Cause::kSync;
    switch (instruction.opcode) {
        case isa::Opcode::kFinish:
            return Cause::kFinish;
        case isa::Opcode::kStore: {
            const Cause write = vme_write_cause(signals);
            return write == Cause::kNoRequest ? Cause::kIssue : write;
        }
        case isa::Opcode::kGemm:
        case isa::Opcode::kAlu:
            if (signals.causes.pipelines == 0) return module.issued ? Cause::kDrain : Cause::kIssue;
            module.issued = true;
            return (signals.causes.pipelines & 1) != 0 ? Cause::kGemm : Cause::kAlu;
        case isa::Opcode::kLoad:
            break;
    }
    return load_cause(module, signals);
}

// The cycle in which a loader first has no data left is the one in which it would be done without
// padding: it still belongs to the data.
Cause RtlCauses::load_cause(Module& module, const Signals& signals) const {
    const Client client = client_of(module.running->instruction.memory_type);
    const bool asks = this->asks(client, signals);
    module.asked |= asks;
    if (!module.asked) return Cause::kIssue;
    if (asks || in_flight(client)) return read_cause(client);
    if (module.data_done) return Cause::kPadding;
    module.data_done = (signals.causes.loaders >> static_cast<unsigned>(client) & 1) == 0;
    return Cause::kDrain;
}

Cause RtlCauses::vme_read_cause(const Signals& signals) {
    const bool held = read_held_;
    read_held_ = signals.out.mem_ar_valid != 0 && signals.in.mem_ar_ready == 0;
    if (granted(signals)) return Cause::kGrant;
    if (signals.causes.read_commands == 0) return Cause::kNoRequest;
    if (!held && signals.causes.read_id_free == 0) return Cause::kNoTag;
    return signals.in.mem_ar_ready == 0 ? Cause::kRequestStall : Cause::kLastBeatBlock;
}

Cause RtlCauses::vme_write_cause(const Signals& signals) const {
    if (signals.causes.write_idle != 0)
        return signals.causes.write_command != 0 ? Cause::kStoreCommand : Cause::kNoRequest;
    if (signals.out.mem_aw_valid != 0) return Cause::kStoreCommand;
    if (signals.out.mem_b_ready != 0) return Cause::kStoreResponse;
    return signals.out.mem_w_valid != 0 ? Cause::kTransfer : Cause::kStoreBubble;
}

Cause RtlCauses::memory_cause(const Signals& signals) const {
    if (bursts_.empty()) return granted(signals) ? Cause::kMemoryLatency : Cause::kNoRequest;
    return bursts_.front().started ? Cause::kTransfer : Cause::kMemoryLatency;
}

}  // namespace vta::cosim
