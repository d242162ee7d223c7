// SPDX-License-Identifier: Apache-2.0
#include "cosim/axi_tlm_port.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace vta::cosim {

using cycle::BurstExtension;
using cycle::BurstPayload;

AxiTlmPort::AxiTlmPort(const isa::HardwareConfig& config, Socket& socket)
    : bus_bytes_(config.bus_bytes()), clock_(config.parameters().clock_mhz), socket_(socket) {}

// The run with a beat for this cycle; of several the one that waits longest.
std::size_t AxiTlmPort::due(Cycle now) const {
    std::size_t best = kNone;
    for (std::size_t i = 0; i < runs_.size(); ++i)
        if (runs_[i].next <= now && (best == kNone || runs_[i].next < runs_[best].next)) best = i;
    return best;
}

void AxiTlmPort::drive(VtaRtlInputs& pins, Cycle now) {
    pins.mem_ar_ready = pins.mem_aw_ready = 0;
    pins.mem_w_ready = write_state_ == kData ? 1 : 0;
    pins.mem_b_valid = write_state_ == kAsked && response_at_ <= now ? 1 : 0;
    pins.mem_b_resp = 0;
    if (shown_ == kNone) shown_ = due(now);
    pins.mem_r_valid = shown_ == kNone ? 0 : 1;
    if (shown_ == kNone) return;
    const Run& run = runs_[shown_];
    pins.mem_r_last = run.ends_burst && run.beats == 1 ? 1 : 0;
    pins.mem_r_resp = 0;
    pins.mem_r_id = run.payload->extension.id;
    std::memcpy(pins.mem_r_data,
                run.payload->get_data_ptr() + std::size_t{run.at} * bus_bytes_,
                bus_bytes_);
}

void AxiTlmPort::ask(const VtaRtlOutputs& out, cycle::Client client, Cycle now) {
    if (out.mem_ar_valid != 0 && asked_ == nullptr && now >= ready_from_)
        ask_read(out, client, now);
    if (write_state_ == kNoWrite && out.mem_aw_valid != 0) {
        write_state_ = kAddress;
        address_valid_ = now;
    }
    if (write_state_ == kData && out.mem_w_valid != 0) {
        collect(out);
        if (out.mem_w_last != 0) ask_write(out, now);
    }
}

void AxiTlmPort::finish(VtaRtlInputs& pins, Cycle now) const {
    pins.mem_ar_ready = asked_ != nullptr && take_at_ <= now ? 1 : 0;
    pins.mem_aw_ready = write_state_ == kAddress && now > address_valid_ ? 1 : 0;
}

void AxiTlmPort::ask_read(const VtaRtlOutputs& out, cycle::Client client, Cycle now) {
    BurstPayload* payload = pool_.acquire();
    const std::uint32_t beats = out.mem_ar_len + 1;
    const std::uint32_t bytes = beats * bus_bytes_;
    payload->data.resize(bytes);
    payload->set_command(tlm::TLM_READ_COMMAND);
    payload->set_address(out.mem_ar_addr - out.mem_ar_addr % bus_bytes_);
    payload->set_data_ptr(payload->data.data());
    payload->set_data_length(bytes);
    payload->set_streaming_width(bytes);
    payload->set_byte_enable_ptr(nullptr);
    payload->set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    payload->beats_left = beats;
    payload->extension.client = client;
    payload->extension.write = false;
    payload->extension.id = out.mem_ar_id;
    payload->extension.beats = beats;
    payload->extension.data_cycles = 0;
    payload->extension.clear_answer();
    asked_ = payload;
    asked_at_ = now;
    take_at_ = timing::kNever;
    ++expected_;

    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay;
    switch (socket_->nb_transport_fw(*payload, phase, delay)) {
        case tlm::TLM_COMPLETED:
            taken(now);
            read_completed(delay, now);
            break;
        case tlm::TLM_UPDATED:
            answer(*payload, phase, delay);
            break;
        case tlm::TLM_ACCEPTED:
            break;
    }
}

// The target takes the address in this cycle.
void AxiTlmPort::taken(Cycle cycle) {
    take_at_ = std::max(cycle, asked_at_);
    const Cycle next_ready = asked_->extension.next_ready;
    if (next_ready != BurstExtension::kUnknown)
        ready_from_ = std::max(ready_from_, asked_at_ + next_ready);
}

void AxiTlmPort::read_completed(const sc_core::sc_time& delay, Cycle now) {
    const BurstExtension& told = asked_->extension;
    const Cycle last =
        told.last_beat == BurstExtension::kUnknown ? clock_.cycle_of(delay) : told.last_beat;
    const Cycle first = told.first_beat == BurstExtension::kUnknown
                            ? last - (static_cast<Cycle>(told.beats) - 1)
                            : told.first_beat;
    const Cycle spacing = told.first_beat == BurstExtension::kUnknown ? 1 : told.beat_cycles;
    asked_->beats_left = 0;
    --expected_;
    runs_.push_back({asked_, 0, told.beats, now + std::max<Cycle>(1, first), spacing, true});
}

// A run of beats from cycle `first` on.
void AxiTlmPort::announce(BurstPayload& payload, Cycle first) {
    const std::uint32_t told = payload.extension.run_beats;
    const std::uint32_t beats = told == 0 ? payload.beats_left : std::min(told, payload.beats_left);
    const std::uint32_t at = payload.extension.beats - payload.beats_left;
    payload.extension.run_beats = 0;
    payload.beats_left -= beats;
    const bool last = payload.beats_left == 0;
    if (last) --expected_;
    runs_.push_back({&payload, at, beats, first, 1, last});
}

tlm::tlm_sync_enum AxiTlmPort::answer(tlm::tlm_generic_payload& generic,
                                      tlm::tlm_phase& phase,
                                      sc_core::sc_time& delay) {
    auto& payload = static_cast<BurstPayload&>(generic);
    const Cycle now = clock_.now();
    const Cycle cycle = now + clock_.cycle_of(delay);
    const bool response = phase == tlm::BEGIN_RESP;
    if (payload.extension.write) {
        if (!response) return tlm::TLM_ACCEPTED;
        response_at_ = cycle;
        phase = tlm::END_RESP;
        return tlm::TLM_COMPLETED;
    }
    // Any first answer takes the address.
    if (&payload == asked_ && take_at_ >= timing::kNever)
        taken(phase == tlm::END_REQ ? cycle : now);
    if (!response && phase != cycle::NEXT_RUN) return tlm::TLM_ACCEPTED;
    // No beat on the bus before its address was taken, which takes the cycle to its end.
    announce(payload, &payload == asked_ ? std::max(cycle, take_at_ + 1) : cycle);
    if (payload.beats_left > 0) return tlm::TLM_ACCEPTED;
    phase = tlm::END_RESP;
    delay = clock_.duration(cycle + static_cast<Cycle>(runs_.back().beats) - 1 - now);
    return tlm::TLM_COMPLETED;
}

void AxiTlmPort::collect(const VtaRtlOutputs& out) {
    if (write_ == nullptr) return;
    write_->data.insert(write_->data.end(), out.mem_w_data, out.mem_w_data + bus_bytes_);
    for (std::uint32_t i = 0; i < bus_bytes_; ++i)
        write_->byte_enables.push_back((out.mem_w_strb >> i & 1) != 0 ? TLM_BYTE_ENABLED
                                                                      : TLM_BYTE_DISABLED);
}

void AxiTlmPort::ask_write(const VtaRtlOutputs&, Cycle now) {
    const auto bytes = static_cast<std::uint32_t>(write_->data.size());
    write_->set_command(tlm::TLM_WRITE_COMMAND);
    write_->set_data_ptr(write_->data.data());
    write_->set_data_length(bytes);
    write_->set_streaming_width(bytes);
    const bool whole = std::count(write_->byte_enables.begin(),
                                  write_->byte_enables.end(),
                                  static_cast<unsigned char>(TLM_BYTE_ENABLED)) == bytes;
    write_->set_byte_enable_ptr(whole ? nullptr : write_->byte_enables.data());
    write_->set_byte_enable_length(whole ? 0 : bytes);
    write_->set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    write_->extension.write = true;
    write_->extension.id = 0;
    write_->extension.beats = bytes / bus_bytes_;
    write_->extension.data_cycles = -1;
    write_->extension.clear_answer();
    write_state_ = kAsked;
    response_at_ = timing::kNever;

    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay;
    switch (socket_->nb_transport_fw(*write_, phase, delay)) {
        case tlm::TLM_COMPLETED:
            response_at_ = now + clock_.cycle_of(delay);
            break;
        case tlm::TLM_UPDATED:
            answer(*write_, phase, delay);
            break;
        case tlm::TLM_ACCEPTED:
            break;
    }
}

void AxiTlmPort::step(const VtaRtlInputs& in, const VtaRtlOutputs& out, Cycle now) {
    if (out.mem_ar_valid != 0 && in.mem_ar_ready != 0) asked_ = nullptr;  // its runs hold it
    step_read(in, out, now);
    step_write(in, out, now);
}

void AxiTlmPort::step_read(const VtaRtlInputs& in, const VtaRtlOutputs& out, Cycle now) {
    if (in.mem_r_valid == 0 || out.mem_r_ready == 0) return;
    Run& run = runs_[shown_];
    run.next = std::max(run.next + run.spacing, now + 1);
    ++run.at;
    if (--run.beats == 0) {
        BurstPayload* payload = run.payload;
        const bool ends = run.ends_burst;
        runs_.erase(runs_.begin() + static_cast<std::ptrdiff_t>(shown_));
        if (ends) {
            check(*payload, "read");
            payload->release();
        }
    }
    shown_ = kNone;
}

void AxiTlmPort::step_write(const VtaRtlInputs& in, const VtaRtlOutputs& out, Cycle) {
    if (write_state_ == kAddress && out.mem_aw_valid != 0 && in.mem_aw_ready != 0) {
        write_ = pool_.acquire();
        write_->set_address(out.mem_aw_addr - out.mem_aw_addr % bus_bytes_);
        write_->data.clear();
        write_->byte_enables.clear();
        write_state_ = kData;
    } else if (in.mem_b_valid != 0 && out.mem_b_ready != 0) {
        check(*write_, "write");
        write_->release();
        write_ = nullptr;
        write_state_ = kNoWrite;
    }
}

void AxiTlmPort::check(const BurstPayload& payload, const char* what) const {
    if (!payload.is_response_error()) return;
    throw ProgramError(fmt::format("{} of {} bytes at {:#x}: the memory answered {}",
                                   what,
                                   payload.get_data_length(),
                                   payload.get_address(),
                                   payload.get_response_string()));
}

}  // namespace vta::cosim
