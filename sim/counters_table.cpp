// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "sim/counters.h"
#include "sim/counters_cycles.h"

namespace vta::sim {

namespace {

using Config = isa::HardwareConfig;

/// Appends counters of one group after another.
class Builder {
  public:
    explicit Builder(std::vector<CounterInfo>& table) : table_(table) {}

    void group(std::string name) { group_ = std::move(name); }
    template <typename Value>
    void add(const std::string& name, Unit unit, const std::string& text, Value value) {
        table_.push_back({group_, name, unit, text, std::move(value)});
    }
    /// A counter that is a member of LaunchCounters.
    void member(const std::string& name,
                Unit unit,
                const std::string& text,
                std::uint64_t LaunchCounters::*member) {
        add(name, unit, text, [member](const LaunchCounters& c, const Config&) {
            return c.*member;
        });
    }

  private:
    std::vector<CounterInfo>& table_;
    std::string group_;
};

void add_run(Builder& table) {
    table.group("run");
    table.member("launches", Unit::kCount, "Launches of the machine.", &LaunchCounters::launches);
    table.member("cycles",
                 Unit::kCycles,
                 "Cycles from each launch to its FINISH, as the cycle counter register has them.",
                 &LaunchCounters::cycles);
}

void add_instructions(Builder& table) {
    table.group("instructions");
    table.add("started",
              Unit::kInstructions,
              "Instructions started up to FINISH.",
              [](const LaunchCounters& c, const Config&) {
                  std::uint64_t sum = 0;
                  for (const std::uint64_t kind : c.instructions) sum += kind;
                  return sum;
              });
    const auto kinds = [&table](const char* name, const char* text, std::vector<Activity> of) {
        table.add(name,
                  Unit::kInstructions,
                  text,
                  [of = std::move(of)](const LaunchCounters& c, const Config&) {
                      std::uint64_t sum = 0;
                      for (const Activity kind : of)
                          sum += c.instructions[static_cast<std::size_t>(kind)];
                      return sum;
                  });
    };
    kinds("load_uop", "LOADs of micro-ops started.", {Activity::kLoadUop});
    kinds("load_inp", "LOADs of input tensors started.", {Activity::kLoadInp});
    kinds("load_wgt", "LOADs of weight tensors started.", {Activity::kLoadWgt});
    kinds("load_acc", "LOADs of accumulator tensors started.", {Activity::kLoadAcc});
    kinds("store", "STOREs started.", {Activity::kStore});
    kinds("gemm", "GEMMs without reset started.", {Activity::kGemm});
    kinds("gemm_reset", "GEMMs that write zeros started.", {Activity::kGemmReset});
    kinds("alu", "ALU instructions started.", {Activity::kAlu});
    kinds("finish", "FINISHes started.", {Activity::kFinish});
    kinds("sync",
          "LOADs and STOREs of no size started, which only move tokens.",
          {Activity::kLoadSync, Activity::kComputeSync, Activity::kStoreSync});
    constexpr const char* kOpcodes[] = {"min", "max", "add", "shr", "mul"};
    for (std::size_t i = 0; i < kAluOpcodeCount; ++i) {
        table.add(fmt::format("alu_{}", kOpcodes[i]),
                  Unit::kInstructions,
                  fmt::format("ALU instructions of opcode {} started.", kOpcodes[i]),
                  [i](const LaunchCounters& c, const Config&) { return c.alu_instructions[i]; });
    }
    table.member("alu_immediate",
                 Unit::kInstructions,
                 "ALU instructions started whose second operand is an immediate.",
                 &LaunchCounters::alu_immediate);
}

void add_work(Builder& table) {
    table.group("work");
    table.member("gemm_operations",
                 Unit::kOperations,
                 "Tensor multiplications of GEMMs without reset, one a micro-op and iteration.",
                 &LaunchCounters::gemm_operations);
    table.member("gemm_reset_operations",
                 Unit::kOperations,
                 "Accumulator tensors that GEMMs with reset set to zero.",
                 &LaunchCounters::reset_operations);
    table.member("alu_operations",
                 Unit::kOperations,
                 "Tensor operations of ALU instructions, one a micro-op and iteration.",
                 &LaunchCounters::alu_operations);
    table.add("uops_executed",
              Unit::kOperations,
              "Micro-ops executed by GEMM and ALU, every iteration counted.",
              [](const LaunchCounters& c, const Config&) {
                  return c.gemm_operations + c.reset_operations + c.alu_operations;
              });
    table.member("uops_loaded",
                 Unit::kOperations,
                 "Micro-ops that LOADs brought into the micro-op memory.",
                 &LaunchCounters::uops_loaded);
    table.add("macs",
              Unit::kOperations,
              "Multiply-accumulate operations of GEMMs without reset.",
              [](const LaunchCounters& c, const Config& config) {
                  return c.gemm_operations * config.batch() * config.block_in() *
                         config.block_out();
              });
    table.add("alu_lanes",
              Unit::kOperations,
              "Scalar operations of ALU instructions.",
              [](const LaunchCounters& c, const Config& config) {
                  return c.alu_operations * config.batch() * config.block_out();
              });
}

// Bursts, beats and bytes of what `traffic` picks.
template <typename Pick>
void add_traffic(Builder& table, const std::string& prefix, const std::string& what, Pick pick) {
    table.add(prefix + "_bursts",
              Unit::kCount,
              fmt::format("Bursts of {}, counted at the address handshake.", what),
              [pick](const LaunchCounters& c, const Config&) { return pick(c).bursts; });
    table.add(prefix + "_beats",
              Unit::kBeats,
              fmt::format("Beats of {} that crossed the data bus.", what),
              [pick](const LaunchCounters& c, const Config&) { return pick(c).beats; });
    table.add(prefix + "_bytes",
              Unit::kBytes,
              fmt::format("Bytes of the beats of {}, whole beats counted.", what),
              [pick](const LaunchCounters& c, const Config& config) {
                  return pick(c).beats * config.bus_bytes();
              });
}

void add_memory(Builder& table) {
    table.group("traffic");
    add_traffic(
        table, "read", "all reads", [](const LaunchCounters& c) { return c.reads_total(); });
    struct ClientText {
        const char* name;
        const char* text;
    };
    constexpr ClientText kClients[] = {{"fetch", "instruction reads"},
                                       {"uop", "micro-op reads"},
                                       {"inp", "input reads"},
                                       {"wgt", "weight reads"},
                                       {"acc", "accumulator reads"}};
    for (std::size_t i = 0; i < cycle::kClientCount; ++i)
        add_traffic(table,
                    fmt::format("read_{}", kClients[i].name),
                    kClients[i].text,
                    [i](const LaunchCounters& c) { return c.reads[i]; });
    add_traffic(table, "write", "output writes", [](const LaunchCounters& c) { return c.writes; });
}

template <typename Pick>
void add_queue(Builder& table, const std::string& what, const char* entries, Pick pick) {
    table.add("pushed",
              Unit::kCount,
              fmt::format("{} put into {}.", entries, what),
              [pick](const LaunchCounters& c, const Config&) { return pick(c).pushed; });
    table.add("popped",
              Unit::kCount,
              fmt::format("{} taken from {}.", entries, what),
              [pick](const LaunchCounters& c, const Config&) { return pick(c).popped; });
    table.add(
        "occupancy_sum",
        Unit::kCycles,
        fmt::format(
            "{} in {}, added up over the cycles; divided by run.cycles, the mean.", entries, what),
        [pick](const LaunchCounters& c, const Config&) { return pick(c).sum; });
    table.add("occupancy_max",
              Unit::kCount,
              fmt::format("Most {} that lay in {} in one cycle.",
                          entries[0] == 'T' ? "tokens" : "instructions",
                          what),
              [pick](const LaunchCounters& c, const Config&) { return pick(c).max; });
    table.add("left",
              Unit::kCount,
              fmt::format("{} that lay in {} at the last FINISH.", entries, what),
              [pick](const LaunchCounters& c, const Config&) { return pick(c).left; });
}

void add_queues(Builder& table) {
    for (std::size_t i = 0; i < isa::kModuleCount; ++i) {
        const char* module = isa::to_string(static_cast<isa::Module>(i));
        table.group(fmt::format("command_queue.{}", module));
        add_queue(table,
                  fmt::format("the command queue of {}, from dispatch to done", module),
                  "Instructions",
                  [i](const LaunchCounters& c) { return c.command_queues[i]; });
    }
    for (std::size_t i = 0; i < cycle::kTokenQueueCount; ++i) {
        const char* queue = cycle::to_string(static_cast<cycle::TokenQueueId>(i));
        table.group(fmt::format("token_queue.{}", queue));
        add_queue(table,
                  fmt::format("the token queue {}", queue),
                  "Tokens",
                  [i](const LaunchCounters& c) { return c.token_queues[i]; });
    }
}

std::vector<CounterInfo> make_table() {
    std::vector<CounterInfo> table;
    Builder builder(table);
    add_run(builder);
    append_cycle_counters(table);
    add_instructions(builder);
    add_work(builder);
    add_memory(builder);
    add_queues(builder);
    return table;
}

}  // namespace

const std::vector<CounterInfo>& counter_table() {
    static const std::vector<CounterInfo> kTable = make_table();
    return kTable;
}

}  // namespace vta::sim
