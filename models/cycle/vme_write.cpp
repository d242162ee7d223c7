// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/vme_write.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "models/cycle/vme.h"

namespace vta::cycle {

VmeWrite::VmeWrite(const sc_core::sc_module_name& name, Context& context, VME& engine)
    : sc_module(name), context_(context), engine_(engine) {}

void VmeWrite::reset() {
    if (current_ != nullptr) current_->release();
    current_ = nullptr;
}

// The generic payload and extension of request_.
BurstPayload* VmeWrite::make_payload() {
    BurstPayload* payload = pool_.acquire();
    const std::uint32_t bytes = request_.burst.beats * context_.config.bus_bytes();
    payload->set_address(request_.burst.address);
    payload->set_data_length(bytes);
    payload->set_streaming_width(bytes);
    payload->set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    payload->set_dmi_allowed(false);
    payload->set_byte_enable_ptr(nullptr);
    payload->set_byte_enable_length(0);
    if (request_.data == nullptr) {
        payload->set_command(tlm::TLM_IGNORE_COMMAND);
        payload->set_data_ptr(nullptr);
    } else {
        payload->set_command(tlm::TLM_WRITE_COMMAND);
        payload->data.assign(request_.data, request_.data + bytes);
        payload->set_data_ptr(payload->data.data());
        if (request_.skip_front + request_.skip_back > 0) {
            payload->byte_enables.assign(bytes, TLM_BYTE_ENABLED);
            std::fill_n(payload->byte_enables.begin(), request_.skip_front, TLM_BYTE_DISABLED);
            std::fill_n(payload->byte_enables.rbegin(), request_.skip_back, TLM_BYTE_DISABLED);
            payload->set_byte_enable_ptr(payload->byte_enables.data());
            payload->set_byte_enable_length(bytes);
        }
    }
    payload->extension.write = true;
    payload->extension.id = 0;
    payload->extension.beats = request_.burst.beats;
    payload->extension.data_cycles = request_.data_cycles;
    payload->extension.clear_answer();
    return payload;
}

bool VmeWrite::write(const Request& request, Times& times) {
    request_ = request;
    address_valid_ = request.command + timing::StoreTiming::kCommandToAddress;
    times_ = {timing::kNever, timing::kNever};
    current_ = make_payload();
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = context_.clock.duration(address_valid_ - context_.now);
    const tlm::tlm_sync_enum status = engine_.dram->nb_transport_fw(*current_, phase, delay);
    if (status == tlm::TLM_ACCEPTED) return false;
    const Cycle cycle = context_.now + context_.clock.cycle_of(delay);
    if (status == tlm::TLM_COMPLETED) {
        const Cycle handshake = current_->extension.handshake;
        times_.handshake = address_valid_ + (handshake == BurstExtension::kUnknown ? 0 : handshake);
    } else {
        times_.handshake = std::max(cycle, address_valid_);
        if (phase != tlm::BEGIN_RESP) return false;
    }
    times_.response = response_cycle(cycle);
    if (status == tlm::TLM_UPDATED) {
        phase = tlm::END_RESP;
        engine_.dram->nb_transport_fw(*current_, phase, delay);
    }
    end_burst();
    times = times_;
    return true;
}

// The response of the burst under way is known.
void VmeWrite::end_burst() {
    BurstPayload* payload = std::exchange(current_, nullptr);
    if (context_.observer != nullptr) observe();
    const bool failed = payload->is_response_error();
    const std::string response = failed ? payload->get_response_string() : "";
    payload->release();
    if (failed)
        throw ProgramError(fmt::format("write of {} bytes at {:#x}: the memory answered {}",
                                       request_.burst.beats * context_.config.bus_bytes(),
                                       request_.burst.address,
                                       response));
}

Cycle VmeWrite::response_cycle(Cycle announced) const {
    const Cycle earliest = times_.handshake + current_->extension.data_cycles +
                           timing::StoreTiming::kLastBeatToResponse;
    return std::max(announced, earliest);
}

tlm::tlm_sync_enum VmeWrite::answered(tlm::tlm_generic_payload& payload,
                                      tlm::tlm_phase& phase,
                                      const sc_core::sc_time& delay) {
    VTA_CHECK(&payload == current_, "an answer to a write burst that is not in flight");
    const Cycle cycle = context_.now + context_.clock.cycle_of(delay);
    // BEGIN_RESP without END_REQ implies it.
    if (times_.handshake >= timing::kNever) times_.handshake = std::max(cycle, address_valid_);
    if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
    times_.response = response_cycle(cycle);
    phase = tlm::END_RESP;
    end_burst();
    const Times times = times_;
    if (settled_) settled_(times);
    return tlm::TLM_COMPLETED;
}

// Of both, the memory engine and the storer.
void VmeWrite::observe() {
    Fact& fact = context_.facts.next(FactKind::kWriteBurst, Unit::kStore, request_.index);
    fact.write = {request_.burst.address,
                  request_.burst.beats,
                  static_cast<std::uint32_t>(request_.bubbles),
                  request_.command,
                  times_.handshake,
                  times_.response};
    context_.facts.commit();
    span_from_ = times_.response + 1;
}

void VmeWrite::close_spans(Cycle finish) {
    if (current_ != nullptr) return;  // reported when the burst is settled
    if (finish <= span_from_) return;
    context_.facts.span(
        Unit::kVmeWrite, Cause::kNoRequest, span_from_, finish, Observer::kNoInstruction);
    span_from_ = finish;
}

}  // namespace vta::cycle
