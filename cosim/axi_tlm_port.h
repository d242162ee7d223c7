// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <systemc>
#include <tlm>

#include "base/error.h"
#include "cosim/rtl_abi.h"
#include "isa/hardware_config.h"
#include "models/cycle/burst_extension.h"
#include "models/cycle/clock.h"
#include "models/cycle/payload_pool.h"

namespace vta::cosim {

using cycle::Cycle;

/// Turns the AXI4 pins of a design into bursts on a TLM memory socket, with the phases of
/// burst_extension.h. A read is asked for in the cycle in which its address is valid, and taken
/// when the target says so. A write's address is taken one cycle after it is valid; the target is
/// asked when the last beat is there (data_cycles = -1: the beats lie before it).
class AxiTlmPort {
  public:
    using Socket = tlm::tlm_initiator_socket<32>;

    AxiTlmPort(const isa::HardwareConfig& config, Socket& socket);
    AxiTlmPort(const AxiTlmPort&) = delete;
    AxiTlmPort& operator=(const AxiTlmPort&) = delete;

    /// Beginning of cycle `now`: drives data and responses; address ready only in finish().
    void drive(VtaRtlInputs& pins, Cycle now);
    /// Outputs have settled: asks the target. `client` is whose read address is valid.
    void ask(const VtaRtlOutputs& out, cycle::Client client, Cycle now);
    /// End of the cycle: drives the address ready signals as they have come out.
    void finish(VtaRtlInputs& pins, Cycle now) const;
    /// The clock edge. Throws ProgramError if the target answered with an error.
    void step(const VtaRtlInputs& in, const VtaRtlOutputs& out, Cycle now);

    tlm::tlm_sync_enum answer(tlm::tlm_generic_payload& payload,
                              tlm::tlm_phase& phase,
                              sc_core::sc_time& delay);
    /// Nothing in flight.
    bool idle() const {
        return asked_ == nullptr && runs_.empty() && expected_ == 0 && write_state_ == kNoWrite;
    }

  private:
    /// Beats of a read burst that the target announced.
    struct Run {
        cycle::BurstPayload* payload;
        std::uint32_t at;     ///< next beat of the burst
        std::uint32_t beats;  ///< left
        Cycle next;           ///< cycle of the next beat
        Cycle spacing;
        bool ends_burst;
    };
    enum WriteState { kNoWrite, kAddress, kData, kAsked };

    void ask_read(const VtaRtlOutputs& out, cycle::Client client, Cycle now);
    void ask_write(const VtaRtlOutputs& out, Cycle now);
    void taken(Cycle cycle);
    void read_completed(const sc_core::sc_time& delay, Cycle now);
    void announce(cycle::BurstPayload& payload, Cycle first);
    std::size_t due(Cycle now) const;
    void step_read(const VtaRtlInputs& in, const VtaRtlOutputs& out, Cycle now);
    void step_write(const VtaRtlInputs& in, const VtaRtlOutputs& out, Cycle now);
    void collect(const VtaRtlOutputs& out);
    void check(const cycle::BurstPayload& payload, const char* what) const;

    static constexpr std::size_t kNone = ~std::size_t{0};

    const std::uint32_t bus_bytes_;
    const cycle::Clock clock_;
    Socket& socket_;
    cycle::PayloadPool pool_;

    // Reads.
    cycle::BurstPayload* asked_ = nullptr;  ///< address valid, not yet taken
    Cycle asked_at_ = 0;
    Cycle take_at_ = timing::kNever;  ///< cycle of its handshake
    Cycle ready_from_ = 0;            ///< the target takes no address before
    std::deque<Run> runs_;
    std::size_t shown_ = kNone;   ///< run whose beat is on the pins
    std::uint32_t expected_ = 0;  ///< bursts whose last run is not announced

    // Writes.
    WriteState write_state_ = kNoWrite;
    Cycle address_valid_ = 0;
    cycle::BurstPayload* write_ = nullptr;
    Cycle response_at_ = timing::kNever;
};

}  // namespace vta::cosim
