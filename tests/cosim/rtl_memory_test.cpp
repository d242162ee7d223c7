// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "cosim/axi_memory.h"
#include "models/timing/memory_timing.h"
#include "tests/cycle/golden_slice.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

using cosim::AxiMemory;
using cosim::MemoryBehaviour;

/// A read burst and the cycles of its handshake, first and last beat.
struct Read {
    std::uint32_t beats = 0;
    std::int64_t handshake = -1, first = -1, last = -1;
};

/// A master that reads at random: what each of its bursts saw.
std::vector<Read> read_at_random(AxiMemory& memory, std::size_t bursts, std::mt19937_64& random) {
    std::vector<Read> reads;
    std::size_t answered = 0;
    VtaRtlInputs in{};
    VtaRtlOutputs out{};
    out.mem_r_ready = 1;
    for (std::int64_t cycle = 0; answered < bursts; ++cycle) {
        REQUIRE(cycle < 1'000'000);
        memory.drive(in);
        if (out.mem_ar_valid == 0 && reads.size() < bursts && random() % 8 == 0) {
            out.mem_ar_valid = 1;
            out.mem_ar_len = static_cast<std::uint32_t>(random() % 16);
            out.mem_ar_addr = 8 * (1 + random() % 1000);
            out.mem_ar_id = static_cast<std::uint32_t>(reads.size() % 256);
        }
        const bool taken = out.mem_ar_valid != 0 && in.mem_ar_ready != 0;
        if (in.mem_r_valid != 0) {
            Read& read = reads.at(answered);
            REQUIRE(in.mem_r_id == answered % 256);
            if (read.first < 0) read.first = cycle;
            if (in.mem_r_last != 0) {
                read.last = cycle;
                ++answered;
            }
        }
        if (taken) reads.push_back({out.mem_ar_len + 1, cycle, -1, -1});
        memory.step(in, out);
        if (taken) out.mem_ar_valid = 0;
    }
    return reads;
}

TEST_CASE("The stepped memory and the closed form of the models agree in every beat") {
    const std::uint64_t seed = test_seed(1);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 60; ++round) {
        const isa::HardwareConfig config = with(isa::HardwareConfig(), [&](auto& p) {
            p.memory_first_beat_latency = static_cast<std::uint32_t>(2 + random() % 40);
            p.memory_cycles_per_beat = static_cast<std::uint32_t>(1 + random() % 3);
            p.memory_request_queue_depth = static_cast<std::uint32_t>(1 + random() % 6);
            p.memory_latency_per = random() % 2 == 0 ? isa::MemoryLatencyPer::kRequest
                                                     : isa::MemoryLatencyPer::kBusyPeriod;
        });
        CAPTURE(seed, round);
        functional::Dram dram(1u << 16);
        AxiMemory memory(config, dram, MemoryBehaviour::kFixed, 1);
        timing::MemoryTiming timing(config);
        for (const Read& read : read_at_random(memory, 60, random)) {
            CHECK(read.handshake >= timing.ready_from());
            const timing::BurstTimes times = timing.request(read.handshake, read.beats);
            CHECK(read.first == times.first_beat);
            CHECK(read.last == times.last_beat);
        }
        CHECK(memory.idle());
    }
}

TEST_CASE("A stalling memory keeps the rules of the bus") {
    const isa::HardwareConfig config;
    const std::uint64_t seed = test_seed(1);
    functional::Dram dram(1u << 16);
    AxiMemory memory(config, dram, MemoryBehaviour::kStall, seed);
    CAPTURE(seed);
    VtaRtlInputs in{};
    VtaRtlOutputs out{};
    std::mt19937_64 random(seed);
    std::uint32_t beats_left = 0;
    int bursts = 0;
    bool held = false, response_held = false;
    for (int cycle = 0; cycle < 20'000; ++cycle) {
        memory.drive(in);
        // What was offered and not taken stays.
        if (held) CHECK(in.mem_r_valid != 0);
        if (response_held) CHECK(in.mem_b_valid != 0);
        // Read: one burst after the other, ready now and then.
        out.mem_ar_valid = beats_left == 0 ? 1 : 0;
        out.mem_ar_addr = 64;
        out.mem_ar_len = 3;
        out.mem_r_ready = random() % 2;
        if (in.mem_r_valid != 0 && out.mem_r_ready != 0) {
            REQUIRE(beats_left > 0);
            --beats_left;
            CHECK((in.mem_r_last != 0) == (beats_left == 0));
            bursts += beats_left == 0 ? 1 : 0;
        } else if (out.mem_ar_valid != 0 && in.mem_ar_ready != 0) {
            beats_left = 4;
        }
        held = in.mem_r_valid != 0 && out.mem_r_ready == 0;
        // Write: single beats; a response only after the data.
        out.mem_aw_valid = 1;
        out.mem_aw_addr = 128;
        out.mem_aw_len = 0;
        out.mem_w_valid = out.mem_w_last = 1;
        out.mem_w_strb = 0xff;
        out.mem_b_ready = random() % 2;
        CHECK((in.mem_aw_ready != 0) + (in.mem_w_ready != 0) + (in.mem_b_valid != 0) <= 1);
        response_held = in.mem_b_valid != 0 && out.mem_b_ready == 0;
        memory.step(in, out);
    }
    CHECK(bursts > 200);
    CHECK(memory.fault().empty());
}

TEST_CASE("Writes reach the bytes their strobes name, one address cycle and one response later") {
    const isa::HardwareConfig config;
    functional::Dram dram(4096);
    AxiMemory memory(config, dram, MemoryBehaviour::kFixed, 1);
    VtaRtlInputs in{};
    VtaRtlOutputs out{};
    out.mem_aw_valid = 1;
    out.mem_aw_addr = 256;
    out.mem_aw_len = 1;
    std::string seen;  // a: address ready, w: data ready, b: response
    for (int cycle = 0; cycle < 6; ++cycle) {
        memory.drive(in);
        seen += in.mem_aw_ready != 0 ? 'a' : in.mem_w_ready != 0 ? 'w' : in.mem_b_valid ? 'b' : '-';
        out.mem_b_ready = 1;
        const bool data = in.mem_w_ready != 0;
        out.mem_w_valid = data ? 1 : 0;
        out.mem_w_last = data && cycle == 3 ? 1 : 0;
        out.mem_w_strb = cycle == 2 ? 0x0f : 0xf0;
        std::fill_n(out.mem_w_data, 8, static_cast<std::uint8_t>(cycle));
        memory.step(in, out);
        if (in.mem_aw_ready != 0) out.mem_aw_valid = 0;
    }
    CHECK(seen == "-awwb-");
    CHECK(std::vector<int>(dram.data() + 256, dram.data() + 272) ==
          std::vector<int>{2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3});
}

TEST_CASE("An access outside of DRAM is remembered with its address") {
    const isa::HardwareConfig config;
    functional::Dram dram(4096);
    AxiMemory memory(config, dram, MemoryBehaviour::kFixed, 1);
    VtaRtlInputs in{};
    VtaRtlOutputs out{};
    memory.drive(in);
    out.mem_ar_valid = 1;
    out.mem_ar_addr = 4088;
    out.mem_ar_len = 1;
    memory.step(in, out);
    CHECK_THAT(memory.fault(), Catch::Contains("0xff8") && Catch::Contains("read of 16 bytes"));
    memory.reset();
    CHECK(memory.fault().empty());
    CHECK(memory.idle());
}

}  // namespace
}  // namespace vta::tests
