// SPDX-License-Identifier: Apache-2.0
#include "tests/rtl/rtl_bench.h"

#include <cstring>

#include <verilated.h>
#include "VVTAShell.h"
#include "VVTAShell___024root.h"

#include "tests/rtl/rtl_coverage.h"

namespace vta::tests {
namespace {

constexpr std::uint32_t kResetCycles = 10;
constexpr std::uint32_t kFinishBit = 9;
constexpr std::uint32_t kLaunchBit = 10;

std::uint32_t events_of(const VVTAShell& top) {
    return top.rootp->VTAShell__DOT__u_core__DOT__u_probe__DOT__events;
}

}  // namespace

RtlBench::RtlBench(const AxiMemory::Config& memory,
                   std::uint32_t address_bits,
                   std::size_t dram_bytes,
                   std::uint32_t reset_seed)
    : context_(std::make_unique<VerilatedContext>()),
      memory_(memory, dram_bytes),
      base_words_(address_bits / 32) {
    if (reset_seed != 0) {
        context_->randReset(2);
        context_->randSeed(static_cast<int>(reset_seed));
    }
    top_ = std::make_unique<VVTAShell>(context_.get());
    top_->reset = 1;
    for (std::uint32_t i = 0; i < kResetCycles; ++i) tick();
    top_->reset = 0;
}

RtlBench::~RtlBench() {
    top_->final();
    keep_coverage(*top_);
}

/// Drives the memory's signals of this cycle and lets the outputs settle.
void RtlBench::settle() {
    const AxiMemory::Response& response = memory_.response();
    top_->clock = 0;
    top_->io_mem_ar_ready = response.ar_ready;
    top_->io_mem_r_valid = response.r_valid;
    if (response.r_valid) {
        top_->io_mem_r_bits_last = response.r_last;
        top_->io_mem_r_bits_id = response.r_id;
        std::memcpy(&top_->io_mem_r_bits_data, response.r_data.data(), response.r_data.size());
    }
    top_->io_mem_aw_ready = response.aw_ready;
    top_->io_mem_w_ready = response.w_ready;
    top_->io_mem_b_valid = response.b_valid;
    top_->eval();
}

/// One cycle: settle, look, clock edge.
void RtlBench::tick() {
    settle();
    request_.ar_valid = top_->io_mem_ar_valid;
    request_.aw_valid = top_->io_mem_aw_valid;
    request_.w_valid = top_->io_mem_w_valid;
    request_.b_ready = top_->io_mem_b_ready;
    if (request_.ar_valid) {
        request_.ar_address = top_->io_mem_ar_bits_addr & seen_;
        request_.ar_length = top_->io_mem_ar_bits_len;
        request_.ar_id = top_->io_mem_ar_bits_id;
    }
    if (request_.aw_valid) {
        request_.aw_address = top_->io_mem_aw_bits_addr & seen_;
        request_.aw_length = top_->io_mem_aw_bits_len;
    }
    if (request_.w_valid) {
        request_.w_last = top_->io_mem_w_bits_last;
        request_.w_data = reinterpret_cast<const std::uint8_t*>(&top_->io_mem_w_bits_data);
        request_.w_strobe = top_->io_mem_w_bits_strb;
    }
    if (run_ != nullptr) observe(*run_);
    if (top_->reset == 0) memory_.step(request_);  // outputs mean nothing before the reset
    top_->clock = 1;
    top_->eval();
    ++cycle_;
}

void RtlBench::observe(RtlRun& run) {
    const std::uint32_t events = events_of(*top_);
    if (!observing_) {
        if ((events >> kLaunchBit & 1) == 0) return;
        observing_ = true;
        launch_cycle_ = cycle_;
    }
    const AxiMemory::Response& response = memory_.response();
    const auto now = static_cast<std::int64_t>(cycle_ - launch_cycle_);
    if (request_.ar_valid && response.ar_ready)
        run.read_requests.push_back(
            {now, request_.ar_id, request_.ar_address, request_.ar_length + 1});
    run.read_beats += response.r_valid ? 1 : 0;
    run.write_bursts += request_.aw_valid && response.aw_ready ? 1 : 0;
    run.write_beats += request_.w_valid && response.w_ready ? 1 : 0;
    if ((events & 0x3ff) != 0) record(run, events, now);
}

void RtlBench::record(RtlRun& run, std::uint32_t events, std::int64_t now) {
    for (std::uint32_t index = 0; index < 3; ++index) {
        RtlRun::Module& module = run.timeline[index];
        // An instruction of the launch before may still be running: its done is not of this run.
        if ((events >> (6 + index) & 1) != 0 && module.done < module.started)
            module.times[module.done++].done = now;
        if ((events >> (3 + index) & 1) != 0 && module.started < module.times.size())
            module.times[module.started++].start = now;
        if ((events >> index & 1) != 0)
            module.times.push_back({now, RtlRun::kNever, RtlRun::kNever});
    }
    if ((events >> kFinishBit & 1) != 0) {
        run.finished = true;
        run.cycles = static_cast<std::uint64_t>(now);
    }
}

RtlRun RtlBench::run(const std::array<std::uint64_t, 6>& base,
                     std::uint32_t instructions,
                     std::uint64_t cycle_limit) {
    RtlRun run;
    write(8, instructions);
    for (std::uint32_t i = 0; i < 6; ++i)
        for (std::uint32_t word = 0; word < base_words_; ++word)
            write(12 + 4 * (base_words_ * i + word),
                  static_cast<std::uint32_t>((base[i] | high_) >> 32 * word));
    observing_ = false;
    run_ = &run;
    write(0, 1);
    for (std::uint64_t i = 0; i < cycle_limit && !run.finished; ++i) tick();
    run_ = nullptr;
    if (!run.finished) return run;
    while ((read(0) & 2) == 0) {
    }
    const std::uint64_t pulse = run.cycles;
    run.cycles = read(4);
    if (run.cycles != pulse) run.finished = false;
    const std::uint32_t end = 12 + 24 * base_words_;
    run.acc_writes = read(end);
    run.errors = read(end + 4);
    return run;
}

void RtlBench::idle(std::uint32_t cycles) {
    for (std::uint32_t i = 0; i < cycles; ++i) tick();
}

void RtlBench::write(std::uint32_t offset, std::uint32_t value) {
    top_->io_host_aw_valid = 1;
    top_->io_host_aw_bits_addr = static_cast<std::uint16_t>(offset);
    tick();
    top_->io_host_aw_valid = 0;
    top_->io_host_w_valid = 1;
    top_->io_host_w_bits_data = value;
    tick();
    top_->io_host_w_valid = 0;
    top_->io_host_b_ready = 1;
    tick();
    top_->io_host_b_ready = 0;
}

std::uint32_t RtlBench::read(std::uint32_t offset) {
    top_->io_host_ar_valid = 1;
    top_->io_host_ar_bits_addr = static_cast<std::uint16_t>(offset);
    tick();
    top_->io_host_ar_valid = 0;
    top_->io_host_r_ready = 1;
    settle();
    const std::uint32_t value = top_->io_host_r_bits_data;
    tick();
    top_->io_host_r_ready = 0;
    return value;
}

}  // namespace vta::tests
