// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <tlm>
#include <vector>

#include "models/cycle/clocked_unit.h"
#include "models/cycle/payload_pool.h"
#include "models/cycle/read_client.h"
#include "models/cycle/read_facts.h"
#include "models/timing/memory_timing.h"
#include "models/timing/read_arbiter.h"

namespace vta::cycle {

class VME;

/// The read half of the memory engine: grants the commands of five clients by fixed priority.
///
/// The process runs once a grant. A target may complete a burst in the call, or answer in phases
/// (burst_extension.h); then a grant waits one delta cycle where needed, so that a last beat
/// announced in the same cycle blocks it as in hardware.
class VmeRead : public ClockedUnit {
  public:
    VmeRead(const sc_core::sc_module_name& name, Context& context, VME& engine);

    void connect(Client client, ReadClient* reader) { clients_[index(client)].reader = reader; }

    /// A read command of `client` is at the arbiter from cycle `from` on.
    void request(Client client, Cycle from);

    /// A phase of a read burst, from the backward path or the return path of BEGIN_REQ.
    tlm::tlm_sync_enum answered(tlm::tlm_generic_payload& payload,
                                tlm::tlm_phase& phase,
                                sc_core::sc_time& delay);

    void reset() override;

    /// Read bursts granted and beats on the bus in [launch, F].
    std::uint64_t bursts_until_finish() const { return bursts_; }
    std::uint64_t beats_until_finish() const;
    void start_counting();

    /// First cycle after the last beat on the bus that is known of.
    Cycle idle_from() const { return last_beat_known_ + 1; }
    bool quiet() const { return arbiter_.unsettled() == 0 && arbiter_.first_request() >= kNever; }

    /// Tells the observer what it has not been told yet of bursts.
    void flush_facts() { facts_.close(); }
    void close_spans(Cycle finish) { facts_.close_spans(finish, arbiter_.first_request()); }

  private:
    struct ClientState {
        ReadClient* reader = nullptr;
        bool more = false;
    };
    struct InFlight {
        BurstPayload* payload = nullptr;
        timing::Burst burst;
        Cycle grant = 0;
        bool accepted = false;
    };
    struct Recent {
        Cycle first_beat = -kNever;
        Cycle beat_cycles = 1;
        Cycle last_beat = -kNever;
    };
    static std::size_t index(Client client) { return static_cast<std::size_t>(client); }

    void step(Cycle now) override;
    void grant(Cycle now);
    void send(Client client, std::uint32_t id, const timing::Burst& burst, Cycle now);
    void handshake(std::uint32_t id, Cycle cycle);
    void completed(std::uint32_t id, const sc_core::sc_time& delay);
    void run_announced(std::uint32_t id, Cycle first);
    void account(ReadRun& run);
    void finish_burst(std::uint32_t id);
    tlm::tlm_sync_enum answered(std::uint32_t id, tlm::tlm_phase& phase, sc_core::sc_time& delay);
    void check_response(const tlm::tlm_generic_payload& payload, const timing::Burst& burst) const;
    ReadFacts::Burst observed(std::uint32_t id) const;

    VME& engine_;
    std::array<ClientState, kClientCount> clients_;
    std::array<Client, 64> client_of_{};  ///< by id
    std::array<InFlight, 64> in_flight_;  ///< by id
    timing::ReadArbiter arbiter_;
    PayloadPool pool_;
    bool deferred_ = false;             ///< this cycle's grant already waited one delta
    std::uint32_t one_beat_left_ = 0;   ///< bursts in phases of which one beat is not announced
    std::int32_t waiting_accept_ = -1;  ///< id whose BEGIN_REQ the target has not accepted yet

    std::uint64_t bursts_ = 0;
    std::uint64_t beats_ = 0;
    std::vector<Recent> recent_;  ///< runs that may lie beyond FINISH, a ring
    std::size_t recent_at_ = 0;
    Cycle last_beat_known_ = -kNever;
    ReadFacts facts_;
};

}  // namespace vta::cycle
