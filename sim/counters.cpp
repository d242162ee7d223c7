// SPDX-License-Identifier: Apache-2.0
#include "sim/counters.h"

#include <algorithm>
#include <deque>
#include <map>

#include <fmt/format.h>

#include "base/error.h"

namespace vta::sim {

namespace {

Traffic& operator+=(Traffic& sum, const Traffic& other) {
    sum.bursts += other.bursts;
    sum.beats += other.beats;
    return sum;
}

// Launches follow one another, so what the later one left is left.
Occupancy& operator+=(Occupancy& sum, const Occupancy& other) {
    sum.pushed += other.pushed;
    sum.popped += other.popped;
    sum.sum += other.sum;
    sum.max = std::max(sum.max, other.max);
    sum.left = other.left;
    return sum;
}

template <typename Array>
void add_each(Array& sum, const Array& other) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += other[i];
}

}  // namespace

const char* to_string(Activity activity) {
    static constexpr const char* kNames[] = {"load_inp",
                                             "load_wgt",
                                             "sync",
                                             "load_uop",
                                             "load_acc",
                                             "gemm",
                                             "gemm_reset",
                                             "alu",
                                             "finish",
                                             "sync",
                                             "store",
                                             "sync"};
    const auto index = static_cast<std::size_t>(activity);
    VTA_CHECK(index < kInstructionKindCount, "an activity that is no kind of instruction");
    return kNames[index];
}

cycle::Unit unit_of(Activity activity) {
    if (activity >= Activity::kUnits)
        return static_cast<cycle::Unit>(static_cast<std::size_t>(activity) - kInstructionKindCount);
    if (activity <= Activity::kLoadSync) return cycle::Unit::kLoad;
    return activity <= Activity::kComputeSync ? cycle::Unit::kCompute : cycle::Unit::kStore;
}

LaunchCounters& LaunchCounters::operator+=(const LaunchCounters& other) {
    launches += other.launches;
    cycles += other.cycles;
    for (std::size_t i = 0; i < kActivityCount; ++i) add_each(causes[i], other.causes[i]);
    add_each(instructions, other.instructions);
    add_each(alu_instructions, other.alu_instructions);
    alu_immediate += other.alu_immediate;
    gemm_operations += other.gemm_operations;
    reset_operations += other.reset_operations;
    alu_operations += other.alu_operations;
    uops_loaded += other.uops_loaded;
    add_each(reads, other.reads);
    writes += other.writes;
    add_each(command_queues, other.command_queues);
    add_each(token_queues, other.token_queues);
    return *this;
}

CauseCycles LaunchCounters::unit_causes(cycle::Unit unit) const {
    CauseCycles sum{};
    for (std::size_t i = 0; i < kActivityCount; ++i)
        if (unit_of(static_cast<Activity>(i)) == unit) add_each(sum, causes[i]);
    return sum;
}

std::uint64_t LaunchCounters::attributed(cycle::Unit unit) const {
    std::uint64_t sum = 0;
    for (const std::uint64_t cycles_of_cause : unit_causes(unit)) sum += cycles_of_cause;
    return sum;
}

Traffic LaunchCounters::reads_total() const {
    Traffic sum;
    for (const Traffic& client : reads) sum += client;
    return sum;
}

namespace {

/// The counters of each unit's cycles, by group. Looked for once: every launch is checked.
using CycleCounters = std::map<std::string, std::vector<const CounterInfo*>>;

CycleCounters cycle_counters() {
    static const std::string kSuffix = ".cycles";
    CycleCounters found;
    for (const CounterInfo& info : counter_table()) {
        const std::string& group = info.group;
        if (group.size() > kSuffix.size() &&
            group.compare(group.size() - kSuffix.size(), kSuffix.size(), kSuffix) == 0)
            found[group].push_back(&info);
    }
    VTA_CHECK(found.size() == cycle::kUnitCount, "a unit without counters of its cycles");
    return found;
}

}  // namespace

void check_sums(const LaunchCounters& counters) {
    static const isa::HardwareConfig kAny;  // cycles do not depend on it
    static const CycleCounters kCounters = cycle_counters();
    for (const auto& [group, members] : kCounters) {
        std::uint64_t sum = 0;
        for (const CounterInfo* info : members) sum += info->value(counters, kAny);
        VTA_CHECK(sum == counters.cycles,
                  fmt::format("{} add up to {}, the run has {}", group, sum, counters.cycles));
    }
}

struct CounterStatistics::Group : StatGroup {
    Group(const std::string& path, StatRegistry& registry) : StatGroup(path, registry) {}
    std::deque<Counter> members;
};

CounterStatistics::CounterStatistics(const LaunchCounters& counters,
                                     const isa::HardwareConfig& config) {
    for (const CounterInfo& info : counter_table()) {
        if (groups_.empty() || groups_.back()->path() != info.group)
            groups_.push_back(std::make_unique<Group>(info.group, registry_));
        Group& group = *groups_.back();
        group.members.emplace_back(group, info.name.c_str(), info.unit, info.text.c_str());
        group.members.back() = info.value(counters, config);
    }
}

CounterStatistics::~CounterStatistics() = default;

}  // namespace vta::sim
