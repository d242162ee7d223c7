// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "cosim/random_source.h"
#include "cosim/token_order.h"

namespace vta::tests {

/// Some execution that the tokens allow: at each step a random one of the modules that may go on,
/// or, with `greedy`, the same module as long as it may. Positions in the program.
std::vector<std::uint32_t> random_schedule(const cosim::TokenOrder& order,
                                           bool greedy,
                                           cosim::RandomSource& random);

}  // namespace vta::tests
