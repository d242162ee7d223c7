// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/cycle/context.h"
#include "models/cycle/read_client.h"
#include "models/timing/read_arbiter.h"

namespace vta::cycle {

/// Tells the observer what the read half of the memory engine does. Only called while one watches.
///
/// Most bursts go on where the one before ended: the same reader's, beat behind beat. To observers
/// that want it so (Observer::joins_reads) those come as one fact, kReadStream, which costs a few
/// additions a burst.
class ReadFacts {
  public:
    explicit ReadFacts(Context& context) : context_(context) {}

    void launched();

    /// The grant that comes next waits for this.
    void waits(const timing::ReadArbiter::Waits& waits) { waits_ = waits; }

    struct Burst {
        Client client;
        std::uint32_t id;
        std::uint64_t address;
        const ReadClient::Reader& reader;
    };
    /// A burst of which everything is known at once goes on with the stream under way. False if it
    /// does not: then tell burst().
    bool joined(Client client, const ReadRun& run) {
        if (client != stream_client_ || run.first_beat != beats_until_ || run.beat_cycles != 1)
            return false;
        join(run);
        return true;
    }
    void burst(const Burst& burst, const ReadRun& run);
    // A burst of a memory that answers in phases.
    void granted(const Burst& burst, Cycle grant);
    void requested(const Burst& burst, std::uint32_t beats, Cycle grant);
    void run(const Burst& burst, const ReadRun& run);

    /// Ends the stream under way: whatever is told next belongs behind it.
    void close() {
        if (stream_client_ != kNobody) end_stream();
    }
    /// The engine's and the memory's cycles up to FINISH.
    void close_spans(Cycle finish, Cycle first_request);

  private:
    static constexpr auto kNobody = static_cast<Client>(kClientCount);

    // A grant is not before anything that it waited for.
    void join(const ReadRun& run) {
        const Cycle requested = std::max(grants_until_, waits_.first_request);
        const Cycle tagged = std::max(requested, waits_.id_free);
        const Cycle ready = std::max(tagged, waits_.unblocked);
        stream_.no_request += requested - grants_until_;
        stream_.no_tag += tagged - requested;
        stream_.request_stall += ready - tagged;
        stream_.last_beat_block += run.grant - ready;
        ++stream_.bursts;
        grants_until_ = run.grant + 1;
        beats_until_ = run.last_beat + 1;
    }
    void end_stream();
    Fact& next(FactKind kind, const Burst& burst);
    void span(Unit unit, Cause cause, Cycle& from, Cycle end);

    Context& context_;
    timing::ReadArbiter::Waits waits_;
    Cycle grants_until_ = 0;  ///< end of the engine's cycles that are told
    Cycle beats_until_ = 0;   ///< likewise, of the memory
    Client stream_client_ = kNobody;
    ReadClient::Reader stream_reader_;
    Fact::ReadStream stream_{};
};

}  // namespace vta::cycle
