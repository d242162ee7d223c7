// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "models/cycle/fact_spans.h"
#include "sim/counters_observer.h"
#include "sim/observers.h"
#include "sim/report_layers.h"
#include "sim/report_paths.h"
#include "sim/trace_recorder.h"

namespace vta::sim {

/// One launch as reports show it.
struct ReportLaunch {
    cycle::Cycle origin = 0;  ///< its first cycle, counted over the run
    bool complete = false;
    LaunchCounters counters;
    std::vector<InstructionCounters> instructions;  ///< the first ones, up to kMaxInstructions
    std::vector<CauseCycles> causes;                ///< of those
    std::vector<isa::Word128> words;                ///< of those
};

/// Keeps the timeline.
class TraceObserver final : public ProgramObserver {
  public:
    const TraceRecorder& trace() const { return trace_; }

    void begin(const isa::Program& /*program*/) override { trace_.begin(); }
    void end(const cycle::LaunchResult& result, bool /*complete*/) override {
        trace_.end(result.cycles);
    }
    bool takes_facts() const override { return true; }
    void facts(const cycle::FactBatch& batch) override;
    void span(cycle::Unit unit,
              cycle::Cause cause,
              cycle::Cycle begin,
              cycle::Cycle end,
              std::uint32_t index) override {
        trace_.span(unit, cause, begin, end, index);
    }

  private:
    TraceRecorder trace_;
    cycle::FactSpans spans_;
};

/// Gathers what the reports of a run are made of: counters, a bounded timeline, instructions.
class ReportCollector final : public Observers {
  public:
    /// Instructions kept one by one over a run; of the others only counters remain.
    static constexpr std::size_t kMaxInstructions = 50'000;
    /// Windows that nobody asked for: as many as a picture shows.
    static constexpr cycle::Cycle kDefaultWindow = 256;
    static constexpr std::size_t kDefaultWindows = 2048;

    /// `window_cycles` 0: kDefaultWindow, longer in a long run.
    ReportCollector(const isa::HardwareConfig& config, cycle::Cycle window_cycles);

    const isa::HardwareConfig& config() const { return config_; }
    const CounterObserver& counters() const { return counters_; }
    const ReportPaths& paths() const { return paths_; }
    /// After the last launch, before a report: asks what changes would shorten the critical paths.
    void predict_changes() { paths_.predict(); }
    const TraceRecorder& trace() const { return trace_.trace(); }
    const std::vector<ReportLaunch>& launches() const { return launches_; }
    /// The steps of the network that ran, in their order; empty for programs.
    const std::vector<ReportLayer>& layers() const { return layers_; }
    void set_layers(std::vector<ReportLayer> layers) { layers_ = std::move(layers); }
    /// "conv1", or "launch 3" of a program: what to call a launch.
    std::string launch_name(std::size_t launch) const;
    std::size_t instructions_seen() const { return instructions_seen_; }
    std::size_t instructions_kept() const { return instructions_kept_; }

    void begin(const isa::Program& program) override;
    void end(const cycle::LaunchResult& result, bool complete) override;

  private:
    const isa::HardwareConfig config_;
    CounterObserver counters_;
    TraceObserver trace_;
    ReportPaths paths_;
    std::vector<ReportLaunch> launches_;
    std::vector<ReportLayer> layers_;
    const isa::Program* program_ = nullptr;
    std::size_t instructions_seen_ = 0;
    std::size_t instructions_kept_ = 0;
};

}  // namespace vta::sim
