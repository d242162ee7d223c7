// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/vcr.h"

#include <cstring>

namespace vta::cycle {
namespace {

// AXI4-Lite (2.2, 2.3): a write takes three cycles and its register changes two after the address;
// a read samples at the address and answers one cycle later.
constexpr Cycle kWriteVisible = 2;
constexpr Cycle kWriteCycles = 3;
constexpr Cycle kReadCycles = 2;
// FINISH in cycle F: counters show it from F + 1, the control register from F + 2.
constexpr Cycle kCountersVisible = 1;
constexpr Cycle kControlVisible = 2;

}  // namespace

VCR::VCR(const sc_core::sc_module_name& name, Context& context, EventCounters& counters)
    : sc_module(name),
      context_(context),
      counters_(counters),
      map_(context.config.parameters().memory_address_bits),
      words_(map_.end() / 4, 0) {
    host.register_b_transport(this, &VCR::b_transport);
    host.register_transport_dbg(this, &VCR::transport_dbg);
}

void VCR::reset() {
    std::fill(words_.begin(), words_.end(), 0);
    finish_cycle_ = kNever;
    finished.cancel();
    drive_base();
}

void VCR::finish(Cycle finish) {
    counters_.capture(finish);
    finish_cycle_ = finish;
    finished.notify(context_.clock.duration(finish + kControlVisible - context_.now));
}

// Brings the registers to what they show in `cycle`.
void VCR::show_finish(Cycle cycle) {
    if (cycle < finish_cycle_ + kCountersVisible) return;
    word(isa::RegisterMap::kCycles) = static_cast<std::uint32_t>(counters_.cycles());
    word(map_.acc_writes()) = static_cast<std::uint32_t>(counters_.acc_writes());
    if (cycle < finish_cycle_ + kControlVisible) return;
    word(isa::RegisterMap::kControl) = isa::RegisterMap::kFinish;
    finish_cycle_ = kNever;
}

bool VCR::acceptable(tlm::tlm_generic_payload& payload) const {
    if (payload.get_command() == tlm::TLM_IGNORE_COMMAND) {
        payload.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);
    } else if (payload.get_byte_enable_ptr() != nullptr) {
        payload.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    } else if (payload.get_data_length() != 4 || payload.get_streaming_width() < 4) {
        payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    } else {
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
        return true;
    }
    return false;
}

void VCR::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    context_.refresh_now();
    if (!acceptable(payload)) return;
    const Cycle cycle = context_.clock.cycle_of(sc_core::sc_time_stamp() + delay);
    const std::uint64_t address = payload.get_address();
    const bool mapped = address < map_.end() && address % 4 == 0;
    const auto offset = static_cast<std::uint32_t>(address);
    if (payload.is_write()) {
        std::uint32_t value;
        std::memcpy(&value, payload.get_data_ptr(), 4);
        delay += context_.clock.duration(kWriteCycles);
        if (!mapped) return;
        try {
            write(offset, value, cycle + kWriteVisible);
        } catch (...) {
            context_.fail(std::current_exception());
            payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
        }
    } else {
        show_finish(cycle);
        const std::uint32_t value = mapped ? word(offset) : 0;
        std::memcpy(payload.get_data_ptr(), &value, 4);
        delay += context_.clock.duration(kReadCycles);
    }
}

void VCR::write(std::uint32_t offset, std::uint32_t value, Cycle visible) {
    show_finish(visible - 1);
    const bool was_launched = (word(isa::RegisterMap::kControl) & isa::RegisterMap::kLaunch) != 0;
    word(offset) = value;
    show_finish(visible);  // the hardware's own write wins in the same cycle
    drive_base();
    const bool launched = (word(isa::RegisterMap::kControl) & isa::RegisterMap::kLaunch) != 0;
    if (launched && !was_launched) launch_(visible, word(isa::RegisterMap::kInstructionCount));
}

void VCR::drive_base() {
    for (std::size_t i = 0; i < isa::kBaseRegisterCount; ++i) {
        const std::uint32_t offset = map_.base(static_cast<isa::BaseRegister>(i));
        context_.base[i] = word(offset);
        if (map_.words_per_base == 2) context_.base[i] |= std::uint64_t{word(offset + 4)} << 32;
    }
}

unsigned int VCR::transport_dbg(tlm::tlm_generic_payload& payload) {
    context_.refresh_now();
    if (!acceptable(payload) || payload.get_address() % 4 != 0 ||
        payload.get_address() >= map_.end())
        return 0;
    const auto offset = static_cast<std::uint32_t>(payload.get_address());
    show_finish(context_.now);
    if (payload.is_write()) {
        // A debug write changes the register without side effects: it never launches.
        std::memcpy(&word(offset), payload.get_data_ptr(), 4);
        drive_base();
    } else {
        std::memcpy(payload.get_data_ptr(), &word(offset), 4);
    }
    return 4;
}

}  // namespace vta::cycle
