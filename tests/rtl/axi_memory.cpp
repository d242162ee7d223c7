// SPDX-License-Identifier: Apache-2.0
#include "tests/rtl/axi_memory.h"

#include <cstring>

namespace vta::tests {

AxiMemory::AxiMemory(const Config& config, std::size_t bytes)
    : config_(config), dram_(bytes), random_(config.stall_seed) {
    response_.r_data.resize(config.bus_bytes);
}

void AxiMemory::step(const Request& request) {
    const bool ready = response_.ar_ready;
    const bool issue = !requests_.empty() && !streaming_ && read_beats_ == 0 &&
                       waited_ == config_.first_beat_latency - 2;
    if (requests_.empty())
        waited_ = 0;
    else if (waited_ < config_.first_beat_latency - 2)
        ++waited_;
    const Burst head = requests_.empty() ? Burst{} : requests_.front();
    if (issue) requests_.pop_front();
    if (request.ar_valid && ready)
        requests_.push_back({request.ar_address, request.ar_length, request.ar_id});
    response_.ar_ready = requests_.size() < config_.queue_depth && !paused();
    step_write(request);  // first: a read beat of this edge sees the write beat of this cycle
    step_read(issue, head);
}

/// With a stall seed: whether a channel does not move in the next cycle; half of all do not.
bool AxiMemory::paused() {
    if (config_.stall_seed == 0) return false;
    random_ ^= random_ << 13;  // xorshift
    random_ ^= random_ >> 7;
    random_ ^= random_ << 17;
    return (random_ >> 32 & 1) != 0;
}

void AxiMemory::step_read(bool issue, const Burst& head) {
    if (streaming_ && response_.r_valid && remaining_ == 1) streaming_ = false;
    if (response_.r_valid && remaining_ != 0) --remaining_;
    if (issue) {
        remaining_ = head.length;
        streaming_ = head.length != 0;
        if (head.address != 0) {  // a request for address 0 is lost
            read_address_ = head.address;
            read_beats_ = head.length + 1;
            read_id_ = head.id;
        }
    }
    response_.r_valid = read_beats_ > 0 && !paused();
    response_.r_id = read_id_;
    if (!response_.r_valid) return;
    response_.r_last = remaining_ == 0;
    if (read_address_ + config_.bus_bytes <= dram_.size())
        std::memcpy(response_.r_data.data(), &dram_[read_address_], config_.bus_bytes);
    else
        response_.r_data.assign(config_.bus_bytes, 0);
    read_address_ += config_.bus_bytes;
    --read_beats_;
}

void AxiMemory::step_write(const Request& request) {
    switch (write_state_) {
        case WriteState::kIdle:
            write_ = {request.aw_address, request.aw_length, 0};
            if (request.aw_valid) write_state_ = WriteState::kAddress;
            break;
        case WriteState::kAddress:
            if (!request.aw_valid || !response_.aw_ready) break;
            write_state_ = WriteState::kData;
            write_address_ = write_.address;
            write_beats_ = write_.address == 0 ? 0 : write_.length + 1;
            break;
        case WriteState::kData:
            if (!request.w_valid || !response_.w_ready) break;
            write_beat(request);
            if (request.w_last) write_state_ = WriteState::kResponse;
            break;
        case WriteState::kResponse:
            if (request.b_ready && response_.b_valid) write_state_ = WriteState::kIdle;
            break;
    }
    response_.aw_ready = write_state_ == WriteState::kAddress && !paused();
    response_.w_ready = write_state_ == WriteState::kData && !paused();
    response_.b_valid = write_state_ == WriteState::kResponse && !paused();
}

void AxiMemory::write_beat(const Request& request) {
    if (write_beats_ == 0) return;
    for (std::uint32_t byte = 0; byte < config_.bus_bytes; ++byte)
        if ((request.w_strobe >> byte & 1) != 0 && write_address_ + byte < dram_.size())
            dram_[write_address_ + byte] = request.w_data[byte];
    write_address_ += config_.bus_bytes;
    --write_beats_;
}

}  // namespace vta::tests
