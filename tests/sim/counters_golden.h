// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "sim/program_observer.h"

namespace vta::tests {

/// One vector of tests/golden.
struct GoldenProgram {
    std::string where;
    std::string name;
    isa::HardwareConfig config;
    std::vector<isa::Program> launches;
    std::uint64_t cycles = 0;  ///< recorded, over all launches
};

void for_each_golden_program(const std::function<void(const GoldenProgram&)>& visit);

/// Runs all launches, without data, under an observer.
void run_observed(const GoldenProgram& golden, sim::ProgramObserver& observer, bool four_phase);

}  // namespace vta::tests
