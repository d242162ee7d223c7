// SPDX-License-Identifier: Apache-2.0
#include "cosim/axi_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace vta::cosim {
namespace {

constexpr std::uint8_t kOkay = 0;
constexpr std::uint8_t kDecodeError = 3;
constexpr std::uint32_t kMaxExtraLatency = 40;
constexpr std::uint32_t kMaxGap = 4;

}  // namespace

AxiMemory::AxiMemory(const isa::HardwareConfig& config,
                     functional::Dram& dram,
                     MemoryBehaviour behaviour,
                     std::uint64_t seed)
    : config_(config),
      dram_(dram),
      behaviour_(behaviour),
      seed_(seed),
      bus_bytes_(config.bus_bytes()),
      hold_(config.parameters().memory_first_beat_latency - 2) {
    reset();
}

void AxiMemory::reset() {
    random_.seed(seed_);
    fault_.clear();
    requests_.clear();
    busy_ = 0;
    current_ = Burst{};
    lost_ = false;
    gap_ = 0;
    ar_ready_ = true;
    r_valid_ = false;
    write_state_ = WriteState::kIdle;
    write_ = Burst{};
    write_delay_ = 0;
    aw_ready_ = w_ready_ = b_valid_ = false;
}

void AxiMemory::drive(VtaRtlInputs& pins) const {
    pins.mem_ar_ready = ar_ready_ ? 1 : 0;
    pins.mem_aw_ready = aw_ready_ ? 1 : 0;
    pins.mem_w_ready = w_ready_ ? 1 : 0;
    pins.mem_b_valid = b_valid_ ? 1 : 0;
    pins.mem_b_resp = write_.inside ? kOkay : kDecodeError;
    pins.mem_r_valid = r_valid_ ? 1 : 0;
    if (!r_valid_) return;
    pins.mem_r_last = current_.beats == 1 ? 1 : 0;
    pins.mem_r_resp = current_.inside ? kOkay : kDecodeError;
    pins.mem_r_id = current_.id;
    std::memcpy(pins.mem_r_data, r_data_, bus_bytes_);
}

bool AxiMemory::idle() const {
    const bool owes_response =
        write_state_ == WriteState::kAddress || write_state_ == WriteState::kResponse;
    return (requests_.empty() || lost_) && current_.beats == 0 && !owes_response;
}

void AxiMemory::step(const VtaRtlInputs& in, const VtaRtlOutputs& out) {
    const bool beat_taken = in.mem_r_valid != 0 && out.mem_r_ready != 0;
    const bool last_beat_taken = beat_taken && current_.beats == 1;
    const bool issue = !requests_.empty() && may_issue(last_beat_taken);
    if (beat_taken) {
        r_valid_ = false;
        current_.address += bus_bytes_;
        --current_.beats;
        gap_ = config_.parameters().memory_cycles_per_beat - 1;
        if (behaviour_ == MemoryBehaviour::kStall && draw(3) == 0) gap_ += 1 + draw(kMaxGap - 1);
    }
    step_write(in, out);  // a read beat that shows in the next cycle sees a write beat of this one
    step_requests(in, out, issue);
    if (!r_valid_ && current_.beats > 0) {
        if (gap_ == 0)
            present_beat();
        else
            --gap_;
    }
    if (behaviour_ == MemoryBehaviour::kStall) drive_stalls();
}

// The first request leaves the queue in this cycle: its latency is over, and the burst before it
// has ended or ends now.
bool AxiMemory::may_issue(bool last_beat_taken) {
    if (lost_ || (current_.beats > 0 && !last_beat_taken)) return false;
    Burst& head = requests_.front();
    const bool per_request =
        config_.parameters().memory_latency_per == isa::MemoryLatencyPer::kRequest;
    if ((per_request ? head.waited : busy_) < hold_) return false;
    if (head.extra == 0) return true;
    --head.extra;
    return false;
}

// The request queue: latency counters, what is issued, what comes in.
void AxiMemory::step_requests(const VtaRtlInputs& in, const VtaRtlOutputs& out, bool issue) {
    busy_ = requests_.empty() ? 0 : std::min(busy_ + 1, hold_);
    if (config_.parameters().memory_latency_per == isa::MemoryLatencyPer::kRequest)
        for (Burst& request : requests_) request.waited = std::min(request.waited + 1, hold_);
    if (issue) {
        start(requests_.front());
        requests_.pop_front();
    }
    if (out.mem_ar_valid != 0 && in.mem_ar_ready != 0) {
        Burst request;
        request.address = out.mem_ar_addr;
        request.beats = out.mem_ar_len + 1;
        request.id = out.mem_ar_id;
        request.extra = burst_delay();
        request.inside = check(request.address, request.beats, "read");
        requests_.push_back(request);
    }
    ar_ready_ = requests_.size() < config_.parameters().memory_request_queue_depth;
}

void AxiMemory::start(const Burst& burst) {
    if (burst.address ==
        0) {  // never answered; a longer one leaves the memory waiting for its beats
        lost_ = burst.beats > 1;
        return;
    }
    current_ = burst;
    current_.address -= burst.address % bus_bytes_;
    gap_ = 0;
}

void AxiMemory::present_beat() {
    r_valid_ = true;
    if (current_.inside)
        std::memcpy(r_data_, dram_.data() + current_.address, bus_bytes_);
    else
        std::memset(r_data_, 0, bus_bytes_);
}

void AxiMemory::step_write(const VtaRtlInputs& in, const VtaRtlOutputs& out) {
    switch (write_state_) {
        case WriteState::kIdle:
            if (out.mem_aw_valid == 0) break;
            write_state_ = WriteState::kAddress;
            write_delay_ = burst_delay();
            break;
        case WriteState::kAddress:
            if (out.mem_aw_valid == 0 || in.mem_aw_ready == 0) break;
            write_.address = out.mem_aw_addr - out.mem_aw_addr % bus_bytes_;
            write_.beats = out.mem_aw_addr == 0 ? 0 : out.mem_aw_len + 1;  // 0: discarded
            write_.inside = check(write_.address, write_.beats, "write");
            write_state_ = WriteState::kData;
            break;
        case WriteState::kData:
            if (out.mem_w_valid == 0 || in.mem_w_ready == 0) break;
            store_beat(out);
            if (out.mem_w_last == 0) break;
            write_state_ = WriteState::kResponse;
            write_delay_ = behaviour_ == MemoryBehaviour::kStall ? draw(kMaxGap) : 0;
            break;
        case WriteState::kResponse:
            if (in.mem_b_valid != 0 && out.mem_b_ready != 0) write_state_ = WriteState::kIdle;
            break;
    }
    const bool delayed = write_delay_ > 0;
    aw_ready_ = write_state_ == WriteState::kAddress && !delayed;
    w_ready_ = write_state_ == WriteState::kData;
    b_valid_ = write_state_ == WriteState::kResponse && !delayed;
    if (delayed) --write_delay_;
}

void AxiMemory::store_beat(const VtaRtlOutputs& out) {
    if (write_.beats == 0) return;
    if (write_.inside) {
        std::uint8_t* bytes = dram_.data() + write_.address;
        for (std::uint32_t i = 0; i < bus_bytes_; ++i)
            if ((out.mem_w_strb >> i & 1) != 0) bytes[i] = out.mem_w_data[i];
    }
    write_.address += bus_bytes_;
    --write_.beats;
}

// Ready comes and goes: a master must not count on it before its handshake.
void AxiMemory::drive_stalls() {
    ar_ready_ = ar_ready_ && draw(3) != 0;
    aw_ready_ = aw_ready_ && draw(3) != 0;
    w_ready_ = w_ready_ && draw(3) != 0;
}

std::uint32_t AxiMemory::burst_delay() {
    if (behaviour_ == MemoryBehaviour::kFixed || draw(1) == 0) return 0;
    return draw(kMaxExtraLatency);
}

bool AxiMemory::check(std::uint64_t address, std::uint32_t beats, const char* what) {
    const std::uint64_t bytes = std::uint64_t{beats} * bus_bytes_;
    if (dram_.contains(address - address % bus_bytes_, bytes)) return true;
    if (fault_.empty())
        fault_ = fmt::format("{} of {} bytes at {:#x}: outside of DRAM, which has {:#x} bytes",
                             what,
                             bytes,
                             address,
                             dram_.size());
    return false;
}

}  // namespace vta::cosim
