// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "isa/hardware_config_json.h"
#include "sim/counters.h"
#include "sim/counters_observer.h"
#include "sim/counters_queues.h"
#include "sim/session.h"
#include "tests/sim/command.h"
#include "tests/sim/counters_golden.h"

namespace vta {
namespace {

using sim::CounterObserver;
using sim::LaunchCounters;

// Counted by hand from the timeline of the micro-architecture reference, 12.2; every counter that
// is not here is 0.
const std::map<std::string, std::uint64_t> kWorkedExample = {
    {"run.launches", 1},
    {"run.cycles", 193},
    // Launch 0, request 2, beats 20-35, dispatches 37-44.
    {"fetch.cycles.issue", 2},
    {"fetch.cycles.arbitration", 1},
    {"fetch.cycles.memory_latency", 17},
    {"fetch.cycles.transfer", 16},
    {"fetch.cycles.drain", 1},
    {"fetch.cycles.dispatch", 8},
    {"fetch.cycles.idle_after", 148},
    // LOAD inp 40-65: request 42, beats 59-62 behind the micro-op's at 58. LOAD wgt 66-163: request
    // 68, beats 97-160 behind the accumulators' until 96.
    {"load.cycles.idle_before", 40},
    {"load.cycles.load_inp_issue", 2},
    {"load.cycles.load_inp_arbitration", 1},
    {"load.cycles.load_inp_memory_bandwidth", 16},
    {"load.cycles.load_inp_transfer", 4},
    {"load.cycles.load_inp_drain", 3},
    {"load.cycles.load_wgt_issue", 2},
    {"load.cycles.load_wgt_arbitration", 1},
    {"load.cycles.load_wgt_memory_bandwidth", 28},
    {"load.cycles.load_wgt_transfer", 64},
    {"load.cycles.load_wgt_drain", 3},
    {"load.cycles.idle_after", 29},
    // LOAD uop 38-60: request 40, beat 58. LOAD acc 61-99: request 63, beats 81-96. GEMM 164-172
    // and ALU 173-181 with two operations each. FINISH 192.
    {"compute.cycles.idle_before", 38},
    {"compute.cycles.load_uop_issue", 2},
    {"compute.cycles.load_uop_arbitration", 1},
    {"compute.cycles.load_uop_memory_latency", 17},
    {"compute.cycles.load_uop_transfer", 1},
    {"compute.cycles.load_uop_drain", 2},
    {"compute.cycles.load_acc_issue", 2},
    {"compute.cycles.load_acc_arbitration", 1},
    {"compute.cycles.load_acc_memory_latency", 17},
    {"compute.cycles.load_acc_transfer", 16},
    {"compute.cycles.load_acc_drain", 3},
    {"compute.cycles.wait_load_to_compute", 64},
    {"compute.cycles.gemm_issue", 2},
    {"compute.cycles.gemm", 2},
    {"compute.cycles.gemm_drain", 5},
    {"compute.cycles.alu_issue", 2},
    {"compute.cycles.alu", 2},
    {"compute.cycles.alu_drain", 5},
    {"compute.cycles.wait_store_to_compute", 10},
    {"compute.cycles.finish", 1},
    // STORE 182-191, dispatched in 43: command 183, beats 186, 187, 189, 190, response 191.
    {"store.cycles.idle_before", 44},
    {"store.cycles.wait_compute_to_store", 138},
    {"store.cycles.issue", 1},
    {"store.cycles.command", 3},
    {"store.cycles.transfer", 4},
    {"store.cycles.bubble", 1},
    {"store.cycles.response", 1},
    {"store.cycles.idle_after", 1},
    // Requests in 2, 40, 42, 63, 68, 70, 72, 74, none of which had to wait.
    {"vme_read.cycles.grant", 8},
    {"vme_read.cycles.no_request", 185},
    {"vme_write.cycles.no_request", 183 + 1},
    {"vme_write.cycles.command", 3},
    {"vme_write.cycles.transfer", 4},
    {"vme_write.cycles.bubble", 1},
    {"vme_write.cycles.response", 1},
    // Requests outstanding without a beat: 2-19, 40-57, 63-80.
    {"memory.cycles.memory_latency", 3 * 18},
    {"memory.cycles.transfer", 16 + 1 + 4 + 16 + 64},
    {"memory.cycles.no_request", 2 + 4 + 32},
    {"instructions.started", 8},
    {"instructions.load_uop", 1},
    {"instructions.load_inp", 1},
    {"instructions.load_wgt", 1},
    {"instructions.load_acc", 1},
    {"instructions.store", 1},
    {"instructions.gemm", 1},
    {"instructions.alu", 1},
    {"instructions.alu_add", 1},
    {"instructions.alu_immediate", 1},
    {"instructions.finish", 1},
    {"work.gemm_operations", 2},
    {"work.alu_operations", 2},
    {"work.uops_executed", 4},
    {"work.uops_loaded", 2},
    {"work.macs", 2 * 16 * 16},
    {"work.alu_lanes", 2 * 16},
    {"traffic.read_bursts", 8},
    {"traffic.read_beats", 101},
    {"traffic.read_bytes", 808},
    {"traffic.read_fetch_bursts", 1},
    {"traffic.read_fetch_beats", 16},
    {"traffic.read_fetch_bytes", 128},
    {"traffic.read_uop_bursts", 1},
    {"traffic.read_uop_beats", 1},
    {"traffic.read_uop_bytes", 8},
    {"traffic.read_inp_bursts", 1},
    {"traffic.read_inp_beats", 4},
    {"traffic.read_inp_bytes", 32},
    {"traffic.read_wgt_bursts", 4},
    {"traffic.read_wgt_beats", 64},
    {"traffic.read_wgt_bytes", 512},
    {"traffic.read_acc_bursts", 1},
    {"traffic.read_acc_beats", 16},
    {"traffic.read_acc_bytes", 128},
    {"traffic.write_bursts", 1},
    {"traffic.write_beats", 4},
    {"traffic.write_bytes", 32},
    // Dispatches in 39 and 40, done in 65 and 163.
    {"command_queue.load.pushed", 2},
    {"command_queue.load.popped", 2},
    {"command_queue.load.occupancy_sum", 26 + 123},
    {"command_queue.load.occupancy_max", 2},
    // Dispatches in 37, 38, 41, 42, 44, done in 60, 99, 172, 181; FINISH is there until 192.
    {"command_queue.compute.pushed", 5},
    {"command_queue.compute.popped", 5},
    {"command_queue.compute.occupancy_sum", 23 + 61 + 131 + 139 + 148},
    {"command_queue.compute.occupancy_max", 5},
    {"command_queue.store.pushed", 1},
    {"command_queue.store.popped", 1},
    {"command_queue.store.occupancy_sum", 191 - 43},
    {"command_queue.store.occupancy_max", 1},
    // Each token is taken in the cycle in which it shows.
    {"token_queue.load_to_compute.pushed", 1},
    {"token_queue.load_to_compute.popped", 1},
    {"token_queue.load_to_compute.occupancy_sum", 1},
    {"token_queue.load_to_compute.occupancy_max", 1},
    {"token_queue.compute_to_store.pushed", 1},
    {"token_queue.compute_to_store.popped", 1},
    {"token_queue.compute_to_store.occupancy_sum", 1},
    {"token_queue.compute_to_store.occupancy_max", 1},
    {"token_queue.store_to_compute.pushed", 1},
    {"token_queue.store_to_compute.popped", 1},
    {"token_queue.store_to_compute.occupancy_sum", 1},
    {"token_queue.store_to_compute.occupancy_max", 1},
};

TEST_CASE("the counters of the worked example are those of its timeline") {
    bool found = false;
    tests::for_each_golden_program([&](const tests::GoldenProgram& golden) {
        if (golden.name != "ex12" || golden.config.name() != "de10nano") return;
        found = true;
        CounterObserver observer(golden.config, {});
        tests::run_observed(golden, observer, false);
        std::set<std::string> known;
        for (const sim::CounterInfo& info : sim::counter_table()) {
            CAPTURE(info.path());
            known.insert(info.path());
            const auto entry = kWorkedExample.find(info.path());
            const std::uint64_t expected = entry == kWorkedExample.end() ? 0 : entry->second;
            CHECK(info.value(observer.total(), golden.config) == expected);
        }
        for (const auto& entry : kWorkedExample) CHECK(known.count(entry.first) == 1);
    });
    REQUIRE(found);
}

/// The cycles of all instructions and of none, which must be those of the units.
void check_instruction_rows(const CounterObserver& observer) {
    std::array<sim::CauseCycles, sim::kInstructionKindCount> sums{};
    for (std::size_t i = 0; i < observer.instructions().size(); ++i)
        for (std::size_t cause = 0; cause < sim::kCauseCount; ++cause)
            sums[static_cast<std::size_t>(observer.instructions()[i].kind)][cause] +=
                observer.causes(i)[cause];
    for (std::size_t kind = 0; kind < sums.size(); ++kind)
        CHECK(sums[kind] == observer.last().causes[kind]);
}

void check_window_causes(const CounterObserver& observer) {
    const LaunchCounters& total = observer.total();
    for (std::size_t unit = 0; unit < cycle::kUnitCount; ++unit) {
        sim::CauseCycles sums{};
        std::uint64_t at = 0;
        for (const auto& window : observer.windows().windows()) {
            std::uint64_t in_window = 0;
            for (std::size_t cause = 0; cause < sim::kCauseCount; ++cause) {
                sums[cause] += static_cast<std::uint64_t>(window.causes[unit][cause]);
                in_window += static_cast<std::uint64_t>(window.causes[unit][cause]);
            }
            const auto length = static_cast<std::uint64_t>(observer.windows().window_cycles());
            const std::uint64_t expected =
                at < total.cycles ? std::min(length, total.cycles - at) : 0;
            if (in_window != expected) CHECK(in_window == expected);
            at += length;
        }
        CHECK(sums == total.unit_causes(static_cast<cycle::Unit>(unit)));
    }
}

void check_window_traffic(const CounterObserver& observer) {
    const LaunchCounters& total = observer.total();
    std::array<std::uint64_t, cycle::kClientCount> reads{};
    std::uint64_t writes = 0;
    for (const auto& window : observer.windows().windows()) {
        for (std::size_t client = 0; client < reads.size(); ++client)
            reads[client] += static_cast<std::uint64_t>(window.read_beats[client]);
        writes += static_cast<std::uint64_t>(window.write_beats);
    }
    for (std::size_t client = 0; client < reads.size(); ++client)
        CHECK(reads[client] == total.reads[client].beats);
    CHECK(writes == total.writes.beats);
}

TEST_CASE("counters of every recorded program add up: runs, instructions, windows") {
    // end() itself checks that the causes of each unit add up to the cycles of the run, and the
    // traffic and operations against the hardware's counters.
    const bool four_phase = GENERATE(false, true);
    std::size_t programs = 0;
    tests::for_each_golden_program([&](const tests::GoldenProgram& golden) {
        CAPTURE(golden.where, golden.name, four_phase);
        CounterObserver whole(golden.config, {});
        tests::run_observed(golden, whole, four_phase);
        CounterObserver::Options options;
        options.per_instruction = true;
        options.window_cycles = 100;
        CounterObserver fine(golden.config, options);
        tests::run_observed(golden, fine, four_phase);
        CHECK(whole.total().cycles == golden.cycles);
        // Windows take reads burst by burst, without them they come as streams.
        CHECK(fine.total().causes == whole.total().causes);
        CHECK(fine.total().reads == whole.total().reads);
        CHECK(fine.total().writes == whole.total().writes);
        check_instruction_rows(fine);
        check_window_causes(fine);
        check_window_traffic(fine);
        ++programs;
    });
    CHECK(programs > 100);
}

TEST_CASE("windows become longer where there would be too many") {
    sim::CounterWindows windows(1);
    const cycle::Cycle length = 5 * static_cast<cycle::Cycle>(sim::CounterWindows::kMaxWindows);
    windows.add(cycle::Unit::kLoad, cycle::Cause::kTransfer, 0, length, 1);
    windows.add(cycle::Unit::kLoad, cycle::Cause::kTransfer, length - 3, length, -1);
    CHECK(windows.asked_cycles() == 1);
    CHECK(windows.window_cycles() == 8);
    CHECK(windows.windows().size() <= sim::CounterWindows::kMaxWindows);
    std::int64_t sum = 0;
    for (const auto& window : windows.windows())
        sum += window.causes[0][static_cast<std::size_t>(cycle::Cause::kTransfer)];
    CHECK(sum == length - 3);
}

TEST_CASE("occupancy follows pushes and pops, up to FINISH") {
    std::uint64_t entries = 1;  // there before, so cycles 0-6
    const sim::Occupancy queue = sim::queue_occupancy({2, 3, 30}, {6, 10, 12}, 20, 255, entries);
    CHECK(queue.pushed == 2);
    CHECK(queue.popped == 3);
    CHECK(queue.sum == 7 + (10 - 2) + (12 - 3));
    CHECK(queue.max == 3);
    CHECK(queue.left == 0);
    CHECK(entries == 1);  // the push in 30 is for the next launch
}

TEST_CASE("a full token counter loses a token unless one is taken in the same cycle") {
    std::uint64_t entries = 2;
    const sim::Occupancy queue = sim::queue_occupancy({1, 5}, {5}, 10, 2, entries);
    CHECK(queue.max == 2);
    CHECK(entries == 2);
    CHECK(queue.sum == 20);
}

TEST_CASE("there are at least 60 counters, each with a name of its own and one sentence") {
    std::set<std::string> paths;
    for (const sim::CounterInfo& info : sim::counter_table()) {
        CAPTURE(info.path());
        CHECK(paths.insert(info.path()).second);
        REQUIRE(!info.text.empty());
        CHECK(info.text.back() == '.');
        CHECK(info.text.find(". ") == std::string::npos);
    }
    CHECK(paths.size() >= 60);
    const auto listed = tests::vta_command({"counters"});
    CHECK(listed.code == 0);
    for (const std::string& path : paths) CHECK(listed.out.find(path + " ") != std::string::npos);
}

TEST_CASE("docs/counters.md is what the command prints") {
    const auto printed = tests::vta_command({"counters", "--markdown"});
    CHECK(printed.code == 0);
    CHECK(tests::read_text(std::string(VTA_SOURCE_DIR) + "/docs/counters.md") == printed.out);
}

TEST_CASE("counters become statistics with their values") {
    LaunchCounters counters;
    counters.cycles = 12;
    const sim::CounterStatistics statistics(counters, isa::HardwareConfig());
    const std::string text = statistics.registry().to_text();
    CHECK(text.find("run.cycles") != std::string::npos);
    CHECK(statistics.registry().to_json().find("\"value\": 12") != std::string::npos);
}

}  // namespace
}  // namespace vta
