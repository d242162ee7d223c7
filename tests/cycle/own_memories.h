// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_target_socket.h>
#include <cstdint>
#include <cstring>
#include <deque>
#include <random>
#include <systemc>
#include <tlm>

#include "models/cycle/burst_extension.h"
#include "models/cycle/clock.h"
#include "models/functional/dram.h"

namespace vta::tests {

/// Copies between a payload and DRAM, byte enables included; counts what came.
inline void serve(functional::Dram& dram, tlm::tlm_generic_payload& payload) {
    const std::uint64_t address = payload.get_address();
    if (!dram.contains(address, payload.get_data_length())) {
        payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
        return;
    }
    for (unsigned i = 0; i < payload.get_data_length(); ++i) {
        const unsigned char* enables = payload.get_byte_enable_ptr();
        if (enables != nullptr && enables[i % payload.get_byte_enable_length()] == 0) continue;
        if (payload.is_write()) dram.data()[address + i] = payload.get_data_ptr()[i];
        if (payload.is_read()) payload.get_data_ptr()[i] = dram.data()[address + i];
    }
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

/// The simplest memory a user writes: b_transport only, knowing nothing of our extension.
class BlockingMemory : public sc_core::sc_module {
  public:
    tlm_utils::simple_target_socket<BlockingMemory> bus{"bus"};

    BlockingMemory(const sc_core::sc_module_name& name, functional::Dram& dram)
        : sc_module(name), dram_(dram) {
        bus.register_b_transport(this, &BlockingMemory::b_transport);
    }

  private:
    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
        serve(dram_, payload);
        delay += sc_core::sc_time(400, sc_core::SC_NS);
    }
    functional::Dram& dram_;
};

/// Four phases, bursts in order, with stalls of random length before ready, the first beat and
/// between runs.
class StallingMemory : public sc_core::sc_module {
  public:
    tlm_utils::simple_target_socket<StallingMemory> bus{"bus"};

    StallingMemory(const sc_core::sc_module_name& name,
                   functional::Dram& dram,
                   double mhz,
                   std::uint64_t seed)
        : sc_module(name), dram_(dram), clock_(mhz), random_(seed) {
        bus.register_nb_transport_fw(this, &StallingMemory::nb_transport_fw);
        SC_HAS_PROCESS(StallingMemory);
        SC_THREAD(read);
        SC_THREAD(write);
    }
    std::uint64_t runs() const { return runs_; }

  private:
    std::uint32_t draw(std::uint32_t limit) {
        return static_cast<std::uint32_t>(random_() % (limit + 1));
    }
    tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload,
                                       tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) {
        if (phase != tlm::BEGIN_REQ) return tlm::TLM_ACCEPTED;
        payload.acquire();
        const bool write = payload.get_extension<cycle::BurstExtension>()->write;
        (write ? writes_ : reads_).push_back(&payload);
        (write ? write_there_ : read_there_).notify(delay);
        return tlm::TLM_ACCEPTED;
    }
    void say(tlm::tlm_generic_payload& payload, tlm::tlm_phase phase) {
        sc_core::sc_time now = sc_core::SC_ZERO_TIME;
        bus->nb_transport_bw(payload, phase, now);
    }
    void wait_cycles(std::uint32_t cycles) {
        if (cycles > 0) wait(clock_.duration(cycles));
    }
    void read() {
        for (;;) {
            while (reads_.empty()) wait(read_there_);
            tlm::tlm_generic_payload& payload = *reads_.front();
            reads_.pop_front();
            wait_cycles(draw(3));
            say(payload, tlm::END_REQ);
            serve(dram_, payload);
            wait_cycles(1 + draw(40));
            auto& burst = *payload.get_extension<cycle::BurstExtension>();
            std::uint32_t left = burst.beats;
            for (bool first = true; left > 0; first = false) {
                const std::uint32_t beats = 1 + draw(left - 1);
                burst.run_beats = beats;
                say(payload, first ? tlm::tlm_phase(tlm::BEGIN_RESP) : cycle::NEXT_RUN);
                left -= beats;
                wait_cycles(beats + (left > 0 ? 1 + draw(4) : 0));
                ++runs_;
            }
            payload.release();
        }
    }
    void write() {
        for (;;) {
            while (writes_.empty()) wait(write_there_);
            tlm::tlm_generic_payload& payload = *writes_.front();
            writes_.pop_front();
            wait_cycles(1 + draw(3));
            say(payload, tlm::END_REQ);
            const auto& burst = *payload.get_extension<cycle::BurstExtension>();
            wait_cycles(static_cast<std::uint32_t>(burst.data_cycles) + 1 + draw(5));
            serve(dram_, payload);
            say(payload, tlm::BEGIN_RESP);
            payload.release();
        }
    }

    functional::Dram& dram_;
    const cycle::Clock clock_;
    std::mt19937_64 random_;
    std::deque<tlm::tlm_generic_payload*> reads_;
    std::deque<tlm::tlm_generic_payload*> writes_;
    sc_core::sc_event read_there_;
    sc_core::sc_event write_there_;
    std::uint64_t runs_ = 0;
};

}  // namespace vta::tests
