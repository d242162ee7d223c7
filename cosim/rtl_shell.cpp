// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_shell.h"

#include <cstring>
#include <utility>

namespace vta::cosim {
namespace {

constexpr int kResetCycles = 10;
// No event and no beat for so long, while not launched: nothing moves without the host.
constexpr Cycle kQuietCycles = 256;
constexpr Cycle kWriteCycles = 3;
constexpr Cycle kReadCycles = 2;
// FINISH in cycle F: the control register shows it from F + 2.
constexpr Cycle kFinishVisible = 2;

bool in_thread() {
    const sc_core::sc_process_handle process = sc_core::sc_get_current_process_handle();
    if (!process.valid()) return false;
    const sc_core::sc_curr_proc_kind kind = process.proc_kind();
    return kind == sc_core::SC_THREAD_PROC_ || kind == sc_core::SC_CTHREAD_PROC_;
}

}  // namespace

RtlShell::RtlShell(const sc_core::sc_module_name& name,
                   const isa::HardwareConfig& hardware,
                   const Config& config)
    : sc_module(name),
      clock_(hardware.parameters().clock_mhz),
      design_(config.library, hardware, config.seed),
      memory_(hardware, dram) {
    host.register_b_transport(this, &RtlShell::b_transport);
    host.register_transport_dbg(this, &RtlShell::transport_dbg);
    dram.register_nb_transport_bw(this, &RtlShell::answer_memory);
    pins_.reset = 1;
    for (int i = 0; i < kResetCycles; ++i) {
        design_.settle(pins_, outputs_);
        design_.tick();
    }
    pins_.reset = 0;
    SC_HAS_PROCESS(RtlShell);
    SC_METHOD(clock);
    sensitive << wake_;
}

void RtlShell::rethrow_error() {
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void RtlShell::fail(std::exception_ptr error) {
    if (!error_) error_ = std::move(error);
    sc_core::sc_pause();
}

// A cycle ends where the next one begins: by then everything that the memory answers in it is
// known. A cycle begins one delta cycle later, when data announced for it is known.
void RtlShell::clock() {
    if (error_) return;  // the clock stands
    try {
        if (!settling_) {
            if (open_) end_cycle();
            if (may_stop()) {
                stopped_ = true;
                return;  // until wake()
            }
            settling_ = true;
            next_trigger(sc_core::SC_ZERO_TIME);
        } else {
            settling_ = false;
            begin_cycle();
            next_trigger(clock_.duration(now_ + 1 - clock_.now()));
        }
    } catch (...) {
        fail(std::current_exception());
    }
}

void RtlShell::begin_cycle() {
    now_ = clock_.now();
    open_ = true;
    memory_.drive(pins_, now_);
    registers_.drive(pins_);
    design_.settle(pins_, outputs_);
    design_.probe(probe_);
    if (probe_.failed != 0) design_.check();
    memory_.ask(outputs_, static_cast<cycle::Client>(probe_.ar_client), now_);
}

void RtlShell::end_cycle() {
    open_ = false;
    memory_.finish(pins_, now_);
    if (pins_.mem_ar_ready != 0 || pins_.mem_aw_ready != 0) design_.settle(pins_, outputs_);
    watch(probe_);
    memory_.step(pins_, outputs_, now_);
    if (registers_.step(pins_, outputs_).done) {
        const std::uint64_t number = ++done_;
        if (waiting_.erase(number) != 0) results_[number] = registers_.finished().value;
        access_done_.notify(sc_core::SC_ZERO_TIME);
    }
    design_.tick();
}

void RtlShell::watch(const VtaRtlProbe& probe) {
    const bool moved =
        (probe.dispatch | probe.start | probe.done | probe.finish | probe.launch) != 0;
    if (moved || !memory_.idle() || !registers_.idle()) quiet_since_ = now_;
    if (probe.finish == 0 || probe.launch == 0) return;
    finished.notify(clock_.duration(now_ + kFinishVisible - clock_.now()));
    if (probe.error != 0)
        throw ProgramError(
            "the RTL reports an error in the program: one that the hardware could only hang on");
}

bool RtlShell::may_stop() const {
    return design_.has_probe() && registers_.idle() && now_ - quiet_since_ > kQuietCycles;
}

// The host wants something.
void RtlShell::wake() {
    if (!stopped_) return;
    stopped_ = false;
    quiet_since_ = clock_.now();
    now_ = clock_.now();
    wake_.notify(sc_core::SC_ZERO_TIME);
}

bool RtlShell::acceptable(tlm::tlm_generic_payload& payload) const {
    if (payload.get_command() == tlm::TLM_IGNORE_COMMAND) {
        payload.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);
    } else if (payload.get_byte_enable_ptr() != nullptr) {
        payload.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    } else if (payload.get_data_length() != 4 || payload.get_streaming_width() < 4) {
        payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    } else if (payload.get_address() > 0xffff) {
        payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    } else {
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
        return true;
    }
    return false;
}

void RtlShell::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    if (!acceptable(payload)) return;
    if (in_thread())
        access_in_thread(payload, delay);
    else
        access_elsewhere(payload, delay);
}

void RtlShell::access_in_thread(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    if (delay != sc_core::SC_ZERO_TIME) sc_core::wait(delay);
    delay = sc_core::SC_ZERO_TIME;
    AxiHost::Access access;
    access.write = payload.is_write();
    access.offset = static_cast<std::uint16_t>(payload.get_address());
    if (access.write) std::memcpy(&access.value, payload.get_data_ptr(), 4);
    registers_.push(access);
    const std::uint64_t number = ++asked_;
    waiting_.insert(number);
    wake();
    while (results_.count(number) == 0) sc_core::wait(access_done_);
    if (!access.write) std::memcpy(payload.get_data_ptr(), &results_[number], 4);
    results_.erase(number);
}

void RtlShell::access_elsewhere(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    const auto offset = static_cast<std::uint16_t>(payload.get_address());
    std::uint32_t value = 0;
    if (payload.is_write()) {
        std::memcpy(&value, payload.get_data_ptr(), 4);
        registers_.push({true, offset, value});
        ++asked_;
        wake();
        delay += clock_.duration(kWriteCycles * static_cast<Cycle>(asked_ - done_));
    } else if (registers_.idle() && design_.read_register(offset, value)) {
        std::memcpy(payload.get_data_ptr(), &value, 4);
        delay += clock_.duration(kReadCycles);
    } else {
        payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
    }
}

unsigned int RtlShell::transport_dbg(tlm::tlm_generic_payload& payload) {
    std::uint32_t value = 0;
    if (!payload.is_read() || !acceptable(payload) || payload.get_address() % 4 != 0 ||
        !design_.read_register(static_cast<std::uint32_t>(payload.get_address()), value))
        return 0;
    std::memcpy(payload.get_data_ptr(), &value, 4);
    return 4;
}

tlm::tlm_sync_enum RtlShell::answer_memory(tlm::tlm_generic_payload& payload,
                                           tlm::tlm_phase& phase,
                                           sc_core::sc_time& delay) {
    return memory_.answer(payload, phase, delay);
}

}  // namespace vta::cosim
