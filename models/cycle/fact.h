// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "isa/instruction.h"
#include "models/timing/cycle.h"

namespace vta::cycle {

using timing::Cycle;

enum class Unit : std::uint8_t;
enum class Cause : std::uint8_t;
enum class Client : std::uint8_t;
enum class TokenQueueId : std::uint8_t;

enum class FactKind : std::uint8_t {
    kLaunched,
    kFinished,     ///< event
    kSpan,         ///< span
    kDispatched,   ///< dispatch
    kStarted,      ///< event
    kDone,         ///< event
    kPipeline,     ///< pipeline: a GEMM or ALU instruction
    kTokenPushed,  ///< token
    kTokenPopped,  ///< token
    kReadBurst,    ///< read: grant, request and all beats
    kReadGrant,    ///< read: the grant
    kReadRequest,  ///< read: the address handshake
    kReadRun,      ///< read: a run of beats
    kReadStream,   ///< stream: instead of bursts, only where Observer::joins_reads
    kWriteBurst,   ///< write
};

/// One thing that the model knows of a launch, with all its cycles: what several calls of an
/// Observer say. Cycles count from the start of the simulation.
struct Fact {
    struct Event {
        Cycle cycle;
    };
    struct Token {
        Cycle cycle;
        TokenQueueId queue;
        std::uint32_t count;  ///< afterwards
    };
    struct Span {
        Cycle begin;
        Cycle end;
    };
    struct Dispatch {
        Cycle from;   ///< Fetch could have dispatched from here on
        Cycle cycle;  ///< and did here
        isa::Instruction instruction;
    };
    struct Pipeline {
        Cycle start;
        Cycle issue;  ///< of the first operation
        Cycle drain;  ///< behind the last issue
        Cycle end;
    };
    struct Read {
        std::uint64_t address;
        std::uint32_t beats;
        std::uint32_t id;
        Cycle grant;
        // What the grant waited for, each over in the cycle named.
        Cycle first_request;
        Cycle id_free;
        Cycle unblocked;
        // Beats on the bus.
        Cycle first_beat;
        Cycle last_beat;
        Cycle bus_busy_until;  ///< last beat of the burst before
    };
    /// Bursts behind a kReadBurst of the same reader, their beats right behind its beats, one a
    /// cycle. What their grants waited for adds up, with `bursts` grants, to `grants_until`. All
    /// are granted before FINISH; beats may lie behind it.
    struct ReadStream {
        Cycle first_beat;
        Cycle last_beat;
        Cycle grants_until;  ///< the cycle behind the last grant
        std::uint64_t bursts;
        // Cycles that the grants waited, by cause.
        Cycle no_request;
        Cycle no_tag;
        Cycle request_stall;
        Cycle last_beat_block;
    };
    struct Write {
        std::uint64_t address;
        std::uint32_t beats;
        std::uint32_t bubbles;
        Cycle command;
        Cycle handshake;
        Cycle response;
    };

    FactKind kind;
    Unit unit;      ///< the unit concerned; of reads, streams and writes, whose bursts they are
    Cause cause;    ///< spans and pipelines
    Client client;  ///< reads and streams
    std::uint32_t index;  ///< the instruction, or Observer::kNoInstruction
    Fact() : event{} {}
    union {
        Event event;
        Token token;
        Span span;
        Dispatch dispatch;
        Pipeline pipeline;
        Read read;
        ReadStream stream;
        Write write;
    };
};

/// Facts of one launch in the order in which they became known.
struct FactBatch {
    const Fact* begin_ = nullptr;
    const Fact* end_ = nullptr;
    Cycle launch = 0;
    Cycle finish = timing::kNever;  ///< kNever: not known yet
    Cycle settled = 0;              ///< FINISH is not before this cycle

    const Fact* begin() const { return begin_; }
    const Fact* end() const { return end_; }
};

}  // namespace vta::cycle
