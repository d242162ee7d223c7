// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cosim/legality.h"
#include "isa/instruction.h"
#include "isa/program.h"

namespace vta::tests {

using Plant = std::function<void(std::vector<isa::Instruction>&)>;

/// One change that makes a good program bad, and what must be said of it.
struct PlantedFault {
    std::string what;
    Plant plant;
    cosim::Rule rule = cosim::Rule::kRace;
    std::uint32_t index = 0;
    std::optional<std::uint32_t> other = std::nullopt;  ///< of races: the later instruction
    std::string memory = "";                            ///< of races
    std::string text = "";  ///< the message holds it; then the index does not matter
};

/// A small pipelined program for the default configuration: two rounds of loads, GEMM, store.
isa::Program program_of_faults(const Plant& plant);

std::vector<PlantedFault> planted_faults();

}  // namespace vta::tests
