// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/simulation.h"

#include <tlm_utils/simple_initiator_socket.h>
#include <algorithm>
#include <cstring>
#include <optional>

#include "base/error.h"
#include "isa/registers.h"
#include "models/cycle/fresh_context.h"
#include "models/cycle/memory.h"
#include "models/cycle/vta_shell.h"

namespace vta::cycle {
namespace {

constexpr Cycle kIdleCycles = 64;               ///< between two launches
constexpr Cycle kSliceCycles = Cycle{1} << 22;  ///< between two questions whether to stop

/// The host: writes and reads registers, and pauses the simulation at FINISH.
class Host : public sc_core::sc_module {
  public:
    tlm_utils::simple_initiator_socket<Host> registers{"registers"};

    Host(const sc_core::sc_module_name& name, const sc_core::sc_event& finished)
        : sc_module(name), finished_(finished) {
        SC_HAS_PROCESS(Host);
        SC_METHOD(pause);  // initialised, so that the first sc_start() finds something to do
        sensitive << finished_;
    }

    /// An access at `delay` from now; `value` is written or read.
    void access(tlm::tlm_command command,
                std::uint32_t offset,
                std::uint32_t& value,
                sc_core::sc_time delay) {
        tlm::tlm_generic_payload payload;
        payload.set_command(command);
        payload.set_address(offset);
        payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
        payload.set_data_length(4);
        payload.set_streaming_width(4);
        registers->b_transport(payload, delay);
    }
    bool finish_seen = false;

  private:
    void pause() {
        if (!finished_.triggered()) return;
        finish_seen = true;
        sc_core::sc_pause();
    }

    const sc_core::sc_event& finished_;
};

/// Lets a machine ask whether to stop inside long instructions, for one run.
class StopQuestion {
  public:
    StopQuestion(functional::Machine& machine, const std::function<bool()>& stop)
        : machine_(machine) {
        machine_.set_stop(stop);
    }
    ~StopQuestion() { machine_.set_stop(nullptr); }
    StopQuestion(const StopQuestion&) = delete;
    StopQuestion& operator=(const StopQuestion&) = delete;

  private:
    functional::Machine& machine_;
};

}  // namespace

struct Simulation::State {
    State(const isa::HardwareConfig& hardware, const Options& options)
        : config(hardware),
          dram(options.dram_bytes),
          shell("vta_shell", config, shell_config(options)),
          memory("memory", config, dram, options.four_phase_memory),
          host("host", shell.vcr().finished),
          registers(config.parameters().memory_address_bits) {
        shell.dram.bind(memory.bus);
        host.registers.bind(shell.host);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);  // elaborates
    }

    static VTAShell::Config shell_config(const Options& options) {
        VTAShell::Config config;
        config.timing_only = options.timing_only;
        config.dmi = true;
        config.kernels = options.kernels;
        return config;
    }

    Cycle idle_from() {
        return std::max(shell.vme().vme_read.idle_from(), shell.core().idle_from());
    }
    /// First cycle at which the host acts: at least kIdleCycles after everything has ended.
    Cycle next_host_cycle() {
        return std::max(shell.context().clock.now(), idle_from()) + kIdleCycles;
    }
    sc_core::sc_time host_delay() {
        const Clock& clock = shell.context().clock;
        return clock.duration(std::max<Cycle>(0, host_cycle - clock.now()));
    }
    void write(std::uint32_t offset, std::uint32_t value) {
        host.access(tlm::TLM_WRITE_COMMAND, offset, value, host_delay());
    }

    /// Runs until cycle `until`, FINISH, or no event is left (then time may stand behind the last).
    void run_events(Cycle until) {
        const Clock& clock = shell.context().clock;
        while (!host.finish_seen || draining) {
            if (!sc_core::sc_pending_activity()) return;
            const Cycle left = until - clock.now();
            if (left <= 0) return;
            sc_core::sc_start(clock.duration(left));
            shell.rethrow_error();
        }
    }

    /// The hardware's counters; those of a launch without FINISH up to now.
    LaunchResult counted() {
        const Context& now = shell.context();
        const Core& core = shell.core();
        LaunchResult result;
        result.finished = host.finish_seen;
        result.cycles = now.finish - now.launch;
        result.acc_writes = result.finished ? core.event_counters.acc_writes()
                                            : core.event_counters.acc_writes_so_far();
        result.gemm_operations = core.compute.tensor_gemm.operations();
        result.read_bursts = shell.vme().vme_read.bursts_until_finish();
        result.read_beats = shell.vme().vme_read.beats_until_finish();
        result.write_bursts = core.store->tensor_store.bursts_until_finish();
        result.write_beats = core.store->tensor_store.beats_until_finish();
        return result;
    }

    /// After FINISH: what is in flight ends.
    void drain(const std::function<bool()>& stop) {
        draining = true;
        while (sc_core::sc_pending_activity() && !(stop && stop()))
            run_events(shell.context().clock.now() + kSliceCycles);
        draining = false;
    }

    FreshContext context;  // first: outlives every SystemC object below
    isa::HardwareConfig config;
    functional::Dram dram;
    VTAShell shell;
    Memory memory;
    Host host;
    isa::RegisterMap registers;
    Cycle host_cycle = 0;
    bool draining = false;
    LaunchResult last_result;
};

Simulation::Simulation(const isa::HardwareConfig& config, const Options& options)
    : state_(std::make_unique<State>(config, options)) {}
Simulation::~Simulation() = default;

void Simulation::set_timing_only(bool timing_only) {
    Context& context = state_->shell.context();
    context.machine = timing_only ? nullptr : &state_->shell.machine();
}
functional::Dram& Simulation::dram() { return state_->dram; }
functional::Machine& Simulation::machine() { return state_->shell.machine(); }
void Simulation::observe(Observer* observer) { state_->shell.observe(observer); }

void Simulation::reset() {
    state_->shell.reset();
    state_->memory.reset();
    state_->host.finish_seen = false;
    state_->host_cycle = state_->shell.context().clock.now() + kIdleCycles;
}

std::uint32_t Simulation::read_register(std::uint32_t offset) {
    std::uint32_t value = 0;
    state_->host.access(tlm::TLM_READ_COMMAND, offset, value, state_->host_delay());
    return value;
}

void Simulation::write_register(std::uint32_t offset, std::uint32_t value) {
    state_->write(offset, value);
    state_->shell.rethrow_error();
}

LaunchResult Simulation::launch(const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
                                std::uint32_t count,
                                const Limits& limits) {
    const isa::RegisterMap& map = state_->registers;
    write_register(isa::RegisterMap::kInstructionCount, count);
    for (std::size_t i = 0; i < base.size(); ++i) {
        const std::uint32_t offset = map.base(static_cast<isa::BaseRegister>(i));
        write_register(offset, static_cast<std::uint32_t>(base[i]));
        if (map.words_per_base == 2)
            write_register(offset + 4, static_cast<std::uint32_t>(base[i] >> 32));
    }
    write_register(isa::RegisterMap::kControl, isa::RegisterMap::kLaunch);
    return run(limits);
}

const LaunchResult& Simulation::last_result() const { return state_->last_result; }

// However a run ends, its observer is told all that is known of it.
LaunchResult Simulation::run(const Limits& limits) {
    try {
        const LaunchResult result = run_to_end(limits);
        state_->shell.flush_facts();
        return result;
    } catch (...) {
        state_->shell.flush_facts();
        throw;
    }
}

LaunchResult Simulation::run_to_end(const Limits& limits) {
    State& state = *state_;
    Context& context = state.shell.context();
    const std::uint64_t deltas = sc_core::sc_delta_count();
    const std::uint64_t started = state.shell.core().started();
    const Cycle launch = context.launch;
    const Cycle limit = limits.max_cycles > 0 ? launch + limits.max_cycles : kNever;
    state.host.finish_seen = false;
    context.limit = limit;
    const StopQuestion question(state.shell.machine(), limits.stop);

    std::optional<isa::StuckState> stuck;
    while (!state.host.finish_seen) {
        const Cycle now = context.clock.now();
        if (now >= limit || (limits.stop && limits.stop())) break;
        state.run_events(std::min(limit, std::max(now, launch) + kSliceCycles));
        if (!state.host.finish_seen && !sc_core::sc_pending_activity()) {
            stuck = state.shell.stuck();
            break;
        }
    }

    // Where nothing was left to happen, the clock may stand far behind what happened last.
    if (stuck)
        context.finish = std::max(launch, state.idle_from());
    else if (!state.host.finish_seen)
        context.finish = std::max(launch, context.clock.now());
    LaunchResult result = state.counted();

    if (result.finished) state.drain(limits.stop);
    state.host_cycle = state.next_host_cycle();
    result.instructions = state.shell.core().started() - started;
    result.delta_cycles = sc_core::sc_delta_count() - deltas;
    state.last_result = result;
    if (stuck) throw isa::StuckError(*stuck);
    return result;
}

}  // namespace vta::cycle
