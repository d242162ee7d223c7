// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/memory.h"

#include <algorithm>
#include <cstring>

namespace vta::cycle {
namespace {

// A write's address is taken one cycle after it is valid, its response comes one cycle after the
// last beat (4.4).
constexpr Cycle kWriteHandshake = 1;
constexpr Cycle kWriteResponse = 1;

}  // namespace

Memory::Memory(const sc_core::sc_module_name& name,
               const isa::HardwareConfig& config,
               functional::Dram& dram,
               bool four_phase)
    : sc_module(name),
      beat_bytes_(config.bus_bytes()),
      clock_(config.parameters().clock_mhz),
      dram_(dram),
      four_phase_(four_phase),
      timing_(config) {
    bus.register_nb_transport_fw(this, &Memory::nb_transport_fw);
    bus.register_b_transport(this, &Memory::b_transport);
    bus.register_get_direct_mem_ptr(this, &Memory::get_direct_mem_ptr);
    bus.register_transport_dbg(this, &Memory::transport_dbg);
    SC_HAS_PROCESS(Memory);
    SC_METHOD(answer);
    sensitive << wake_;
    dont_initialize();
}

void Memory::reset() {
    timing_.reset();
    for (const Answer& answer : answers_) answer.payload->release();
    answers_.clear();
    wake_.cancel();
}

std::uint32_t Memory::beats_of(const tlm::tlm_generic_payload& payload) const {
    const std::uint64_t skipped = payload.get_address() % beat_bytes_;
    return static_cast<std::uint32_t>((skipped + payload.get_data_length() + beat_bytes_ - 1) /
                                      beat_bytes_);
}

tlm::tlm_sync_enum Memory::nb_transport_fw(tlm::tlm_generic_payload& payload,
                                           tlm::tlm_phase& phase,
                                           sc_core::sc_time& delay) {
    if (phase != tlm::BEGIN_REQ) return tlm::TLM_ACCEPTED;  // END_RESP and phases we need not know
    BurstExtension* burst = payload.get_extension<BurstExtension>();
    const Cycle valid = clock_.cycle_of(sc_core::sc_time_stamp() + delay);
    if (!move_data(payload)) return tlm::TLM_COMPLETED;
    const bool write = burst != nullptr ? burst->write : payload.is_write();
    if (write) {
        const Cycle data = burst != nullptr ? burst->data_cycles : beats_of(payload);
        const Cycle response = kWriteHandshake + data + kWriteResponse;
        if (four_phase_) {
            payload.acquire();
            insert({valid + response, &payload, 0, true});
            phase = tlm::END_REQ;
            delay += clock_.duration(kWriteHandshake);
            return tlm::TLM_UPDATED;
        }
        if (burst != nullptr) burst->handshake = kWriteHandshake;
        delay += clock_.duration(response);
        return tlm::TLM_COMPLETED;
    }
    const std::uint32_t beats = burst != nullptr ? burst->beats : beats_of(payload);
    const Cycle handshake = std::max(valid, timing_.ready_from());
    const timing::BurstTimes times = timing_.request(handshake, beats);
    if (!four_phase_) {
        if (burst != nullptr) {
            burst->first_beat = times.first_beat - valid;
            burst->last_beat = times.last_beat - valid;
            burst->beat_cycles = timing_.cycles_per_beat();
            burst->next_ready = timing_.ready_from() - valid;
        }
        delay += clock_.duration(times.last_beat - valid);
        return tlm::TLM_COMPLETED;
    }
    answer_later(payload, times);
    if (burst != nullptr) burst->next_ready = timing_.ready_from() - valid;
    phase = tlm::END_REQ;
    delay += clock_.duration(handshake - valid);
    return tlm::TLM_UPDATED;
}

// Announces each run one cycle before it begins, so that what it blocks is known in time.
void Memory::answer_later(tlm::tlm_generic_payload& payload, const timing::BurstTimes& times) {
    const std::uint32_t beats = beats_of(payload);
    const Cycle spacing = timing_.cycles_per_beat();
    const std::uint32_t runs = spacing == 1 ? 1 : beats;
    for (std::uint32_t run = 0; run < runs; ++run) {
        payload.acquire();
        insert({times.first_beat + run * spacing - 1, &payload, beats / runs, run == 0});
    }
}

void Memory::insert(const Answer& answer) {
    auto place = answers_.end();
    while (place != answers_.begin() && std::prev(place)->cycle > answer.cycle) --place;
    answers_.insert(place, answer);
    if (answers_.front().payload == answer.payload) arm();
}

void Memory::arm() {
    const Cycle now = clock_.now();
    const Cycle next = answers_.front().cycle;
    if (next <= now)
        wake_.notify(sc_core::SC_ZERO_TIME);
    else
        wake_.notify(clock_.duration(next - now));
}

void Memory::answer() {
    const Cycle now = clock_.now();
    while (!answers_.empty() && answers_.front().cycle <= now) {
        const Answer answer = answers_.front();
        answers_.pop_front();
        BurstExtension* burst = answer.payload->get_extension<BurstExtension>();
        if (burst != nullptr) burst->run_beats = answer.run_beats;
        tlm::tlm_phase phase = answer.first ? tlm::tlm_phase(tlm::BEGIN_RESP) : NEXT_RUN;
        const bool write = burst != nullptr ? burst->write : answer.payload->is_write();
        sc_core::sc_time delay = write ? sc_core::SC_ZERO_TIME : clock_.duration(1);
        bus->nb_transport_bw(*answer.payload, phase, delay);
        answer.payload->release();
    }
    if (!answers_.empty()) arm();
}

bool Memory::move_data(tlm::tlm_generic_payload& payload) {
    if (payload.get_command() == tlm::TLM_IGNORE_COMMAND) {  // only the time is asked for
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
        return true;
    }
    const std::uint64_t address = payload.get_address();
    const std::uint64_t length = payload.get_data_length();
    if (!dram_.contains(address, length)) {
        payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
        return false;
    }
    if (payload.get_streaming_width() < length) {
        payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
        return false;
    }
    std::uint8_t* memory = dram_.data() + address;
    unsigned char* data = payload.get_data_ptr();
    const unsigned char* enables = payload.get_byte_enable_ptr();
    const bool write = payload.is_write();
    if (enables == nullptr) {
        write ? std::memcpy(memory, data, length) : std::memcpy(data, memory, length);
    } else {
        for (std::uint64_t i = 0; i < length; ++i) {
            if (enables[i % payload.get_byte_enable_length()] != TLM_BYTE_ENABLED) continue;
            write ? memory[i] = data[i] : data[i] = memory[i];
        }
    }
    payload.set_dmi_allowed(true);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    return true;
}

void Memory::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    if (!move_data(payload)) return;
    const Cycle cycle = clock_.cycle_of(sc_core::sc_time_stamp() + delay);
    const std::uint32_t beats = beats_of(payload);
    const Cycle end = payload.is_write()
                          ? cycle + kWriteHandshake + beats + kWriteResponse
                          : timing_.request(std::max(cycle, timing_.ready_from()), beats).last_beat;
    delay += clock_.duration(end - cycle);
}

bool Memory::get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi& dmi) {
    dmi.init();
    if (dram_.size() == 0) return false;
    dmi.set_dmi_ptr(dram_.data());
    dmi.set_start_address(0);
    dmi.set_end_address(dram_.size() - 1);
    dmi.allow_read_write();
    return true;
}

unsigned int Memory::transport_dbg(tlm::tlm_generic_payload& payload) {
    const std::uint64_t address = payload.get_address();
    if (address >= dram_.size()) return 0;
    const auto length = static_cast<unsigned int>(
        std::min<std::uint64_t>(payload.get_data_length(), dram_.size() - address));
    if (payload.is_write())
        std::memcpy(dram_.data() + address, payload.get_data_ptr(), length);
    else if (payload.is_read())
        std::memcpy(payload.get_data_ptr(), dram_.data() + address, length);
    return length;
}

}  // namespace vta::cycle
