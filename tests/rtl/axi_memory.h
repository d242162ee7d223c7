// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

namespace vta::tests {

/// The memory behind the AXI4 port of the RTL, stepped cycle by cycle: requests queue up, the first
/// one of a busy period waits for the first-beat latency, then one beat a cycle in order. Written
/// from section 4 of the micro-architecture reference.
class AxiMemory {
  public:
    struct Config {
        std::uint32_t bus_bytes = 8;
        std::uint32_t first_beat_latency = 18;  ///< cycles from AR handshake to first beat
        std::uint32_t queue_depth = 256;        ///< read requests
        std::uint64_t stall_seed = 0;           ///< not 0: every channel pauses in random cycles
    };
    /// What the master drives in a cycle.
    struct Request {
        bool ar_valid = false;
        std::uint64_t ar_address = 0;
        std::uint32_t ar_length = 0;  ///< beats - 1
        std::uint32_t ar_id = 0;
        bool aw_valid = false;
        std::uint64_t aw_address = 0;
        std::uint32_t aw_length = 0;
        bool w_valid = false;
        bool w_last = false;
        const std::uint8_t* w_data = nullptr;
        std::uint64_t w_strobe = 0;
        bool b_ready = false;
    };
    /// What the memory drives in a cycle; does not depend on the master's signals of that cycle.
    struct Response {
        bool ar_ready = true;
        bool r_valid = false;
        bool r_last = false;
        std::uint32_t r_id = 0;
        std::vector<std::uint8_t> r_data;
        bool aw_ready = false;
        bool w_ready = false;
        bool b_valid = false;
    };

    AxiMemory(const Config& config, std::size_t bytes);

    const Response& response() const { return response_; }
    /// The clock edge that ends a cycle in which the master drove `request`.
    void step(const Request& request);
    std::vector<std::uint8_t>& dram() { return dram_; }

  private:
    struct Burst {
        std::uint64_t address = 0;
        std::uint32_t length = 0;
        std::uint32_t id = 0;
    };
    enum class WriteState { kIdle, kAddress, kData, kResponse };

    void step_read(bool issue, const Burst& head);
    void step_write(const Request& request);
    void write_beat(const Request& request);
    bool paused();

    const Config config_;
    std::vector<std::uint8_t> dram_;
    Response response_;
    std::deque<Burst> requests_;
    std::uint32_t waited_ = 0;     ///< cycles of this busy period, up to the latency
    bool streaming_ = false;       ///< the read burst has beats after the next one on the bus
    std::uint32_t remaining_ = 0;  ///< read beats after the one on the bus
    std::uint64_t read_address_ = 0;
    std::uint32_t read_beats_ = 0;  ///< read beats not yet on the bus
    std::uint32_t read_id_ = 0;
    WriteState write_state_ = WriteState::kIdle;
    Burst write_;
    std::uint64_t write_address_ = 0;
    std::uint32_t write_beats_ = 0;
    std::uint64_t random_;
};

}  // namespace vta::tests
