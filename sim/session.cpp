// SPDX-License-Identifier: Apache-2.0
#include "sim/session.h"

#include <optional>
#include <vector>

#include "base/error.h"
#include "isa/codec.h"
#include "models/functional/simulator.h"
#include "sim/crc32.h"
#include "sim/rtl_session.h"
#include "sim/tell_failure.h"
#include "sim/timeline_recorder.h"

namespace vta::sim {

namespace {

class FunctionalSession : public Session {
  public:
    FunctionalSession(const isa::HardwareConfig& config, ProgramObserver* observer)
        : config_(config), observer_(observer), simulator_(config) {
        if (observer_ != nullptr)
            simulator_.watch([this](std::uint32_t index) { tell_start(index); });
    }

    Knowledge knows() const override { return {false, true}; }
    void power_up(const isa::Program& program) override {
        if (!dram_ || dram_->size() != program.dram_bytes) {
            dram_.reset();
            dram_.emplace(program.dram_bytes);
        }
        simulator_.reset();
        functional::place(program, *dram_);
        if (observer_ == nullptr) return;
        observer_->sees_dram(*dram_);
        observer_->powered_up();
    }
    Result launch(const isa::Program& program, const Limits& limits) override {
        functional::place_instructions(program, *dram_);
        const auto count = static_cast<std::uint32_t>(program.instructions.size());
        begin(program);
        const functional::RunResult run = tell_failure(
            observer_,
            [&] { return simulator_.run(program.base, count, *dram_, limits.stop); },
            [this] { return partial(); });
        if (observer_ != nullptr) observer_->end(partial(), run.finished);
        return partial();
    }
    Result partial() const override { return launch_result(simulator_.last_result()); }
    void store_timeline(const Result& /*result*/, LaunchRecord& /*record*/) const override {}
    const functional::Dram& dram() const override { return *dram_; }

  private:
    void begin(const isa::Program& program) {
        if (observer_ == nullptr) return;
        units_ = units_of(config_, program);
        observer_->begin(program);
    }
    void tell_start(std::uint32_t index) { observer_->started(units_[index], index, 0); }

    const isa::HardwareConfig config_;
    ProgramObserver* const observer_;
    std::vector<cycle::Unit> units_;  ///< of each instruction, where somebody wants to know
    functional::Simulator simulator_;
    std::optional<functional::Dram> dram_;
};

class CycleSession : public Session {
  public:
    CycleSession(const isa::HardwareConfig& config, const SessionOptions& options)
        : config_(config), options_(options) {}

    Knowledge knows() const override { return {true, !options_.timing_only}; }

    void power_up(const isa::Program& program) override {
        // After an exception units may be half-way through anything: begin anew.
        if (!simulation_ || broken_ || simulation_->dram().size() != program.dram_bytes) {
            simulation_.reset();  // the next one cannot exist beside it
            cycle::Simulation::Options options;
            options.timing_only = options_.timing_only;
            options.dram_bytes = program.dram_bytes;
            simulation_ = std::make_unique<cycle::Simulation>(config_, options);
            if (options_.timeline) simulation_->observe(&recorder_);
            if (options_.observer != nullptr) simulation_->observe(options_.observer);
            broken_ = false;
        } else {
            simulation_->reset();
        }
        if (options_.observer != nullptr) {
            options_.observer->sees_dram(simulation_->dram());
            options_.observer->powered_up();
        }
        // Timing never depends on data, so only the instructions matter without any.
        const bool read = options_.observer != nullptr && options_.observer->reads_dram();
        if (!options_.timing_only || read) functional::place(program, simulation_->dram());
    }

    Result launch(const isa::Program& program, const Limits& limits) override {
        functional::place_instructions(program, simulation_->dram());
        cycle::Simulation::Limits cycle_limits;
        cycle_limits.max_cycles = limits.max_cycles;
        bool stopped = false;
        if (limits.stop) cycle_limits.stop = [&] { return stopped = limits.stop(); };
        const auto count = static_cast<std::uint32_t>(program.instructions.size());
        broken_ = true;
        if (options_.observer != nullptr) options_.observer->begin(program);
        const Result result = tell_failure(
            options_.observer,
            [&] { return simulation_->launch(program.base, count, cycle_limits); },
            [this] { return partial(); });
        // Asked to stop after FINISH, the model leaves what is in flight.
        const bool complete = result.finished && !stopped;
        if (options_.observer != nullptr) options_.observer->end(result, complete);
        broken_ = !result.finished;
        return result;
    }

    Result partial() const override { return simulation_->last_result(); }
    void store_timeline(const Result& result, LaunchRecord& record) const override {
        if (options_.timeline) recorder_.store(result.cycles, record);
    }
    const functional::Dram& dram() const override { return simulation_->dram(); }

  private:
    const isa::HardwareConfig config_;
    const SessionOptions options_;
    TimelineRecorder recorder_;  // before the simulation that reports to it
    std::unique_ptr<cycle::Simulation> simulation_;
    bool broken_ = false;
};

}  // namespace

cycle::LaunchResult launch_result(const functional::RunResult& run) {
    cycle::LaunchResult result;
    result.finished = run.finished;
    result.acc_writes = run.acc_writes;
    result.instructions = run.instructions;
    result.gemm_operations = run.gemm_operations;
    return result;
}

const char* to_string(Model model) {
    static constexpr const char* kNames[] = {"functional", "cycle", "rtl"};
    return kNames[static_cast<std::size_t>(model)];
}

std::unique_ptr<Session> make_session(const isa::HardwareConfig& config,
                                      const SessionOptions& options) {
    if (options.model == Model::kFunctional)
        return std::make_unique<FunctionalSession>(config, options.observer);
    if (options.model == Model::kRtl) return make_rtl_session(config, options);
    return std::make_unique<CycleSession>(config, options);
}

std::vector<cycle::Unit> units_of(const isa::HardwareConfig& config, const isa::Program& program) {
    std::vector<cycle::Unit> units;
    const isa::Codec codec(config);
    for (const isa::Word128& word : program.instructions)
        units.push_back(static_cast<cycle::Unit>(
            isa::module_of(codec.decode(word).value_or(isa::Instruction{}))));
    return units;
}

LaunchRecord to_record(const Session& session,
                       const Session::Result& result,
                       const isa::Program& program) {
    LaunchRecord record;
    record.instructions = program.instructions;
    record.cycles = static_cast<std::uint64_t>(result.cycles);
    record.acc_writes = result.acc_writes;
    record.read_bursts = result.read_bursts;
    record.read_beats = result.read_beats;
    record.write_bursts = result.write_bursts;
    record.write_beats = result.write_beats;
    session.store_timeline(result, record);
    return record;
}

std::optional<std::uint32_t> dram_crc32(const Session& session, std::uint64_t bytes) {
    if (!session.knows().data) return std::nullopt;
    return crc32(session.dram().data(), bytes);
}

}  // namespace vta::sim
