// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <cstdint>
#include <exception>
#include <map>
#include <set>
#include <string>
#include <systemc>
#include <tlm>

#include "cosim/axi_host.h"
#include "cosim/axi_tlm_port.h"
#include "cosim/rtl_design.h"
#include "isa/hardware_config.h"

namespace vta::cosim {

/// The Verilated RTL behind the sockets of cycle::VTAShell, for any sc_main: AXI4-Lite and AXI4
/// pins adapted to TLM-2.0, clocked by one process. The memory may be cycle::Memory or any TLM-2.0
/// target (phases: burst_extension.h).
///
/// Register accesses take place on the pins. From a thread process b_transport waits until the
/// access is over. Elsewhere (sc_main, a method) it cannot: a write is put in line and its time
/// annotated, a read shows the register as it is, and fails while writes are in line or where the
/// design does not show its registers. transport_dbg reads, where the design shows its registers.
///
/// The clock stops while our own RTL has nothing to do. A launched program that waits for ever
/// keeps it running: give sc_start() a limit. An assertion of the design, a program that hardware
/// could only hang on and an error response of the memory pause the simulation (sc_pause): call
/// rethrow_error() after sc_start().
class RtlShell : public sc_core::sc_module {
  public:
    struct Config {
        std::string library;     ///< what build_rtl() returned
        std::uint64_t seed = 1;  ///< of first register values
    };

    tlm_utils::simple_target_socket<RtlShell> host{"host"};
    tlm_utils::simple_initiator_socket<RtlShell> dram{"dram"};
    /// Notified when the control register shows finish (our own RTL).
    sc_core::sc_event finished{"finished"};

    /// `hardware` must outlive the shell.
    RtlShell(const sc_core::sc_module_name& name,
             const isa::HardwareConfig& hardware,
             const Config& config);

    RtlDesign& design() { return design_; }
    void rethrow_error();

  private:
    void clock();
    void begin_cycle();
    void end_cycle();
    void watch(const VtaRtlProbe& probe);
    bool may_stop() const;
    void wake();
    void fail(std::exception_ptr error);

    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
    unsigned int transport_dbg(tlm::tlm_generic_payload& payload);
    tlm::tlm_sync_enum answer_memory(tlm::tlm_generic_payload& payload,
                                     tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay);
    bool acceptable(tlm::tlm_generic_payload& payload) const;
    void access_in_thread(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
    void access_elsewhere(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);

    const cycle::Clock clock_;
    RtlDesign design_;
    AxiHost registers_;
    AxiTlmPort memory_;
    VtaRtlInputs pins_{};
    VtaRtlOutputs outputs_{};
    VtaRtlProbe probe_{};
    bool open_ = false;      ///< a cycle has begun and not ended
    bool settling_ = false;  ///< what is announced for this cycle is awaited
    bool stopped_ = false;   ///< no clock edge is scheduled
    Cycle now_ = 0;          ///< of the cycle that is open
    Cycle quiet_since_ = 0;
    std::uint64_t asked_ = 0;                         ///< register accesses put in line
    std::uint64_t done_ = 0;                          ///< and over
    std::map<std::uint64_t, std::uint32_t> results_;  ///< by number, for those who wait
    std::set<std::uint64_t> waiting_;  ///< numbers of accesses that somebody waits for
    sc_core::sc_event wake_{"wake"};
    sc_core::sc_event access_done_{"access_done"};
    std::exception_ptr error_;
};

}  // namespace vta::cosim
