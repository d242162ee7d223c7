// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "base/error.h"
#include "isa/program.h"
#include "sim/cosim_command_options.h"

namespace vta::sim {

/// A random program of `vta cosim`, all of it a function of configuration and seed.
struct CosimProgram {
    isa::Program program;
    bool race_free = true;  ///< else timing only
};
/// `race_free`: must be free of races.
CosimProgram cosim_program(const isa::HardwareConfig& config, std::uint64_t seed, bool race_free);

/// Runs options.random programs, seeds from options.seed on, and reports. Returns the exit code.
ExitCode run_random_cosim(const CosimOptions& options, std::ostream& out);

}  // namespace vta::sim
