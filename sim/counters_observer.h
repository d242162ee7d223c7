// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/codec.h"
#include "isa/hardware_config.h"
#include "models/cycle/fact_spans.h"
#include "models/timing/store_timing.h"
#include "sim/counters.h"
#include "sim/counters_ahead.h"
#include "sim/counters_windows.h"
#include "sim/program_observer.h"

namespace vta::sim {

/// What is known of one instruction of a launch.
struct InstructionCounters {
    Activity kind = Activity::kFinish;
    cycle::Cycle dispatched = timing::kNever;
    cycle::Cycle started = timing::kNever;
    cycle::Cycle done = timing::kNever;
};

/// Counts what the cycle model reports. Between launches its results may be read. Nothing is
/// allocated for an event, except where facts lie further ahead than ever before.
class CounterObserver final : public ProgramObserver {
  public:
    struct Options {
        bool per_instruction = false;    ///< keep causes() of each instruction of the last launch
        cycle::Cycle window_cycles = 0;  ///< 0: no windows
        std::size_t max_windows = CounterWindows::kMaxWindows;
    };
    CounterObserver(const isa::HardwareConfig& config, const Options& options);

    /// All launches since the observer exists.
    const LaunchCounters& total() const { return total_; }
    const LaunchCounters& last() const { return last_; }
    /// Of the last launch.
    const std::vector<InstructionCounters>& instructions() const { return instructions_; }
    const CauseCycles& causes(std::size_t index) const { return rows_[kActivityCount + index]; }
    /// Windows over all launches, as if each began at the FINISH of the one before.
    const CounterWindows& windows() const { return windows_; }

    void powered_up() override;
    void begin(const isa::Program& program) override;
    void end(const cycle::LaunchResult& result, bool complete) override;

    bool takes_facts() const override { return true; }
    void facts(const cycle::FactBatch& batch) override;
    /// Windows need each burst's cycles.
    bool joins_reads() const override { return !windows_.enabled(); }

    // The same by single calls.
    void finished(cycle::Cycle cycle) override { finish_ = cycle; }
    void dispatched(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void started(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void done(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void span(cycle::Unit unit,
              cycle::Cause cause,
              cycle::Cycle begin,
              cycle::Cycle end,
              std::uint32_t index) override;
    void read_request(cycle::Client client,
                      std::uint32_t id,
                      std::uint64_t address,
                      std::uint32_t beats,
                      cycle::Cycle cycle) override;
    void read_data(cycle::Client client,
                   std::uint32_t id,
                   std::uint32_t beats,
                   cycle::Cycle first) override;
    void write_request(std::uint64_t address, std::uint32_t beats, cycle::Cycle cycle) override;

  private:
    struct Span {
        CauseCycles* row = nullptr;
        cycle::Cycle begin = 0;
        cycle::Cycle end = 0;
        cycle::Unit unit{};
        cycle::Cause cause{};
    };
    struct Beats {
        cycle::Cycle first = 0;
        cycle::Cycle end = 0;  ///< one past the last beat
        cycle::Client client{};
        std::uint32_t beats = 0;
    };
    struct Lane {
        CauseCycles* row = nullptr;  ///< of the instruction `index`
        std::uint32_t index = 0;
        bool touching = true;  ///< each span began where the one before ended
        Ahead<Span> ahead;
    };

    static std::size_t index_of(cycle::Unit unit) { return static_cast<std::size_t>(unit); }
    static std::size_t index_of(cycle::Client client) { return static_cast<std::size_t>(client); }
    Lane& lane(cycle::Unit unit) { return lanes_[index_of(unit)]; }

    void start_at(cycle::Cycle origin);
    template <bool kWindows>
    class Sums;
    template <bool kWindows>
    Sums<kWindows> sums(cycle::Unit unit, cycle::Cycle end);
    template <bool kWindows>
    Sums<kWindows> unit_sums(const cycle::Fact& fact, cycle::Cycle begin, cycle::Cycle end);
    template <bool kWindows>
    void take_read(const cycle::Fact& fact);
    template <bool kWindows>
    void take_write(const cycle::Fact& fact);
    void take_stream(const cycle::Fact& fact);
    bool ahead(const cycle::Fact& fact, cycle::Cycle end);
    template <bool kWindows>
    void take(const cycle::FactBatch& batch);
    void take_ahead(const cycle::Fact& fact);
    void select_row(cycle::Unit unit, std::uint32_t index);
    void note(std::uint32_t index, const isa::Instruction& instruction, cycle::Cycle dispatched);
    void note_undispatched();
    void forget_beyond(cycle::Cycle finish);
    void forget_traffic_beyond(cycle::Cycle finish);
    void collect_causes();
    void collect_instructions(cycle::Cycle finish);
    void count_work(Activity kind, const isa::Instruction& instruction);
    void collect_queues(cycle::Cycle finish);
    void check(const cycle::LaunchResult& result) const;

    const isa::HardwareConfig& config_;
    const Options options_;
    const isa::Codec codec_;
    const timing::StoreTiming store_timing_;
    const cycle::Cycle beat_cycles_;  ///< of the memory
    LaunchCounters total_;
    LaunchCounters last_;
    const isa::Program* program_ = nullptr;  ///< of the launch
    std::vector<isa::Instruction> decoded_;  ///< once dispatched
    std::vector<InstructionCounters> instructions_;
    std::vector<CauseCycles> rows_;  ///< by activity, then by instruction if asked for
    std::array<Lane, cycle::kUnitCount> lanes_;
    Ahead<Beats> reads_ahead_;
    Ahead<Beats> requests_ahead_;
    Ahead<Beats> writes_ahead_;
    std::array<std::uint64_t, cycle::kTokenQueueCount> tokens_{};  ///< before the launch
    /// Cycles of pushes and pops.
    struct QueueTimes {
        std::vector<cycle::Cycle> pushes;
        std::vector<cycle::Cycle> pops;
        void clear() {
            pushes.clear();
            pops.clear();
        }
    };
    std::array<QueueTimes, isa::kModuleCount> command_times_;
    std::array<QueueTimes, cycle::kTokenQueueCount> token_times_;
    // Cycles of these and of spans and traffic count from the launch, or, where facts are taken,
    // from the start of the simulation: then the launch was at `origin_`.
    cycle::Cycle origin_ = 0;
    cycle::FactSpans spans_;
    cycle::Cycle now_ = 0;  ///< FINISH is not before it
    cycle::Cycle finish_ = timing::kNever;
    bool queued_instructions_ = false;  ///< left in a command queue by an earlier launch
    CounterWindows windows_;
};

}  // namespace vta::sim
