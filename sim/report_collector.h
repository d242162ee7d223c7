// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "sim/counters_observer.h"
#include "sim/program_observer.h"
#include "sim/trace_recorder.h"

namespace vta::sim {

/// One launch as reports show it.
struct ReportLaunch {
    const isa::Program* program = nullptr;
    cycle::Cycle origin = 0;  ///< its first cycle, counted over the run
    bool complete = false;
    LaunchCounters counters;
    std::vector<InstructionCounters> instructions;  ///< the first ones, up to kMaxInstructions
    std::vector<CauseCycles> causes;                ///< of those
};

/// Gathers what the reports of a run are made of: counters, a bounded timeline, instructions.
class ReportCollector final : public ProgramObserver {
  public:
    /// Instructions kept one by one over a run; of the others only counters remain.
    static constexpr std::size_t kMaxInstructions = 50'000;
    static constexpr cycle::Cycle kDefaultWindow = 256;

    /// `window_cycles` 0: kDefaultWindow.
    ReportCollector(const isa::HardwareConfig& config, cycle::Cycle window_cycles);

    const isa::HardwareConfig& config() const { return config_; }
    const CounterObserver& counters() const { return counters_; }
    const TraceRecorder& trace() const { return trace_; }
    const std::vector<ReportLaunch>& launches() const { return launches_; }
    std::size_t instructions_seen() const { return instructions_seen_; }
    std::size_t instructions_kept() const { return instructions_kept_; }

    void powered_up() override { counters_.powered_up(); }
    void begin(const isa::Program& program) override;
    void end(const cycle::LaunchResult& result, bool complete) override;
    void finished(cycle::Cycle cycle) override { counters_.finished(cycle); }
    void dispatched(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override {
        counters_.dispatched(unit, index, cycle);
    }
    void started(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override {
        counters_.started(unit, index, cycle);
    }
    void done(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override {
        counters_.done(unit, index, cycle);
    }
    void span(cycle::Unit unit,
              cycle::Cause cause,
              cycle::Cycle begin,
              cycle::Cycle end,
              std::uint32_t index) override {
        counters_.span(unit, cause, begin, end, index);
        trace_.span(unit, cause, begin, end, index);
    }
    void read_request(cycle::Client client,
                      std::uint32_t id,
                      std::uint64_t address,
                      std::uint32_t beats,
                      cycle::Cycle cycle) override {
        counters_.read_request(client, id, address, beats, cycle);
    }
    void read_data(cycle::Client client,
                   std::uint32_t id,
                   std::uint32_t beats,
                   cycle::Cycle first) override {
        counters_.read_data(client, id, beats, first);
    }
    void write_request(std::uint64_t address, std::uint32_t beats, cycle::Cycle cycle) override {
        counters_.write_request(address, beats, cycle);
    }

  private:
    const isa::HardwareConfig config_;
    CounterObserver counters_;
    TraceRecorder trace_;
    std::vector<ReportLaunch> launches_;
    const isa::Program* program_ = nullptr;
    std::size_t instructions_seen_ = 0;
    std::size_t instructions_kept_ = 0;
};

}  // namespace vta::sim
