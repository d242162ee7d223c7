// SPDX-License-Identifier: Apache-2.0
#include "sim/counters_cycles.h"

#include <fmt/format.h>

#include <utility>

namespace vta::sim {

namespace {

using cycle::Cause;

struct CauseText {
    Cause cause;
    const char* name;
    const char* text;
};

class CycleCounters {
  public:
    explicit CycleCounters(std::vector<CounterInfo>& table) : table_(table) {}

    void unit(cycle::Unit unit) {
        unit_ = unit;
        group_ = fmt::format("{}.cycles", to_string(unit));
    }
    /// Cycles of the unit with this cause, whatever it works on.
    void add(Cause cause, const std::string& name, const std::string& text) {
        table_.push_back({group_,
                          name,
                          Unit::kCycles,
                          text,
                          [unit = unit_, cause](const LaunchCounters& c, const auto&) {
                              return c.unit_causes(unit)[static_cast<std::size_t>(cause)];
                          }});
    }
    /// Cycles with this cause spent on these kinds of instruction.
    void add(std::vector<Activity> kinds, Cause cause, std::string name, std::string text) {
        table_.push_back(
            {group_,
             std::move(name),
             Unit::kCycles,
             std::move(text),
             [kinds = std::move(kinds), cause](const LaunchCounters& c, const auto&) {
                 std::uint64_t sum = 0;
                 for (const Activity kind : kinds)
                     sum +=
                         c.causes[static_cast<std::size_t>(kind)][static_cast<std::size_t>(cause)];
                 return sum;
             }});
    }

  private:
    std::vector<CounterInfo>& table_;
    cycle::Unit unit_{};
    std::string group_;
};

void add_waits(CycleCounters& table) {
    table.add(Cause::kIdleBefore,
              "idle_before",
              "Cycles before its first instruction reached the module.");
    table.add(Cause::kIdleAfter, "idle_after", "Cycles after its last instruction.");
    table.add(Cause::kWaitInstruction,
              "wait_instruction",
              "Cycles with an empty command queue between two instructions.");
    table.add(Cause::kSync, "sync", "Cycles of instructions that only move tokens.");
}

void add_token_wait(CycleCounters& table, Cause cause, const char* queue) {
    table.add(cause,
              fmt::format("wait_{}", queue),
              fmt::format("Cycles in which the next instruction waited for a token of {}.", queue));
}

// A LOAD's life in the order in which it passes.
void add_load(CycleCounters& table, Activity kind, const char* what) {
    const CauseText kTexts[] = {
        {Cause::kIssue, "issue", "Cycles of LOADs of {} before the first read command."},
        {Cause::kArbitration,
         "arbitration",
         "Cycles in which LOADs of {} had a read command and the memory engine served others."},
        {Cause::kMemoryLatency,
         "memory_latency",
         "Cycles in which LOADs of {} waited for the first beat of a granted burst."},
        {Cause::kMemoryBandwidth,
         "memory_bandwidth",
         "Cycles in which LOADs of {} waited while the bus carried beats of others."},
        {Cause::kTransfer, "transfer", "Cycles in which a beat for LOADs of {} crossed the bus."},
        {Cause::kDrain, "drain", "Cycles in which LOADs of {} wrote their last beats."},
        {Cause::kPadding, "padding", "Cycles in which LOADs of {} only wrote padding zeros."}};
    for (const CauseText& text : kTexts)
        table.add({kind},
                  text.cause,
                  fmt::format("{}_{}", to_string(kind), text.name),
                  fmt::format(fmt::runtime(text.text), what));
}

void add_pipeline(CycleCounters& table,
                  const std::vector<Activity>& kinds,
                  Cause busy,
                  const char* name,
                  const char* what,
                  const char* busy_text) {
    table.add(kinds,
              Cause::kIssue,
              fmt::format("{}_issue", name),
              fmt::format("Cycles of {} instructions before their first operation.", what));
    table.add(kinds, busy, name, busy_text);
    table.add(
        kinds,
        Cause::kDrain,
        fmt::format("{}_drain", name),
        fmt::format("Cycles of {} instructions after their last operation was issued.", what));
}

void add_compute(CycleCounters& table) {
    table.unit(cycle::Unit::kCompute);
    add_waits(table);
    add_token_wait(table, Cause::kWaitTokenPrev, "load_to_compute");
    add_token_wait(table, Cause::kWaitTokenNext, "store_to_compute");
    table.add(Cause::kFinish, "finish", "Cycles of FINISH.");
    add_load(table, Activity::kLoadUop, "micro-ops");
    add_load(table, Activity::kLoadAcc, "accumulators");
    add_pipeline(table,
                 {Activity::kGemm},
                 Cause::kGemm,
                 "gemm",
                 "GEMM",
                 "Cycles in which a GEMM without reset issued an operation.");
    add_pipeline(table,
                 {Activity::kGemmReset},
                 Cause::kGemm,
                 "gemm_reset",
                 "resetting GEMM",
                 "Cycles in which a GEMM with reset issued an operation.");
    add_pipeline(table,
                 {Activity::kAlu},
                 Cause::kAlu,
                 "alu",
                 "ALU",
                 "Cycles in which an ALU instruction issued an operation, two for one of two "
                 "tensors.");
}

void add_write(CycleCounters& table) {
    table.add(Cause::kStoreCommand,
              "command",
              "Cycles of the address phase of a write burst, from the command on.");
    table.add(Cause::kTransfer, "transfer", "Cycles in which a beat was written.");
    table.add(Cause::kStoreBubble,
              "bubble",
              "Cycles between beats in which the storer read its scratchpad.");
    table.add(
        Cause::kStoreResponse, "response", "Cycles from the last beat of a burst to its response.");
}

void add_fetch(CycleCounters& table) {
    table.unit(cycle::Unit::kFetch);
    table.add(Cause::kIssue, "issue", "Cycles before the command of an instruction read.");
    table.add(Cause::kArbitration,
              "arbitration",
              "Cycles in which Fetch had a read command and the memory engine served others.");
    table.add(Cause::kMemoryLatency,
              "memory_latency",
              "Cycles in which Fetch waited for the first beat of a granted burst.");
    table.add(Cause::kMemoryBandwidth,
              "memory_bandwidth",
              "Cycles in which Fetch waited while the bus carried beats of others.");
    table.add(Cause::kTransfer, "transfer", "Cycles in which an instruction beat crossed the bus.");
    table.add(Cause::kDrain,
              "drain",
              "Cycles between the arrival of instructions and the dispatch of one.");
    table.add(Cause::kQueueFull,
              "queue_full",
              "Cycles in which an instruction waited for room in a command queue.");
    table.add(Cause::kDispatch, "dispatch", "Cycles in which Fetch handed out an instruction.");
    table.add(Cause::kIdleAfter, "idle_after", "Cycles after the last instruction was handed out.");
}

void add_memory_engine(CycleCounters& table) {
    table.unit(cycle::Unit::kVmeRead);
    table.add(Cause::kNoRequest, "no_request", "Cycles in which no client had a read command.");
    table.add(Cause::kNoTag,
              "no_tag",
              "Cycles in which a read command waited because all outstanding reads were in use.");
    table.add(Cause::kRequestStall,
              "request_stall",
              "Cycles in which the address of a read burst waited for the memory.");
    table.add(Cause::kLastBeatBlock,
              "last_beat_block",
              "Cycles in which a last beat on the bus held up the grant of a read command.");
    table.add(Cause::kGrant, "grant", "Cycles in which a read command was granted.");
    table.unit(cycle::Unit::kVmeWrite);
    table.add(Cause::kNoRequest, "no_request", "Cycles without a write burst.");
    add_write(table);
    table.unit(cycle::Unit::kMemory);
    table.add(Cause::kNoRequest, "no_request", "Cycles in which no read was outstanding.");
    table.add(Cause::kMemoryLatency,
              "memory_latency",
              "Cycles in which reads were outstanding and no beat was on the bus.");
    table.add(Cause::kTransfer,
              "transfer",
              "Cycles in which the data bus carried read beats, with the gaps of a slow memory.");
}

}  // namespace

void append_cycle_counters(std::vector<CounterInfo>& table) {
    CycleCounters counters(table);
    add_fetch(counters);
    counters.unit(cycle::Unit::kLoad);
    add_waits(counters);
    add_token_wait(counters, Cause::kWaitTokenNext, "compute_to_load");
    add_load(counters, Activity::kLoadInp, "inputs");
    add_load(counters, Activity::kLoadWgt, "weights");
    add_compute(counters);
    counters.unit(cycle::Unit::kStore);
    add_waits(counters);
    add_token_wait(counters, Cause::kWaitTokenPrev, "compute_to_store");
    counters.add(Cause::kIssue, "issue", "Cycles of STOREs before their first command.");
    add_write(counters);
    add_memory_engine(counters);
}

}  // namespace vta::sim
