// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "tests/rtl/axi_memory.h"

class VVTAShell;
class VerilatedContext;

namespace vta::tests {

/// What one launch did, as the golden vectors have it. Cycles count from the launch cycle.
struct RtlRun {
    static constexpr std::int64_t kNever = -1;
    struct Times {
        std::int64_t dispatch = kNever, start = kNever, done = kNever;
    };
    struct ReadRequest {
        std::int64_t cycle;
        std::uint32_t id;
        std::uint64_t address;
        std::uint32_t beats;
    };
    bool finished = false;     ///< within the cycle limit
    std::uint64_t cycles = 0;  ///< the register; the finish pulse is checked to agree
    std::uint64_t acc_writes = 0;
    std::uint32_t errors = 0;  ///< the error register
    std::uint64_t read_beats = 0, write_bursts = 0, write_beats = 0;
    std::vector<ReadRequest> read_requests;
    /// Instructions of one module, in order.
    struct Module {
        std::vector<Times> times;
        std::size_t started = 0, done = 0;  ///< how many of them
    };
    std::array<Module, 3> timeline;  ///< load, compute, store
};

/// The Verilated accelerator with its memory and a host that writes registers.
class RtlBench {
  public:
    /// `reset_seed`: registers without reset and memories start random; 0: all zero.
    RtlBench(const AxiMemory::Config& memory,
             std::uint32_t address_bits,
             std::size_t dram_bytes,
             std::uint32_t reset_seed = 0);
    ~RtlBench();

    std::vector<std::uint8_t>& dram() { return memory_.dram(); }
    /// From now on the memory sees addresses modulo `window`, a power of two, and base registers
    /// have the bits of `high`, multiple of it, set too.
    void place_high(std::uint64_t high, std::uint64_t window) {
        high_ = high;
        seen_ = window - 1;
    }
    /// Programs the registers, launches and runs to the finish pulse and a few cycles beyond.
    RtlRun run(const std::array<std::uint64_t, 6>& base,
               std::uint32_t instructions,
               std::uint64_t cycle_limit);
    /// Lets `cycles` pass with the host silent.
    void idle(std::uint32_t cycles);
    std::uint64_t cycle() const { return cycle_; }
    /// One register access over AXI4-Lite.
    void write(std::uint32_t offset, std::uint32_t value);
    std::uint32_t read(std::uint32_t offset);

  private:
    void tick();
    void settle();
    void observe(RtlRun& run);
    void record(RtlRun& run, std::uint32_t events, std::int64_t now);

    std::unique_ptr<VerilatedContext> context_;
    std::unique_ptr<VVTAShell> top_;
    AxiMemory memory_;
    AxiMemory::Request request_;
    const std::uint32_t base_words_;
    std::uint64_t high_ = 0;
    std::uint64_t seen_ = ~std::uint64_t{0};  ///< address bits that reach the memory
    std::uint64_t cycle_ = 0;
    std::uint64_t launch_cycle_ = 0;
    bool observing_ = false;
    RtlRun* run_ = nullptr;
};

}  // namespace vta::tests
