// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <cstdint>
#include <tlm>

#include "models/cycle/vme_read.h"
#include "models/cycle/vme_write.h"

namespace vta::cycle {

/// Memory engine: the read commands of five clients and the write bursts of the storer leave
/// through one TLM socket. See docs/timing/VME.md.
class VME : public sc_core::sc_module {
  public:
    tlm_utils::simple_initiator_socket<VME> dram{"dram"};
    VmeRead vme_read;
    VmeWrite vme_write;

    VME(const sc_core::sc_module_name& name, Context& context);

    /// Memory behind the socket that may be touched directly, or null.
    const unsigned char* direct(std::uint64_t address, std::uint64_t bytes, bool write);
    /// Use the target's direct memory interface for data if it has one.
    void use_dmi(bool use) { use_dmi_ = use; }
    bool has_dmi() const { return dmi_.get_dmi_ptr() != nullptr; }

    void reset();
    void start_counting();
    void close_spans(Cycle finish);

  private:
    tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload,
                                       tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay);
    void invalidate_direct_mem_ptr(sc_dt::uint64 start, sc_dt::uint64 end);

    Context& context_;
    tlm::tlm_dmi dmi_;
    bool use_dmi_ = false;
    bool dmi_asked_ = false;
};

}  // namespace vta::cycle
