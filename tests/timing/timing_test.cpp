// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <vector>

#include "models/timing/fetch_timing.h"
#include "models/timing/loader.h"
#include "models/timing/memory_timing.h"
#include "models/timing/operations.h"
#include "models/timing/read_arbiter.h"
#include "models/timing/store_timing.h"

namespace vta {
namespace {

using isa::MemoryType;
using timing::Burst;
using timing::Cycle;
using timing::kNever;
using timing::LoaderKind;

const isa::HardwareConfig kConfig;  // 64-bit bus, bursts of 16 beats

isa::HardwareConfig with_bus(std::uint32_t bits, std::uint32_t length_bits) {
    isa::HardwareParameters parameters;
    parameters.memory_data_bits = bits;
    parameters.memory_burst_length_bits = length_bits;
    return isa::HardwareConfig(parameters);
}

isa::Instruction transfer(MemoryType type, std::uint16_t x, std::uint16_t y, std::uint16_t stride) {
    isa::Instruction instruction;
    instruction.opcode = type == MemoryType::kOut ? isa::Opcode::kStore : isa::Opcode::kLoad;
    instruction.memory_type = type;
    instruction.x_size = x;
    instruction.y_size = y;
    instruction.x_stride = stride;
    return instruction;
}

std::vector<std::uint32_t> beats_of(timing::RowBursts bursts) {
    std::vector<std::uint32_t> beats;
    while (bursts.more()) beats.push_back(bursts.next().beats);
    return beats;
}

/// The done cycle of a LOAD that starts at 0 and has the memory for itself.
Cycle load_alone(const isa::HardwareConfig& config,
                 const isa::Instruction& load,
                 std::uint64_t address) {
    const LoaderKind kind = timing::loader_kind(config, load.memory_type);
    timing::LoadProgress progress(kind, load, 0);
    timing::ReadArbiter arbiter(config.parameters().outstanding_reads);
    timing::MemoryTiming memory(config);
    timing::RowBursts bursts = timing::load_bursts(config, load, address);
    arbiter.request(2, progress.first_request());
    while (bursts.more()) {
        const Cycle grant = arbiter.next_grant();
        const std::uint32_t id = arbiter.grant(grant);
        const timing::BurstTimes times = memory.request(grant, bursts.next().beats);
        arbiter.settle(id, times.last_beat);
        arbiter.request(2, grant + 2);
        progress.run(times.first_beat, times.last_beat);
    }
    return progress.done();
}

TEST_CASE("each loop factor counts modulo 2^14 and 0 counts as 2^14") {
    isa::Instruction gemm;
    gemm.opcode = isa::Opcode::kGemm;
    gemm.uop_begin = 3;
    gemm.uop_end = 5;
    gemm.iter_out = 7;
    gemm.iter_in = 11;
    CHECK(timing::operation_count(gemm) == 2 * 7 * 11);
    gemm.iter_out = 0;
    CHECK(timing::operation_count(gemm) == std::int64_t{2} * 16384 * 11);
    gemm.iter_out = 1;
    gemm.iter_in = 1;
    gemm.uop_end = 2;  // below the begin
    CHECK(timing::operation_count(gemm) == 16383);
    gemm.uop_end = 3;
    CHECK(timing::operation_count(gemm) == 16384);
}

TEST_CASE("an ALU operation on two tensors issues every second cycle") {
    isa::Instruction alu;
    alu.opcode = isa::Opcode::kAlu;
    alu.uop_end = 10;
    alu.iter_out = alu.iter_in = 1;
    CHECK(timing::issue_cycles(alu) == 20);
    alu.use_imm = true;
    CHECK(timing::issue_cycles(alu) == 10);
}

TEST_CASE("loads alone take the measured cycles") {
    // Microarchitecture reference 7.7, measured on the original.
    const auto done = [](MemoryType type, std::uint16_t x, std::uint16_t y) {
        return load_alone(kConfig, transfer(type, x, y, x), 0x10000);
    };
    CHECK(done(MemoryType::kUop, 1, 1) == 22);
    CHECK(done(MemoryType::kUop, 2, 1) == 22);
    CHECK(done(MemoryType::kUop, 16, 1) == 29);
    CHECK(done(MemoryType::kUop, 64, 1) == 53);
    CHECK(done(MemoryType::kInp, 1, 1) == 24);
    CHECK(done(MemoryType::kInp, 16, 1) == 54);
    CHECK(done(MemoryType::kInp, 16, 16) == 534);
    CHECK(done(MemoryType::kWgt, 1, 1) == 54);
    CHECK(done(MemoryType::kWgt, 2, 1) == 86);
    CHECK(done(MemoryType::kWgt, 16, 16) == 8214);
    CHECK(done(MemoryType::kAcc, 1, 1) == 30);
    CHECK(done(MemoryType::kAcc, 16, 1) == 150);
    CHECK(done(MemoryType::kAcc, 64, 1) == 534);
}

TEST_CASE("padded loads alone take the measured cycles") {
    isa::Instruction load = transfer(MemoryType::kInp, 4, 3, 16);
    load.y_pad_0 = 1;
    CHECK(load_alone(kConfig, load, 0x8000) == 47);
    load.y_pad_0 = 15;
    CHECK(load_alone(kConfig, load, 0x8000) == 86);
    load.y_pad_1 = load.x_pad_0 = load.x_pad_1 = 15;
    CHECK(load_alone(kConfig, load, 0x8000) == 1136);
}

TEST_CASE("single-beat bursts drain the request queue: 9 beats every 27 cycles") {
    // Reference 7.7b: done = 22 + 27 * floor((rows - 1) / 9) + (rows - 1) mod 9.
    for (std::uint16_t rows = 1; rows <= 120; ++rows) {
        CAPTURE(rows);
        CHECK(load_alone(kConfig, transfer(MemoryType::kUop, 1, rows, 64), 0x2000) ==
              22 + 27 * ((rows - 1) / 9) + (rows - 1) % 9);
    }
}

TEST_CASE("rows are cut at the windows of the longest burst") {
    const isa::Instruction load = transfer(MemoryType::kInp, 16, 1, 16);
    CHECK(beats_of(timing::load_bursts(kConfig, load, 0x10010)) ==
          std::vector<std::uint32_t>{14, 16, 2});
    CHECK(beats_of(timing::load_bursts(kConfig, load, 0x10000)) ==
          std::vector<std::uint32_t>{16, 16});
}

TEST_CASE("a wide loader reads every beat that holds a byte of the row") {
    const isa::HardwareConfig wide = with_bus(256, 4);
    const isa::Instruction load = transfer(MemoryType::kInp, 3, 2, 4);  // 48 bytes, beats of 32
    CHECK(beats_of(timing::load_bursts(wide, load, 0x10000)) == std::vector<std::uint32_t>{2, 2});
    CHECK(beats_of(timing::load_bursts(wide, load, 0x10010)) == std::vector<std::uint32_t>{2, 2});
    CHECK(timing::loader_kind(wide, MemoryType::kInp) == LoaderKind::kWide);
    CHECK(timing::loader_kind(wide, MemoryType::kAcc) == LoaderKind::kNarrow);
    CHECK(timing::loader_kind(kConfig, MemoryType::kUop) == LoaderKind::kWide);
}

Cycle store_cycles(const isa::HardwareConfig& config,
                   const isa::Instruction& store,
                   std::uint64_t address) {
    const timing::StoreTiming timing(config);
    timing::RowBursts bursts = timing.bursts(store, address);
    Cycle cycle = timing::StoreTiming::kStartToCommand;
    while (bursts.more()) {
        const Cycle handshake = cycle + timing::StoreTiming::kCommandToAddress + 1;
        const Cycle response = handshake + timing.data_cycles(bursts.next().beats) +
                               timing::StoreTiming::kLastBeatToResponse;
        if (!bursts.more()) return response;
        cycle = response + timing::StoreTiming::kResponseToCommand;
    }
    return cycle;
}

TEST_CASE("stores take the measured cycles") {
    // Reference 9.2, aligned.
    const auto done = [](std::uint16_t x, std::uint16_t y) {
        return store_cycles(kConfig, transfer(MemoryType::kOut, x, y, x), 0x10000);
    };
    CHECK(done(1, 1) == 6);
    CHECK(done(2, 1) == 9);
    CHECK(done(4, 1) == 15);
    CHECK(done(8, 1) == 27);
    CHECK(done(16, 1) == 54);
    CHECK(done(64, 1) == 216);
    CHECK(done(1, 4) == 24);
    CHECK(store_cycles(kConfig, transfer(MemoryType::kOut, 16, 16, 16), 0x10000) == 864);
    // 9.3: B + 4 a burst.
    CHECK(store_cycles(with_bus(128, 8), transfer(MemoryType::kOut, 16, 2, 16), 0x10000) ==
          2 * (16 + 4));
}

TEST_CASE("beats of a write burst by the cycle") {
    const timing::StoreTiming narrow(kConfig);
    const std::uint32_t moved[] = {0, 1, 2, 2, 3, 4, 4, 4};  // beat, beat, bubble, beat, beat
    for (Cycle cycles = 0; cycles < 8; ++cycles)
        CHECK(narrow.beats_within(cycles, 4) == moved[cycles]);
    CHECK(timing::StoreTiming(with_bus(128, 8)).beats_within(3, 16) == 3);
}

TEST_CASE("the memory charges its latency once a busy period") {
    timing::MemoryTiming memory(kConfig);
    CHECK(memory.request(100, 4).first_beat == 118);
    const timing::BurstTimes second = memory.request(102, 4);  // queued behind the first
    CHECK(second.first_beat == 122);
    CHECK(memory.request(200, 1).first_beat == 218);
}

TEST_CASE("per-request latency and slow beats") {
    isa::HardwareParameters parameters;
    parameters.memory_latency_per = isa::MemoryLatencyPer::kRequest;
    parameters.memory_cycles_per_beat = 2;
    const isa::HardwareConfig config(parameters);
    timing::MemoryTiming memory(config);
    const timing::BurstTimes first = memory.request(100, 4);
    CHECK(first.first_beat == 118);
    CHECK(first.last_beat == 124);
    CHECK(memory.request(102, 1).first_beat == 125);  // its latency ended at 120, the bus was busy
    CHECK(memory.request(110, 1).first_beat == 128);
}

TEST_CASE("a full request queue takes the next request a cycle after an issue") {
    isa::HardwareParameters parameters;
    parameters.memory_request_queue_depth = 2;
    const isa::HardwareConfig config(parameters);
    timing::MemoryTiming memory(config);
    const Cycle first_issue = memory.request(10, 16).issue;
    CHECK(memory.ready_from() < 12);
    memory.request(12, 16);
    CHECK(memory.ready_from() == first_issue + 1);
}

TEST_CASE("the arbiter grants the lowest client, one a cycle") {
    timing::ReadArbiter arbiter(16);
    CHECK(arbiter.next_grant() == kNever);
    arbiter.request(3, 5);
    arbiter.request(1, 5);
    CHECK(arbiter.next_grant() == 5);
    CHECK(arbiter.winner(5) == 1);
    CHECK(arbiter.grant(5) == 0);
    arbiter.request(1, kNever);
    CHECK(arbiter.next_grant() == 6);
    CHECK(arbiter.winner(6) == 3);
    CHECK(arbiter.grant(6) == 1);
}

TEST_CASE("the arbiter grants nothing in the cycle of a last beat or without an id") {
    timing::ReadArbiter arbiter(2);
    arbiter.request(0, 1);
    arbiter.settle(arbiter.grant(1), 20);
    arbiter.request(0, 20);
    CHECK(arbiter.next_grant() == 21);  // a last beat in cycle 20
    arbiter.settle(arbiter.grant(3), 30);
    arbiter.request(0, 5);
    CHECK(arbiter.next_grant() == 21);  // id 0 is free again from 21 on
    CHECK(arbiter.grant(21) == 0);
    CHECK(arbiter.next_grant() == 31);
}

TEST_CASE("the fetch variants read chunks of half a burst or a burst of instructions") {
    const timing::FetchTiming narrow(kConfig);
    CHECK(narrow.chunk_instructions == 8);
    CHECK(beats_of(narrow.bursts(timing::BusShape(kConfig), 0x1ff0, 8)) ==
          std::vector<std::uint32_t>{16});
    const isa::HardwareConfig config = with_bus(128, 4);
    const timing::FetchTiming wide(config);
    CHECK(wide.chunk_instructions == 16);
    CHECK(beats_of(wide.bursts(timing::BusShape(config), 0x1ff8, 16)) ==
          std::vector<std::uint32_t>{1, 16});
}

}  // namespace
}  // namespace vta
