// SPDX-License-Identifier: Apache-2.0
#include "sim/rtl_session.h"

#include "base/error.h"
#include "cosim/rtl_build.h"
#include "sim/progress.h"
#include "sim/tell_failure.h"
#include "sim/timeline_recorder.h"

namespace vta::sim {

namespace {

std::string build(const isa::HardwareConfig& config) {
    Progress progress;
    cosim::RtlBuildOptions options;
    options.progress = [&progress](const std::string& step) {
        progress.update([&step] { return "RTL: " + step; });
    };
    return cosim::build_rtl(config, options);
}

class RtlSession : public Session {
  public:
    RtlSession(const isa::HardwareConfig& config, const SessionOptions& options)
        : config_(config), options_(options), library_(build(config)) {}

    Knowledge knows() const override { return {true, true}; }

    void power_up(const isa::Program& program) override {
        if (!simulation_ || broken_ || simulation_->dram().size() != program.dram_bytes) {
            simulation_.reset();
            cosim::RtlSimulation::Options options;
            options.library = library_;
            options.dram_bytes = program.dram_bytes;
            simulation_ = std::make_unique<cosim::RtlSimulation>(config_, options);
            observe();
            broken_ = false;
        } else {
            simulation_->reset();
        }
        if (options_.observer != nullptr) {
            options_.observer->sees_dram(simulation_->dram());
            options_.observer->powered_up();
        }
        functional::place(program, simulation_->dram());
    }

    Result launch(const isa::Program& program, const Limits& limits) override {
        functional::place_instructions(program, simulation_->dram());
        cycle::Simulation::Limits launch_limits;
        launch_limits.max_cycles = limits.max_cycles;
        launch_limits.stop = limits.stop;
        const auto count = static_cast<std::uint32_t>(program.instructions.size());
        broken_ = true;
        ProgramObserver* const observer = options_.observer;
        if (observer != nullptr) observer->begin(program);
        const Result result = tell_failure(
            observer,
            [&] { return simulation_->launch(program.base, count, launch_limits); },
            [this] { return partial(); });
        if (observer != nullptr) observer->end(result, result.finished);
        broken_ = !result.finished;
        return result;
    }

    Result partial() const override { return simulation_->last_result(); }
    void store_timeline(const Result& result, LaunchRecord& record) const override {
        if (options_.timeline) recorder_.store(result.cycles, record);
    }
    const functional::Dram& dram() const override { return simulation_->dram(); }

  private:
    void observe() {
        if (options_.timeline) simulation_->observe(&recorder_, false);
        if (options_.observer == nullptr) return;
        require_spans(*simulation_);
        simulation_->observe(options_.observer);
    }

    const isa::HardwareConfig config_;
    const SessionOptions options_;
    const std::string library_;
    TimelineRecorder recorder_;  // before the simulation that reports to it
    std::unique_ptr<cosim::RtlSimulation> simulation_;
    bool broken_ = false;
};

}  // namespace

void require_spans(const cosim::RtlSimulation& simulation) {
    if (simulation.has_spans()) return;
    throw UserError(
        "--report: this RTL does not show why its units spend their cycles; bind the probes of "
        "rtl/checkers to it, or use --model cycle");
}

std::unique_ptr<Session> make_rtl_session(const isa::HardwareConfig& config,
                                          const SessionOptions& options) {
    return std::make_unique<RtlSession>(config, options);
}

}  // namespace vta::sim
