// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cosim/lockstep.h"
#include "cosim/lockstep_rtl.h"
#include "isa/hardware_config.h"
#include "sim/cosim_command_options.h"

namespace vta::sim {

/// Verilates the design for a configuration if that was not done before, with a line on stderr that
/// says what it does. Returns the shared object.
std::string build_design(const isa::HardwareConfig& config,
                         const CosimOptions& options,
                         bool trace);

/// The RTL of one configuration beside the model that it is compared with: the cycle model, or the
/// functional one where the memory's latency is random.
class CosimRunner {
  public:
    /// `library` is what build_design() returned.
    CosimRunner(const isa::HardwareConfig& config,
                const CosimOptions& options,
                const std::string& library);

    cosim::Level level() const { return level_; }
    std::array<std::string, 2> names() const { return {reference_->name(), rtl_->name()}; }

    /// `data`: the programs are free of races, so bytes are compared. `seed` is of the memory.
    cosim::LockstepResult run(const std::vector<isa::Program>& launches,
                              bool data,
                              std::uint64_t seed);
    /// Only whether they diverge; faster.
    bool diverges(const isa::Program& program, bool data, std::uint64_t seed);
    /// Runs the RTL again with a waveform of the whole, or around the divergence.
    void trace(const std::vector<isa::Program>& launches,
               std::uint64_t seed,
               const cosim::Divergence* around,
               const std::string& path);

  private:
    cosim::RtlSimulation::Options rtl_options(const std::string& library) const;

    const isa::HardwareConfig config_;
    const CosimOptions options_;
    cosim::Level level_ = cosim::Level::kRetire;
    std::unique_ptr<cosim::LockstepSide> reference_;
    std::unique_ptr<cosim::RtlSide> rtl_;
};

}  // namespace vta::sim
