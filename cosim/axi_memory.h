// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <random>
#include <string>

#include "cosim/memory_behaviour.h"
#include "cosim/rtl_abi.h"
#include "isa/hardware_config.h"
#include "models/functional/dram.h"

namespace vta::cosim {

/// The memory on the AXI4 pins of a design, stepped cycle by cycle. It is written from section 4.2
/// of the micro-architecture reference and shares nothing with the timing of the models' memory.
/// Reads and writes do not disturb each other; a read of address 0 is never answered.
class AxiMemory {
  public:
    /// `dram` holds the bytes and must outlive the memory.
    AxiMemory(const isa::HardwareConfig& config,
              functional::Dram& dram,
              MemoryBehaviour behaviour,
              std::uint64_t seed);

    /// Nothing in flight; random behaviour starts again from the seed.
    void reset();

    /// Drives this cycle's signals, which do not depend on the design's of the same cycle.
    void drive(VtaRtlInputs& pins) const;
    /// The clock edge that ends the cycle.
    void step(const VtaRtlInputs& in, const VtaRtlOutputs& out);

    /// Nothing will happen without the design.
    bool idle() const;
    /// What the first access outside of DRAM was; empty if there was none.
    const std::string& fault() const { return fault_; }

  private:
    struct Burst {
        std::uint64_t address = 0;
        std::uint32_t beats = 0;
        std::uint32_t id = 0;
        std::uint32_t waited = 0;  ///< cycles in the queue, up to the latency
        std::uint32_t extra = 0;   ///< random cycles to wait beyond the latency
        bool inside = true;        ///< of DRAM
    };
    enum class WriteState : std::uint8_t { kIdle, kAddress, kData, kResponse };

    void step_requests(const VtaRtlInputs& in, const VtaRtlOutputs& out, bool issue);
    bool may_issue(bool last_beat_taken);
    void start(const Burst& burst);
    void present_beat();
    void step_write(const VtaRtlInputs& in, const VtaRtlOutputs& out);
    void store_beat(const VtaRtlOutputs& out);
    void drive_stalls();
    bool check(std::uint64_t address, std::uint32_t beats, const char* what);
    std::uint32_t burst_delay();
    std::uint32_t draw(std::uint32_t limit) {
        return static_cast<std::uint32_t>(random_() % (limit + 1));
    }

    const isa::HardwareConfig& config_;
    functional::Dram& dram_;
    const MemoryBehaviour behaviour_;
    const std::uint64_t seed_;
    const std::uint32_t bus_bytes_;
    const std::uint32_t hold_;  ///< what the latency counter holds at
    std::mt19937_64 random_;
    std::string fault_;

    // Reads.
    std::deque<Burst> requests_;
    std::uint32_t busy_ = 0;  ///< cycles since the queue was last empty, up to hold_
    Burst current_;           ///< beats: those not yet taken
    bool lost_ = false;       ///< a read of address 0 keeps the memory busy for ever
    std::uint32_t gap_ = 0;   ///< cycles before the next beat may show
    bool ar_ready_ = true;
    bool r_valid_ = false;
    std::uint8_t r_data_[VTA_RTL_MAX_BUS_BYTES] = {};

    // Writes.
    WriteState write_state_ = WriteState::kIdle;
    Burst write_;
    std::uint32_t write_delay_ = 0;  ///< cycles before ready or response
    bool aw_ready_ = false;
    bool w_ready_ = false;
    bool b_valid_ = false;
};

}  // namespace vta::cosim
