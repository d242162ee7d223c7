// SPDX-License-Identifier: Apache-2.0
#include "cosim/lockstep_rtl.h"

#include "cosim/lockstep_sides.h"

namespace vta::cosim {

RtlSide::RtlSide(const isa::HardwareConfig& config, const RtlSimulation::Options& options)
    : config_(config), options_(options) {
    power_up(options_.dram_bytes);
}

bool RtlSide::has_probe() const { return simulation_->has_probe(); }

void RtlSide::set_seed(std::uint64_t seed) {
    if (seed == options_.seed) return;
    options_.seed = seed;
    stale_ = true;
}

void RtlSide::power_up(std::uint64_t dram_bytes) {
    if (simulation_ && !stale_ && simulation_->dram().size() == dram_bytes) {
        simulation_->reset();
        return;
    }
    simulation_.reset();
    options_.dram_bytes = dram_bytes;
    simulation_ = std::make_unique<RtlSimulation>(config_, options_);
    stale_ = false;
}

SideRun RtlSide::run(const std::vector<isa::Program>& launches, cycle::Cycle max_cycles) {
    SideRun run;
    power_up(launches.front().dram_bytes);
    functional::place(launches.front(), simulation_->dram());
    const double begin = processor_seconds();
    for (const isa::Program& program : launches) {
        functional::place_instructions(program, simulation_->dram());
        if (!trace_.path.empty() && trace_.launch == run.launches.size())
            simulation_->trace_window(trace_.path, trace_.begin, trace_.end);
        SideLaunch& launch = run.launches.emplace_back();
        simulation_->observe(&launch.log, false);
        run_guarded(launch, [&] {
            const auto count = static_cast<std::uint32_t>(program.instructions.size());
            return simulation_->launch(program.base, count, {max_cycles, {}});
        });
        if (launch.end != End::kFinished) break;
    }
    run.seconds = processor_seconds() - begin;
    simulation_->observe(nullptr);
    run.dram.assign(simulation_->dram().data(),
                    simulation_->dram().data() + simulation_->dram().size());
    for (const isa::MemoryType type : kScratchpads)
        run.scratchpads[isa::index_of(type)] = simulation_->scratchpad(type);
    stale_ = stale_ || run.launches.back().end != End::kFinished;
    return run;
}

}  // namespace vta::cosim
