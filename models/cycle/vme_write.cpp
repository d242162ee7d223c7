// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/vme_write.h"

#include <algorithm>
#include <cstring>

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

bool VmeWrite::write(const Request& request, Times& times) {
    BurstPayload* payload = pool_.acquire();
    request_ = request;
    const std::uint32_t bytes = request.burst.beats * context_.config.bus_bytes();
    payload->set_address(request.burst.address);
    payload->set_data_length(bytes);
    payload->set_streaming_width(bytes);
    payload->set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    payload->set_dmi_allowed(false);
    payload->set_byte_enable_ptr(nullptr);
    payload->set_byte_enable_length(0);
    if (request.data == nullptr) {
        payload->set_command(tlm::TLM_IGNORE_COMMAND);
        payload->set_data_ptr(nullptr);
    } else {
        payload->set_command(tlm::TLM_WRITE_COMMAND);
        payload->data.assign(request.data, request.data + bytes);
        payload->set_data_ptr(payload->data.data());
        if (request.skip_front + request.skip_back > 0) {
            payload->byte_enables.assign(bytes, TLM_BYTE_ENABLED);
            std::fill_n(payload->byte_enables.begin(), request.skip_front, TLM_BYTE_DISABLED);
            std::fill_n(payload->byte_enables.rbegin(), request.skip_back, TLM_BYTE_DISABLED);
            payload->set_byte_enable_ptr(payload->byte_enables.data());
            payload->set_byte_enable_length(bytes);
        }
    }
    payload->extension.write = true;
    payload->extension.id = 0;
    payload->extension.beats = request.burst.beats;
    payload->extension.data_cycles = request.data_cycles;
    payload->extension.clear_answer();

    address_valid_ = request.command + timing::StoreTiming::kCommandToAddress;
    times_ = {timing::kNever, timing::kNever};
    current_ = payload;
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay = context_.clock.duration(address_valid_ - context_.now);
    const tlm::tlm_sync_enum status = engine_.dram->nb_transport_fw(*payload, phase, delay);
    if (status == tlm::TLM_COMPLETED) {
        const Cycle handshake = payload->extension.handshake;
        times_.handshake = address_valid_ + (handshake == BurstExtension::kUnknown ? 0 : handshake);
        const Cycle announced = context_.now + context_.clock.cycle_of(delay);
        times_.response = response_cycle(announced);
        times = times_;
        current_ = nullptr;
        if (context_.observer != nullptr) observe(times.response);
        if (payload->is_response_error())
            throw ProgramError(fmt::format("write of {} bytes at {:#x}: the memory answered {}",
                                           bytes,
                                           request.burst.address,
                                           payload->get_response_string()));
        payload->release();
        return true;
    }
    if (status == tlm::TLM_ACCEPTED) return false;
    const Cycle cycle = context_.now + context_.clock.cycle_of(delay);
    times_.handshake = std::max(cycle, address_valid_);
    if (phase != tlm::BEGIN_RESP) return false;
    times_.response = response_cycle(cycle);
    times = times_;
    if (context_.observer != nullptr) observe(times.response);
    phase = tlm::END_RESP;
    engine_.dram->nb_transport_fw(*payload, phase, delay);
    current_ = nullptr;
    payload->release();
    return true;
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
    if (phase == tlm::END_REQ) {
        times_.handshake = std::max(cycle, address_valid_);
        return tlm::TLM_ACCEPTED;
    }
    if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
    // BEGIN_RESP without END_REQ implies it.
    if (times_.handshake >= timing::kNever) times_.handshake = std::max(cycle, address_valid_);
    const Cycle response = response_cycle(cycle);
    if (payload.is_response_error())
        throw ProgramError(fmt::format("write at {:#x}: the memory answered {}",
                                       payload.get_address(),
                                       payload.get_response_string()));
    phase = tlm::END_RESP;
    settle(response);
    return tlm::TLM_COMPLETED;
}

void VmeWrite::settle(Cycle response) {
    times_.response = response;
    if (context_.observer != nullptr) observe(response);
    current_->release();
    current_ = nullptr;
    const Times times = times_;
    if (settled_) settled_(times);
}

// Within a burst the beats are reported before the storer's bubbles, not interleaved with them.
void VmeWrite::observe(Cycle response) {
    span(Cause::kNoRequest, request_.command);
    span(Cause::kStoreCommand, times_.handshake + 1);
    span(Cause::kTransfer, times_.handshake + 1 + request_.burst.beats);
    span(Cause::kStoreBubble, times_.handshake + 1 + request_.burst.beats + request_.bubbles);
    span(Cause::kStoreResponse, response + 1);
    context_.observer->write_request(
        request_.burst.address, request_.burst.beats, context_.since_launch(times_.handshake));
    context_.observer->write_response(context_.since_launch(response));
}

void VmeWrite::span(Cause cause, Cycle end) {
    if (end <= span_from_) return;
    context_.observer->span(Unit::kVmeWrite,
                            cause,
                            context_.since_launch(span_from_),
                            context_.since_launch(end),
                            request_.index);
    span_from_ = end;
}

void VmeWrite::close_spans(Cycle finish) {
    if (current_ != nullptr) return;  // reported when the burst is settled
    request_.index = Observer::kNoInstruction;
    span(Cause::kNoRequest, finish);
}

}  // namespace vta::cycle
