// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/cycle/fact.h"
#include "models/timing/cycle.h"

namespace vta::cycle {

using timing::Cycle;

/// What an event is about. The first three are those of isa::Module, in its order.
enum class Unit : std::uint8_t { kLoad, kCompute, kStore, kFetch, kVmeRead, kVmeWrite, kMemory };
inline constexpr std::size_t kUnitCount = 7;
const char* to_string(Unit unit);

/// Why a unit spends a cycle: every cycle from launch to finish has exactly one.
enum class Cause : std::uint8_t {
    kIdleBefore,       ///< nothing dispatched to it yet
    kIdleAfter,        ///< nothing left for it
    kWaitInstruction,  ///< its command queue is empty, more will come
    kWaitTokenPrev,    ///< pop_prev without a token
    kWaitTokenNext,    ///< pop_next without a token
    kSync,             ///< a token-only instruction
    kFinish,           ///< FINISH
    kIssue,          ///< start-up cycles of an instruction (start pulse, top rows before a command)
    kGemm,           ///< one GEMM operation a cycle
    kAlu,            ///< one ALU operation a cycle, or every second in register form
    kDrain,          ///< last writes on their way
    kArbitration,    ///< a read command is valid, the memory engine serves another
    kMemoryLatency,  ///< all its commands granted so far, first beat not yet there
    kMemoryBandwidth,  ///< between beats: the memory serves others or stalls
    kTransfer,         ///< a beat moves
    kPadding,          ///< zeros are written after the last beat
    kStoreCommand,     ///< address phase of a write burst
    kStoreBubble,      ///< the storer reads its scratchpad between beats
    kStoreResponse,    ///< waiting for the write response
    kDispatch,         ///< Fetch hands out an instruction
    kQueueFull,        ///< Fetch waits for room in a command queue
    kNoRequest,        ///< memory engine or memory: nothing asked of it
    kNoTag,            ///< memory engine: all outstanding reads in use
    kLastBeatBlock,    ///< memory engine: a last beat blocks the grant
    kRequestStall,     ///< memory engine: address valid, memory not ready
    kGrant,            ///< memory engine: address handshake
};
const char* to_string(Cause cause);

/// The four token counters by producer and consumer.
enum class TokenQueueId : std::uint8_t {
    kLoadToCompute,
    kComputeToLoad,
    kComputeToStore,
    kStoreToCompute
};
inline constexpr std::size_t kTokenQueueCount = 4;
const char* to_string(TokenQueueId queue);

/// Read clients of the memory engine in order of priority.
enum class Client : std::uint8_t { kFetch, kUop, kInp, kWgt, kAcc };
inline constexpr std::size_t kClientCount = 5;

/// Watches one simulation. Cycles count from the launch (T = 0 is the launch cycle). `index` is the
/// instruction's position in the launched program. Calls of one unit come in order of their cycles;
/// a call may come before the simulation reaches its cycle (a fact already settled), also for
/// cycles after FINISH. Nothing is called, and nothing paid, when no observer is attached.
///
/// An observer that must be fast takes facts instead of single calls: see takes_facts().
class Observer {
  public:
    virtual ~Observer() = default;

    /// Asked when the observer is attached. True: the model calls facts() and nothing else, now and
    /// then, and at the latest when FINISH is reached and when a run ends.
    virtual bool takes_facts() const { return false; }
    virtual void facts(const FactBatch& /*batch*/) {}
    /// Asked when the observer is attached, of one that takes facts. True: bursts that follow one
    /// another without a gap come as one fact (FactKind::kReadStream), which is faster.
    virtual bool joins_reads() const { return false; }

    virtual void launched() {}
    /// FINISH: F, the value of the cycle counter. Facts after it belong to work still in flight.
    virtual void finished(Cycle /*cycle*/) {}

    virtual void dispatched(Unit /*unit*/, std::uint32_t /*index*/, Cycle /*cycle*/) {}
    virtual void started(Unit /*unit*/, std::uint32_t /*index*/, Cycle /*cycle*/) {}
    virtual void done(Unit /*unit*/, std::uint32_t /*index*/, Cycle /*cycle*/) {}

    /// Cycles [begin, end) of a unit have this cause. Spans of a unit are contiguous.
    /// `index`: the instruction concerned, or kNoInstruction.
    static constexpr std::uint32_t kNoInstruction = 0xffffffff;
    virtual void span(
        Unit /*unit*/, Cause /*cause*/, Cycle /*begin*/, Cycle /*end*/, std::uint32_t /*index*/) {}

    /// A token enters (visible to the consumer one cycle later) or is taken; `count` afterwards.
    virtual void token_pushed(TokenQueueId, std::uint32_t /*index*/, Cycle, std::uint32_t) {}
    virtual void token_popped(TokenQueueId, std::uint32_t /*index*/, Cycle, std::uint32_t) {}

    /// Address handshake of a read burst.
    virtual void read_request(Client /*client*/,
                              std::uint32_t /*id*/,
                              std::uint64_t /*address*/,
                              std::uint32_t /*beats*/,
                              Cycle /*cycle*/) {}
    /// A run of `beats` contiguous beats of a read burst: on the bus in [first, first + beats).
    virtual void read_data(Client /*client*/,
                           std::uint32_t /*id*/,
                           std::uint32_t /*beats*/,
                           Cycle /*first*/) {}
    /// Address handshake of a write burst, and its response.
    virtual void write_request(std::uint64_t /*address*/, std::uint32_t /*beats*/, Cycle) {}
    virtual void write_response(Cycle) {}
};

}  // namespace vta::cycle
