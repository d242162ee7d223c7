// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/lockstep_shell.h"

#include <systemc>

#include "models/cycle/fresh_context.h"
#include "models/cycle/memory.h"
#include "tests/cycle/shell_harness.h"

namespace vta::tests {

namespace {

cycle::LaunchResult counters_of(cycle::VTAShell& shell, ShellHost& host) {
    cycle::LaunchResult result;
    result.finished = true;
    result.cycles = host.read(isa::RegisterMap::kCycles);
    result.acc_writes = shell.core().event_counters.acc_writes();
    result.read_bursts = shell.vme().vme_read.bursts_until_finish();
    result.read_beats = shell.vme().vme_read.beats_until_finish();
    result.write_bursts = shell.core().store->tensor_store.bursts_until_finish();
    result.write_beats = shell.core().store->tensor_store.beats_until_finish();
    return result;
}

}  // namespace

cosim::SideRun ShellSide::run(const std::vector<isa::Program>& launches,
                              cycle::Cycle /*max_cycles*/) {
    const isa::Program& program = launches.front();
    cosim::SideRun run;
    cosim::SideLaunch& launch = run.launches.emplace_back();
    const cycle::FreshContext context;
    functional::Dram dram(program.dram_bytes);
    functional::place(program, dram);
    cycle::VTAShell::Config shell_config;
    shell_config.make_store = changes_.make_store;
    cycle::VTAShell shell("shell", config_, shell_config);
    cycle::Memory memory("memory", config_, dram, false);
    ShellHost host("host");
    host.registers.bind(shell.host);
    shell.dram.bind(memory.bus);
    if (changes_.rewire) changes_.rewire(shell);
    shell.observe(&launch.log);
    sc_core::sc_start(1, sc_core::SC_NS);
    host.launch(program);
    sc_core::sc_start(1, sc_core::SC_SEC, sc_core::SC_EXIT_ON_STARVATION);
    shell.rethrow_error();
    if (const auto stuck = shell.stuck()) {
        launch.end = cosim::End::kStuck;
        launch.message = isa::StuckError(*stuck).what();
    } else {
        launch.result = counters_of(shell, host);
    }
    run.dram.assign(dram.data(), dram.data() + dram.size());
    for (std::size_t type = 0; type < 5; ++type) {
        const auto memory_type = static_cast<isa::MemoryType>(type);
        const std::uint8_t* const bytes = shell.machine().scratchpad(memory_type);
        run.scratchpads[type].assign(bytes, bytes + shell.machine().scratchpad_bytes(memory_type));
    }
    if (changes_.spoil) changes_.spoil(run);
    return run;
}

}  // namespace vta::tests
