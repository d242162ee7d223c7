// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/vme.h"

namespace vta::cycle {

VME::VME(const sc_core::sc_module_name& name, Context& context)
    : sc_module(name),
      vme_read("vme_read", context, *this),
      vme_write("vme_write", context, *this),
      context_(context) {
    dram.register_nb_transport_bw(this, &VME::nb_transport_bw);
    dram.register_invalidate_direct_mem_ptr(this, &VME::invalidate_direct_mem_ptr);
}

void VME::reset() {
    vme_read.reset();
    vme_write.reset();
}

void VME::start_counting() {
    vme_read.start_counting();
    vme_write.start_observing();
    direct(0, 1, false);  // asks for direct access once, before anything needs it
}

void VME::close_spans(Cycle finish) {
    vme_read.close_spans(finish);
    vme_write.close_spans(finish);
}

tlm::tlm_sync_enum VME::nb_transport_bw(tlm::tlm_generic_payload& payload,
                                        tlm::tlm_phase& phase,
                                        sc_core::sc_time& delay) {
    context_.refresh_now();
    try {
        if (static_cast<BurstPayload&>(payload).extension.write)
            return vme_write.answered(payload, phase, delay);
        return vme_read.answered(payload, phase, delay);
    } catch (...) {
        context_.fail(std::current_exception());
        return tlm::TLM_COMPLETED;
    }
}

const unsigned char* VME::direct(std::uint64_t address, std::uint64_t bytes, bool write) {
    if (!use_dmi_) return nullptr;
    if (!dmi_asked_) {
        dmi_asked_ = true;
        tlm::tlm_generic_payload probe;
        probe.set_command(tlm::TLM_READ_COMMAND);
        probe.set_address(address);
        if (!dram->get_direct_mem_ptr(probe, dmi_)) dmi_.init();
    }
    if (dmi_.get_dmi_ptr() == nullptr || (write && !dmi_.is_write_allowed())) return nullptr;
    if (address < dmi_.get_start_address() || bytes == 0 ||
        address + bytes - 1 > dmi_.get_end_address() || address + bytes < address)
        return nullptr;
    return dmi_.get_dmi_ptr() + (address - dmi_.get_start_address());
}

void VME::invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) {
    dmi_.init();
    dmi_asked_ = false;
}

}  // namespace vta::cycle
