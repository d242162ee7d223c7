// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/vme_read.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "models/cycle/vme.h"

namespace vta::cycle {
namespace {

const char* client_name(Client client) {
    static constexpr const char* kNames[] = {"instruction", "uop", "inp", "wgt", "acc"};
    return kNames[static_cast<std::size_t>(client)];
}

}  // namespace

VmeRead::VmeRead(const sc_core::sc_module_name& name, Context& context, VME& engine)
    : ClockedUnit(name, context),
      engine_(engine),
      arbiter_(context.config.parameters().outstanding_reads),
      // Beats known beyond a cycle belong to bursts in flight then, or granted since FINISH
      // started.
      recent_(context.config.parameters().outstanding_reads + 64),
      facts_(context) {}

void VmeRead::reset() {
    ClockedUnit::reset();
    arbiter_.reset();
    for (InFlight& flight : in_flight_) {
        if (flight.payload != nullptr) flight.payload->release();
        flight = InFlight{};
    }
    for (ClientState& client : clients_) client.more = false;
    deferred_ = false;
    waiting_accept_ = -1;
    one_beat_left_ = 0;
    last_beat_known_ = -kNever;
    start_counting();
}

void VmeRead::start_counting() {
    bursts_ = 0;
    beats_ = 0;
    std::fill(recent_.begin(), recent_.end(), Recent{});
    facts_.launched();
}

void VmeRead::request(Client client, Cycle from) {
    arbiter_.request(index(client), from);
    const Cycle grant = arbiter_.next_grant();
    if (grant < kNever && waiting_accept_ < 0) arm(grant);
}

void VmeRead::step(Cycle now) {
    if (waiting_accept_ >= 0) return;  // the answer wakes us
    const Cycle next = arbiter_.next_grant();
    if (next > now) {
        deferred_ = false;
        if (next < kNever) arm(next);
        return;
    }
    if (one_beat_left_ > 0 && !deferred_) {
        // A target answering in phases may announce in this very cycle a last beat, which blocks
        // us.
        deferred_ = true;
        arm(now);
        return;
    }
    deferred_ = false;
    grant(now);
    if (waiting_accept_ >= 0) return;
    const Cycle following = arbiter_.next_grant();
    if (following < kNever) arm(following);
}

void VmeRead::grant(Cycle now) {
    const auto client = static_cast<Client>(arbiter_.winner(now));
    ClientState& state = clients_[index(client)];
    if (context_.observer != nullptr) facts_.waits(arbiter_.waits());
    const std::uint32_t id = arbiter_.grant(now);
    state.more = false;
    const timing::Burst burst = state.reader->next_burst(state.more);
    // The client's one-entry command queue takes the next command a cycle after the grant.
    arbiter_.request(index(client), state.more ? now + 2 : kNever);
    client_of_[id] = client;
    send(client, id, burst, now);
}

void VmeRead::send(Client client, std::uint32_t id, const timing::Burst& burst, Cycle now) {
    BurstPayload* payload = pool_.acquire();
    const std::uint32_t bytes = burst.beats * context_.config.bus_bytes();
    payload->set_address(burst.address);
    payload->set_data_length(bytes);
    payload->set_streaming_width(bytes);
    payload->set_byte_enable_ptr(nullptr);
    payload->set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    payload->set_dmi_allowed(false);
    if (clients_[index(client)].reader->wants_data()) {
        payload->set_command(tlm::TLM_READ_COMMAND);
        payload->data.resize(bytes);
        payload->set_data_ptr(payload->data.data());
    } else {
        payload->set_command(tlm::TLM_IGNORE_COMMAND);
        payload->set_data_ptr(nullptr);
    }
    BurstExtension& extension = payload->extension;
    extension.client = client;
    extension.write = false;
    extension.id = id;
    extension.beats = burst.beats;
    extension.data_cycles = 0;
    extension.clear_answer();
    payload->beats_left = burst.beats;
    in_flight_[id] = {payload, burst, now, false};

    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    waiting_accept_ = static_cast<std::int32_t>(id);
    const tlm::tlm_sync_enum status = engine_.dram->nb_transport_fw(*payload, phase, delay);
    if (status == tlm::TLM_COMPLETED) {
        handshake(id, now);
        completed(id, delay);
        return;
    }
    if (context_.observer != nullptr) facts_.granted(observed(id), now);
    if (burst.beats == 1) ++one_beat_left_;
    if (status == tlm::TLM_UPDATED) answered(id, phase, delay);
}

// The target took the address in cycle `cycle`; nothing else was granted since BEGIN_REQ.
void VmeRead::handshake(std::uint32_t id, Cycle cycle) {
    InFlight& flight = in_flight_[id];
    flight.accepted = true;
    waiting_accept_ = -1;
    if (cycle > flight.grant) {
        flight.grant = cycle;
        arbiter_.block_until(std::max(cycle + 1, arbiter_.blocked_until()));
    }
    if (cycle <= context_.finish) ++bursts_;
}

// The target knew everything at once.
void VmeRead::completed(std::uint32_t id, const sc_core::sc_time& delay) {
    const InFlight& flight = in_flight_[id];
    const BurstExtension& answer = flight.payload->extension;
    ReadRun run;
    run.grant = flight.grant;
    run.beats = flight.burst.beats;
    run.beat_cycles = answer.beat_cycles;
    run.last_beat = flight.grant + (answer.last_beat == BurstExtension::kUnknown
                                        ? context_.clock.cycle_of(delay)
                                        : answer.last_beat);
    run.first_beat = answer.first_beat == BurstExtension::kUnknown
                         ? run.last_beat - (static_cast<Cycle>(run.beats) - 1)
                         : flight.grant + answer.first_beat;
    if (answer.next_ready != BurstExtension::kUnknown)
        arbiter_.block_until(flight.grant + answer.next_ready);
    arbiter_.settle(id, run.last_beat);
    account(run);
    const ClientState& client = clients_[index(client_of_[id])];
    if (context_.observer != nullptr) {
        if (!facts_.joined(client_of_[id], run)) facts_.burst(observed(id), run);
        if (!client.more) facts_.close();
    }
    client.reader->beats(run);
    finish_burst(id);
}

// A run of beats of a target that answers in phases, the first beat in cycle `first`.
void VmeRead::run_announced(std::uint32_t id, Cycle first) {
    InFlight& flight = in_flight_[id];
    BurstPayload& payload = *flight.payload;
    ReadRun run;
    run.grant = flight.grant;
    run.beats = payload.extension.run_beats == 0
                    ? payload.beats_left
                    : std::min(payload.extension.run_beats, payload.beats_left);
    payload.extension.run_beats = 0;
    if (payload.beats_left == 1) --one_beat_left_;
    payload.beats_left -= run.beats;
    if (payload.beats_left == 1) ++one_beat_left_;
    run.first_beat = first;
    run.last_beat = first + static_cast<Cycle>(run.beats) - 1;
    run.ends_burst = payload.beats_left == 0;
    if (run.ends_burst) arbiter_.settle(id, run.last_beat);
    account(run);
    if (context_.observer != nullptr) facts_.run(observed(id), run);
    clients_[index(client_of_[id])].reader->beats(run);
    if (run.ends_burst) {
        finish_burst(id);
        const Cycle next = arbiter_.next_grant();
        if (next < kNever && waiting_accept_ < 0) arm(std::max(next, context_.now));
    }
}

void VmeRead::account(ReadRun& run) {
    run.bus_busy_until = last_beat_known_;
    if (run.grant <= context_.finish) {
        beats_ += run.beats;
        recent_[recent_at_] = {run.first_beat, run.beat_cycles, run.last_beat};
        if (++recent_at_ == recent_.size()) recent_at_ = 0;
    }
    last_beat_known_ = std::max(last_beat_known_, run.last_beat);
}

void VmeRead::finish_burst(std::uint32_t id) {
    InFlight& flight = in_flight_[id];
    check_response(*flight.payload, flight.burst);
    ReadClient* reader = clients_[index(client_of_[id])].reader;
    if (reader->wants_data())
        reader->data(
            flight.burst, flight.payload->get_data_ptr(), flight.payload->get_data_length());
    flight.payload->release();
    flight.payload = nullptr;
}

std::uint64_t VmeRead::beats_until_finish() const {
    std::uint64_t late = 0;
    for (const Recent& run : recent_) {
        if (run.last_beat <= context_.finish) continue;
        const Cycle first_late = std::max(
            run.first_beat,
            run.first_beat +
                (std::max<Cycle>(0, context_.finish + 1 - run.first_beat) + run.beat_cycles - 1) /
                    run.beat_cycles * run.beat_cycles);
        late += static_cast<std::uint64_t>((run.last_beat - first_late) / run.beat_cycles + 1);
    }
    return beats_ - late;
}

tlm::tlm_sync_enum VmeRead::answered(tlm::tlm_generic_payload& payload,
                                     tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) {
    return answered(static_cast<BurstPayload&>(payload).extension.id, phase, delay);
}

tlm::tlm_sync_enum VmeRead::answered(std::uint32_t id,
                                     tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) {
    const Cycle cycle = context_.now + context_.clock.cycle_of(delay);
    InFlight& flight = in_flight_[id];
    if (!flight.accepted) {  // any first answer accepts the address
        const Cycle next_ready = flight.payload->extension.next_ready;
        if (next_ready != BurstExtension::kUnknown) arbiter_.block_until(flight.grant + next_ready);
        handshake(id, phase == tlm::END_REQ ? cycle : std::min(cycle, context_.now));
        if (context_.observer != nullptr)
            facts_.requested(observed(id), flight.burst.beats, flight.grant);
        const Cycle next = arbiter_.next_grant();
        if (next < kNever) arm(std::max(next, context_.now));
    }
    if (phase != tlm::BEGIN_RESP && phase != NEXT_RUN) return tlm::TLM_ACCEPTED;
    const std::uint32_t announced = flight.payload->extension.run_beats;
    const std::uint32_t left = flight.payload->beats_left;
    run_announced(id, cycle);
    if (announced != 0 && announced < left) return tlm::TLM_ACCEPTED;
    phase = tlm::END_RESP;  // the last beat
    delay = context_.clock.duration(cycle + left - 1 - context_.now);
    return tlm::TLM_COMPLETED;
}

void VmeRead::check_response(const tlm::tlm_generic_payload& payload,
                             const timing::Burst& burst) const {
    if (!payload.is_response_error()) return;
    throw ProgramError(
        fmt::format("{} read of {} bytes at {:#x}: the memory answered {}",
                    client_name(static_cast<const BurstPayload&>(payload).extension.client),
                    payload.get_data_length(),
                    burst.address,
                    payload.get_response_string()));
}

ReadFacts::Burst VmeRead::observed(std::uint32_t id) const {
    const ClientState& client = clients_[index(client_of_[id])];
    return {client_of_[id], id, in_flight_[id].burst.address, client.reader->reader()};
}

}  // namespace vta::cycle
