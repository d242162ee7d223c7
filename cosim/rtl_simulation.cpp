// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_simulation.h"

#include <algorithm>

#include "base/error.h"
#include "cosim/axi_host.h"
#include "cosim/axi_memory.h"
#include "cosim/rtl_design.h"
#include "cosim/rtl_monitor.h"
#include "isa/registers.h"
#include "isa/stuck.h"

namespace vta::cosim {
namespace {

constexpr int kResetCycles = 10;
constexpr Cycle kIdleCycles = 64;               ///< between two launches
constexpr Cycle kSliceCycles = Cycle{1} << 16;  ///< between two questions whether to stop
constexpr Cycle kQuietCheckCycles = 32;  ///< between two questions whether anything will happen
constexpr Cycle kPollCycles = 64;        ///< between two reads of the control register

}  // namespace

struct RtlSimulation::State {
    State(const isa::HardwareConfig& hardware, const Options& options)
        : config(hardware),
          memory_dram(options.dram_bytes),
          memory(config, memory_dram, options.memory, options.seed),
          design(options.library, config, options.seed),
          monitor(config, design.has_probe()),
          registers(config.parameters().memory_address_bits) {
        hold_reset();
    }

    void hold_reset() {
        pins = VtaRtlInputs{};
        pins.reset = 1;  // nobody listens to a design that starts with random registers
        for (int i = 0; i < kResetCycles; ++i) {
            design.settle(pins, outputs);
            design.tick();
        }
        pins.reset = 0;
        for (int i = 0; i < kResetCycles; ++i) step();
        design.check();
    }

    /// One cycle of everything.
    AxiHost::Progress step() {
        memory.drive(pins);
        host.drive(pins);
        design.settle(pins, outputs);
        if (launched) {
            design.probe(events);
            if (events.failed != 0) design.check();
            if (monitor.watches_causes()) design.causes(causes);
            monitor.cycle(pins, outputs, events, causes);
            if (!window.path.empty()) follow_window();
        }
        memory.step(pins, outputs);
        const AxiHost::Progress progress =
            host.idle() ? AxiHost::Progress{} : host.step(pins, outputs);
        design.tick();
        return progress;
    }

    /// Starts and stops the waveform at the cycles asked for.
    void follow_window() {
        if (!window.open && monitor.now() >= window.begin) window.open = design.trace(window.path);
        if (!window.open || monitor.now() < window.end) return;
        design.trace("");
        window = Window{};
    }

    AxiHost::Progress write(std::uint32_t offset, std::uint32_t value) {
        return access({true, static_cast<std::uint16_t>(offset), value});
    }
    std::uint32_t read(std::uint32_t offset) {
        access({false, static_cast<std::uint16_t>(offset), 0});
        return host.finished().value;
    }
    /// Runs until the access is over.
    AxiHost::Progress access(const AxiHost::Access& what);
    void program(const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
                 std::uint32_t count);
    void run(const cycle::Simulation::Limits& limits);
    void run_to_end(const cycle::Simulation::Limits& limits);
    void poll();
    void check_progress();
    void drain(const cycle::Simulation::Limits& limits);

    const isa::HardwareConfig config;
    functional::Dram memory_dram;
    AxiMemory memory;
    RtlDesign design;
    AxiHost host;
    RtlMonitor monitor;
    const isa::RegisterMap registers;
    VtaRtlInputs pins{};
    VtaRtlOutputs outputs{};
    VtaRtlProbe events{};
    VtaRtlCauses causes{};
    struct Window {
        std::string path;
        Cycle begin = 0;
        Cycle end = 0;
        bool open = false;
    };
    Window window;  ///< of a waveform
    bool launched = false;
    cycle::LaunchResult last_result;
    std::uint64_t instructions_at = 0;
    std::uint32_t instruction_count = 0;
};

AxiHost::Progress RtlSimulation::State::access(const AxiHost::Access& what) {
    constexpr int kPatience = 1000;
    host.push(what);
    for (int cycle = 0; cycle < kPatience; ++cycle) {
        const AxiHost::Progress progress = step();
        if (progress.launched) {
            launched = true;
            monitor.launch(memory_dram, instructions_at, instruction_count);
        }
        if (progress.done) return progress;
    }
    host.reset();
    throw RtlError("the design does not answer on its register port (AXI4-Lite, io_host_*)");
}

void RtlSimulation::State::program(const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
                                   std::uint32_t count) {
    launched = false;
    instructions_at = base[static_cast<std::size_t>(isa::BaseRegister::kInstruction)];
    instruction_count = count;
    write(isa::RegisterMap::kInstructionCount, count);
    for (std::size_t i = 0; i < base.size(); ++i) {
        const std::uint32_t offset = registers.base(static_cast<isa::BaseRegister>(i));
        write(offset, static_cast<std::uint32_t>(base[i]));
        if (registers.words_per_base == 2)
            write(offset + 4, static_cast<std::uint32_t>(base[i] >> 32));
    }
    write(isa::RegisterMap::kControl, isa::RegisterMap::kLaunch);
}

// Runs to FINISH or a limit.
void RtlSimulation::State::run(const cycle::Simulation::Limits& limits) {
    const Cycle limit = limits.max_cycles > 0 ? limits.max_cycles : timing::kNever;
    const bool polls = !design.has_probe();
    Cycle next_question = kSliceCycles;
    while (!monitor.finished() && monitor.now() < limit) {
        const Cycle end =
            std::min(limit, monitor.now() + (polls ? kPollCycles : kQuietCheckCycles));
        while (monitor.now() < end && !monitor.finished()) step();
        if (monitor.finished()) break;
        if (polls) poll();
        check_progress();
        if (monitor.now() < next_question) continue;
        next_question = monitor.now() + kSliceCycles;
        if (limits.stop && limits.stop()) break;
    }
}

void RtlSimulation::State::poll() {
    if ((read(isa::RegisterMap::kControl) & isa::RegisterMap::kFinish) != 0)
        monitor.set_finish(read(isa::RegisterMap::kCycles));
}

void RtlSimulation::State::check_progress() {
    if (!memory.fault().empty()) throw ProgramError(memory.fault());
    if (monitor.finished() || !memory.idle() || !monitor.quiet()) return;
    last_result = monitor.result();
    last_result.cycles = monitor.quiet_since();
    throw isa::StuckError(monitor.stuck());
}

void RtlSimulation::State::run_to_end(const cycle::Simulation::Limits& limits) {
    run(limits);
    if (!memory.fault().empty()) throw ProgramError(memory.fault());
    if (const auto error = monitor.error()) throw ProgramError(*error);
    last_result = monitor.result();
    if (!monitor.finished()) return;

    const auto finish = static_cast<std::uint32_t>(last_result.cycles);
    while ((read(isa::RegisterMap::kControl) & isa::RegisterMap::kFinish) == 0) {
    }
    const std::uint32_t cycles = read(isa::RegisterMap::kCycles);
    if (cycles != finish)
        throw RtlError("the cycle counter reads " + std::to_string(cycles) +
                       ", FINISH was in cycle " + std::to_string(finish));
    const std::uint32_t acc_writes = read(registers.acc_writes());
    drain(limits);
    last_result = monitor.result();
    last_result.acc_writes = acc_writes;
}

// Lets work still in flight end, then idles.
void RtlSimulation::State::drain(const cycle::Simulation::Limits& limits) {
    Cycle next_question = monitor.now() + kSliceCycles;
    while (!memory.idle() || !monitor.quiet()) {
        step();
        if (monitor.now() < next_question) continue;
        next_question = monitor.now() + kSliceCycles;
        if (limits.stop && limits.stop()) break;
    }
    for (Cycle i = 0; i < kIdleCycles; ++i) step();
}

RtlSimulation::RtlSimulation(const isa::HardwareConfig& config, const Options& options)
    : state_(std::make_unique<State>(config, options)) {}
RtlSimulation::~RtlSimulation() = default;

functional::Dram& RtlSimulation::dram() { return state_->memory_dram; }
void RtlSimulation::observe(cycle::Observer* observer, bool spans) {
    state_->monitor.observe(observer, spans && has_spans());
}
const cycle::LaunchResult& RtlSimulation::last_result() const { return state_->last_result; }
bool RtlSimulation::has_probe() const { return state_->design.has_probe(); }
bool RtlSimulation::has_spans() const { return state_->design.causes(state_->causes); }
bool RtlSimulation::trace(const std::string& path) { return state_->design.trace(path); }
void RtlSimulation::trace_window(const std::string& path, Cycle begin, Cycle end) {
    state_->window = {path, begin, end, false};
}
std::vector<std::uint8_t> RtlSimulation::scratchpad(isa::MemoryType type) {
    return state_->design.scratchpad(type);
}

void RtlSimulation::reset() {
    state_->launched = false;
    state_->host.reset();
    state_->memory.reset();
    state_->monitor.reset();
    state_->design.restart();
    state_->hold_reset();
}

cycle::LaunchResult RtlSimulation::launch(
    const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
    std::uint32_t count,
    const cycle::Simulation::Limits& limits) {
    State& state = *state_;
    state.last_result = {};
    state.program(base, count);
    try {
        state.run_to_end(limits);
    } catch (...) {
        state.monitor.abandon();
        throw;
    }
    if (!state.last_result.finished) state.monitor.abandon();
    return state.last_result;
}

}  // namespace vta::cosim
