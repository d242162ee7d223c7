// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/statistics.h"
#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "models/cycle/observer.h"

namespace vta::sim {

/// What a module works on: the kinds of instruction, then, for cycles that belong to none, the
/// units themselves.
enum class Activity : std::uint8_t {
    kLoadInp,
    kLoadWgt,
    kLoadSync,
    kLoadUop,
    kLoadAcc,
    kGemm,
    kGemmReset,
    kAlu,
    kFinish,
    kComputeSync,
    kStore,
    kStoreSync,
    kUnits,  ///< + cycle::Unit
};
inline constexpr std::size_t kInstructionKindCount = static_cast<std::size_t>(Activity::kUnits);
inline constexpr std::size_t kActivityCount = kInstructionKindCount + cycle::kUnitCount;
/// "load_inp", ..., "sync"; for instruction kinds.
const char* to_string(Activity activity);
cycle::Unit unit_of(Activity activity);

inline constexpr std::size_t kCauseCount = static_cast<std::size_t>(cycle::Cause::kGrant) + 1;
/// Cycles by cause.
using CauseCycles = std::array<std::uint64_t, kCauseCount>;

struct Traffic {
    std::uint64_t bursts = 0;
    std::uint64_t beats = 0;

    bool operator==(const Traffic& other) const {
        return bursts == other.bursts && beats == other.beats;
    }
};

/// A queue between launch and FINISH.
struct Occupancy {
    std::uint64_t pushed = 0;
    std::uint64_t popped = 0;
    std::uint64_t sum = 0;   ///< entries, added up over the cycles
    std::uint64_t max = 0;   ///< most entries in a cycle
    std::uint64_t left = 0;  ///< entries at FINISH
};

inline constexpr std::size_t kAluOpcodeCount = 5;

/// All that is counted of one launch, from cycle 0 to FINISH, or of several taken together.
struct LaunchCounters {
    std::uint64_t launches = 0;
    std::uint64_t cycles = 0;
    std::array<CauseCycles, kActivityCount> causes{};
    std::array<std::uint64_t, kInstructionKindCount> instructions{};  ///< started
    std::array<std::uint64_t, kAluOpcodeCount> alu_instructions{};    ///< by opcode
    std::uint64_t alu_immediate = 0;    ///< ALU instructions with an immediate operand
    std::uint64_t gemm_operations = 0;  ///< without reset
    std::uint64_t reset_operations = 0;
    std::uint64_t alu_operations = 0;
    std::uint64_t uops_loaded = 0;
    std::array<Traffic, cycle::kClientCount> reads{};
    Traffic writes;
    std::array<Occupancy, isa::kModuleCount> command_queues{};
    std::array<Occupancy, cycle::kTokenQueueCount> token_queues{};

    LaunchCounters& operator+=(const LaunchCounters& other);
    CauseCycles unit_causes(cycle::Unit unit) const;
    std::uint64_t attributed(cycle::Unit unit) const;  ///< sum over all causes
    Traffic reads_total() const;
};

/// One documented counter: how it is called, and how it follows from what was counted.
struct CounterInfo {
    std::string group;  ///< "compute.cycles"
    std::string name;   ///< "gemm"
    Unit unit;
    std::string text;  ///< one sentence
    std::function<std::uint64_t(const LaunchCounters&, const isa::HardwareConfig&)> value;

    std::string path() const { return group + "." + name; }
};
/// Every counter, group by group. The counters of a group "<unit>.cycles" add up to run.cycles.
const std::vector<CounterInfo>& counter_table();

/// A ratio of counters, computed when it is printed.
struct RatioInfo {
    std::string name;
    std::string unit;
    std::string text;
    std::function<double(const LaunchCounters&, const isa::HardwareConfig&)> value;
};
const std::vector<RatioInfo>& ratio_table();

/// Throws an internal error where the counters of a unit's cycles do not add up to all cycles.
void check_sums(const LaunchCounters& counters);

/// The counters as statistics of a registry of their own.
class CounterStatistics {
  public:
    CounterStatistics(const LaunchCounters& counters, const isa::HardwareConfig& config);
    ~CounterStatistics();
    const StatRegistry& registry() const { return registry_; }

  private:
    struct Group;
    StatRegistry registry_;
    std::vector<std::unique_ptr<Group>> groups_;
};

}  // namespace vta::sim
