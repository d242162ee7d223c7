// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "models/cycle/observer.h"
#include "models/functional/dram.h"
#include "models/functional/machine.h"

namespace vta::cycle {

/// Counters of one launch, as the hardware has them: from launch to FINISH.
struct LaunchResult {
    bool finished = false;  ///< FINISH reached; else a limit or a stop request ended the launch
    Cycle cycles = 0;       ///< ECNT; where not finished: cycles simulated
    std::uint64_t acc_writes = 0;  ///< UCNT
    std::uint64_t read_bursts = 0;
    std::uint64_t read_beats = 0;
    std::uint64_t write_bursts = 0;
    std::uint64_t write_beats = 0;
    std::uint64_t instructions = 0;     ///< started
    std::uint64_t gemm_operations = 0;  ///< without reset
    std::uint64_t delta_cycles = 0;     ///< of the SystemC kernel
};

/// A VTAShell, its built-in memory and a host that launches programs, elaborated once in a SystemC
/// context of its own. One at a time in a process; no SystemC type shows, so any code can use it.
class Simulation {
  public:
    struct Options {
        bool timing_only = false;        ///< move no data (timing never depends on it)
        bool four_phase_memory = false;  ///< use the four-phase form of the memory socket
        functional::Kernels kernels = functional::Kernels::kBest;
        std::uint64_t dram_bytes = 1u << 20;
    };
    struct Limits {
        Cycle max_cycles = 0;  ///< 0: none
        /// Asked every few million cycles at least; true ends the launch with finished = false.
        std::function<bool()> stop;
    };

    Simulation(const isa::HardwareConfig& config, const Options& options);
    ~Simulation();
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    /// Changes Options::timing_only; between launches.
    void set_timing_only(bool timing_only);

    functional::Dram& dram();
    functional::Machine& machine();

    /// At most one; null detaches. It must outlive every later launch and reset.
    void observe(Observer* observer);

    /// Power-up state: scratchpads, tokens, registers zero, nothing in flight. DRAM stays.
    void reset();

    /// Writes the registers, launches `count` instructions and runs to FINISH (or a limit), then
    /// lets work still in flight end and idles for at least 64 cycles. Tokens and scratchpads
    /// persist into the next launch. Throws DeadlockError, ProgramError.
    LaunchResult launch(const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
                        std::uint32_t count,
                        const Limits& limits);

    /// Register access over the shell's TLM socket (offsets of isa::RegisterMap). Writing launch
    /// and calling run() is what launch() does.
    std::uint32_t read_register(std::uint32_t offset);
    void write_register(std::uint32_t offset, std::uint32_t value);
    LaunchResult run(const Limits& limits);
    /// Of the last launch that ended, or got stuck: then what it did until then.
    const LaunchResult& last_result() const;

  private:
    LaunchResult run_to_end(const Limits& limits);

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vta::cycle
