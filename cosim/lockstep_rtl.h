// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cosim/lockstep.h"
#include "cosim/rtl_simulation.h"
#include "isa/hardware_config.h"

namespace vta::cosim {

/// The Verilated RTL.
class RtlSide : public LockstepSide {
  public:
    /// DRAM's size follows the programs, whatever `options` says.
    RtlSide(const isa::HardwareConfig& config, const RtlSimulation::Options& options);
    std::string name() const override { return "RTL"; }
    SideRun run(const std::vector<isa::Program>& launches, cycle::Cycle max_cycles) override;

    /// A waveform of cycles [begin, end) of this launch of the runs to come; an empty path: none.
    struct Trace {
        std::string path;
        std::size_t launch = 0;
        cycle::Cycle begin = 0;
        cycle::Cycle end = 0;
    };
    void trace(const Trace& trace) { trace_ = trace; }
    /// Whether the design tells of dispatch, start and end.
    bool has_probe() const;
    /// Of jitter, stalls and first register values of the runs to come.
    void set_seed(std::uint64_t seed);

  private:
    void power_up(std::uint64_t dram_bytes);

    const isa::HardwareConfig config_;
    RtlSimulation::Options options_;
    Trace trace_;
    bool stale_ = false;  ///< the simulation must be built anew
    std::unique_ptr<RtlSimulation> simulation_;
};

}  // namespace vta::cosim
