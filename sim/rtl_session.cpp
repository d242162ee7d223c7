// SPDX-License-Identifier: Apache-2.0
#include "sim/rtl_session.h"

#include "cosim/rtl_build.h"
#include "cosim/rtl_simulation.h"
#include "sim/progress.h"
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
    RtlSession(const isa::HardwareConfig& config, bool timeline)
        : config_(config), timeline_(timeline), library_(build(config)) {}

    Knowledge knows() const override { return {true, true}; }

    void power_up(const isa::Program& program) override {
        if (!simulation_ || broken_ || simulation_->dram().size() != program.dram_bytes) {
            simulation_.reset();
            cosim::RtlSimulation::Options options;
            options.library = library_;
            options.dram_bytes = program.dram_bytes;
            simulation_ = std::make_unique<cosim::RtlSimulation>(config_, options);
            if (timeline_) simulation_->observe(&recorder_);
            broken_ = false;
        } else {
            simulation_->reset();
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
        const Result result = simulation_->launch(program.base, count, launch_limits);
        broken_ = !result.finished;
        return result;
    }

    void store_timeline(const Result& result, LaunchRecord& record) const override {
        if (timeline_) recorder_.store(result.cycles, record);
    }
    const functional::Dram& dram() const override { return simulation_->dram(); }

  private:
    const isa::HardwareConfig config_;
    const bool timeline_;
    const std::string library_;
    TimelineRecorder recorder_;  // before the simulation that reports to it
    std::unique_ptr<cosim::RtlSimulation> simulation_;
    bool broken_ = false;
};

}  // namespace

std::unique_ptr<Session> make_rtl_session(const isa::HardwareConfig& config,
                                          const SessionOptions& options) {
    return std::make_unique<RtlSession>(config, options.timeline);
}

}  // namespace vta::sim
