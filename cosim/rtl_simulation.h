// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cosim/memory_behaviour.h"
#include "isa/hardware_config.h"
#include "isa/program.h"
#include "models/cycle/observer.h"
#include "models/cycle/simulation.h"
#include "models/functional/dram.h"

namespace vta::cosim {

/// The Verilated RTL behind the sockets of the cycle model, with a memory of its own written cycle
/// by cycle, launched like cycle::Simulation. Observers get dispatch, start, done, read and write
/// requests and data, and spans where the design shows them. One at a time in a process, like
/// cycle::Simulation, but both may live side by side in one SystemC context or in none: see
/// lockstep.h.
class RtlSimulation {
  public:
    struct Options {
        std::string library;  ///< what build_rtl() returned
        std::uint64_t dram_bytes = 1u << 20;
        MemoryBehaviour memory = MemoryBehaviour::kFixed;
        std::uint64_t seed = 1;  ///< of jitter, stalls and initial register values
    };

    RtlSimulation(const isa::HardwareConfig& config, const Options& options);
    ~RtlSimulation();
    RtlSimulation(const RtlSimulation&) = delete;
    RtlSimulation& operator=(const RtlSimulation&) = delete;

    functional::Dram& dram();
    /// Null: nobody. Spans take time: those who do not look at them say so.
    void observe(cycle::Observer* observer, bool spans = true);
    /// A reset of the design; scratchpads become zero as at the first launch.
    void reset();

    /// As cycle::Simulation::launch(). Without a probe (foreign RTL) the timeline is empty and F is
    /// taken from the counter register. Throws StuckError when nothing happened for long enough
    /// that nothing can (no bus activity, no event), ProgramError when the design reports an error.
    cycle::LaunchResult launch(const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
                               std::uint32_t count,
                               const cycle::Simulation::Limits& limits);

    /// Of the last launch that ended, or got stuck: then what it did until then.
    const cycle::LaunchResult& last_result() const;

    bool has_probe() const;
    /// Whether observers get spans.
    bool has_spans() const;
    std::vector<std::uint8_t> scratchpad(isa::MemoryType type);
    /// Waveform from now on into an FST file; empty path: stop. False if the build has no tracing.
    bool trace(const std::string& path);
    /// A waveform of cycles [begin, end) of the next launch.
    void trace_window(const std::string& path, cycle::Cycle begin, cycle::Cycle end);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vta::cosim
