// SPDX-License-Identifier: Apache-2.0
#include "cosim/lockstep_sides.h"

#include <ctime>

#include "base/error.h"
#include "isa/stuck.h"

namespace vta::cosim {

namespace {

std::uint32_t count_of(const isa::Program& program) {
    return static_cast<std::uint32_t>(program.instructions.size());
}

void copy_memories(const functional::Dram& dram, const functional::Machine& machine, SideRun& run) {
    run.dram.assign(dram.data(), dram.data() + dram.size());
    for (const isa::MemoryType type : kScratchpads) {
        const std::uint8_t* const bytes = machine.scratchpad(type);
        run.scratchpads[isa::index_of(type)].assign(bytes, bytes + machine.scratchpad_bytes(type));
    }
}

}  // namespace

void run_guarded(SideLaunch& launch, const std::function<cycle::LaunchResult()>& work) {
    try {
        launch.result = work();
        launch.end = launch.result.finished ? End::kFinished : End::kLimit;
    } catch (const isa::StuckError& error) {
        launch.end = End::kStuck;
        launch.message = error.what();
    } catch (const Error& error) {
        // The program's mistakes, and what a design finds wrong with itself.
        if (error.exit_code() != ExitCode::kUsage && error.exit_code() != ExitCode::kCheckFailed)
            throw;
        launch.end = End::kError;
        launch.message = error.what();
    }
}

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

FunctionalSide::FunctionalSide(const isa::HardwareConfig& config) : simulator_(config) {}

SideRun FunctionalSide::run(const std::vector<isa::Program>& launches,
                            cycle::Cycle /*max_cycles*/) {
    SideRun run;
    functional::Dram dram(launches.front().dram_bytes);
    simulator_.reset();
    functional::place(launches.front(), dram);
    const double begin = processor_seconds();
    for (const isa::Program& program : launches) {
        functional::place_instructions(program, dram);
        SideLaunch& launch = run.launches.emplace_back();
        run_guarded(launch, [&] {
            const auto done = simulator_.run(program.base, count_of(program), dram);
            cycle::LaunchResult result;
            result.finished = done.finished;
            result.acc_writes = done.acc_writes;
            return result;
        });
        if (launch.end != End::kFinished) break;
    }
    run.seconds = processor_seconds() - begin;
    copy_memories(dram, simulator_.machine(), run);
    return run;
}

CycleSide::CycleSide(const isa::HardwareConfig& config, bool release)
    : config_(config), release_(release) {}

SideRun CycleSide::run(const std::vector<isa::Program>& launches, cycle::Cycle max_cycles) {
    SideRun run;
    if (!simulation_ || simulation_->dram().size() != launches.front().dram_bytes) {
        simulation_.reset();
        cycle::Simulation::Options options;
        options.dram_bytes = launches.front().dram_bytes;
        simulation_ = std::make_unique<cycle::Simulation>(config_, options);
    } else {
        simulation_->reset();
    }
    functional::place(launches.front(), simulation_->dram());
    const double begin = processor_seconds();
    for (const isa::Program& program : launches) {
        functional::place_instructions(program, simulation_->dram());
        SideLaunch& launch = run.launches.emplace_back();
        simulation_->observe(&launch.log);
        run_guarded(launch, [&] {
            return simulation_->launch(program.base, count_of(program), {max_cycles, {}});
        });
        if (launch.end != End::kFinished) break;
    }
    run.seconds = processor_seconds() - begin;
    simulation_->observe(nullptr);
    copy_memories(simulation_->dram(), simulation_->machine(), run);
    // After an error units may be half-way through anything.
    if (release_ || run.launches.back().end != End::kFinished) simulation_.reset();
    return run;
}

}  // namespace vta::cosim
