// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_target_socket.h>
#include <cstdint>
#include <deque>
#include <tlm>

#include "isa/hardware_config.h"
#include "models/cycle/burst_extension.h"
#include "models/cycle/clock.h"
#include "models/functional/dram.h"
#include "models/timing/memory_timing.h"

namespace vta::cycle {

/// The built-in memory: fixed first-beat latency, gap-free bursts, reads and writes independent
/// (microarchitecture 4). Answers a burst in one call, or, as an option, in four phases. See
/// docs/timing/Memory.md.
class Memory : public sc_core::sc_module {
  public:
    tlm_utils::simple_target_socket<Memory> bus{"bus"};

    /// `dram` holds the bytes and must outlive the memory.
    Memory(const sc_core::sc_module_name& name,
           const isa::HardwareConfig& config,
           functional::Dram& dram,
           bool four_phase);

    /// Nothing in flight; the bytes stay.
    void reset();

  private:
    /// Something to tell the initiator in a cycle to come.
    struct Answer {
        Cycle cycle;
        tlm::tlm_generic_payload* payload;
        std::uint32_t run_beats;  ///< reads: beats of the run that begins a cycle later
        bool first;
    };
    tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload,
                                       tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay);
    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
    bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& dmi);
    unsigned int transport_dbg(tlm::tlm_generic_payload& payload);
    bool move_data(tlm::tlm_generic_payload& payload);
    std::uint32_t beats_of(const tlm::tlm_generic_payload& payload) const;
    tlm::tlm_sync_enum read_at_once(BurstExtension* burst,
                                    const timing::BurstTimes& times,
                                    Cycle handshake,
                                    sc_core::sc_time& delay) const;
    void answer_later(tlm::tlm_generic_payload& payload, const timing::BurstTimes& times);
    void insert(const Answer& answer);
    void answer();
    void arm();

    const std::uint64_t beat_bytes_;
    const Clock clock_;
    functional::Dram& dram_;
    const bool four_phase_;
    timing::MemoryTiming timing_;
    std::deque<Answer> answers_;  ///< in order of their cycles
    sc_core::sc_event wake_{"wake"};
};

}  // namespace vta::cycle
