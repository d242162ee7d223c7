// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/instruction.h"
#include "models/cycle/observer.h"
#include "sim/counters.h"

namespace vta::sim {

/// A token counter of the hardware holds no more; a further token is lost.
inline constexpr std::uint64_t kMaximumTokens = 255;

/// Which token queues an instruction of a module takes from and puts into.
struct TokenUse {
    std::array<bool, cycle::kTokenQueueCount> pops{};
    std::array<bool, cycle::kTokenQueueCount> pushes{};
};
TokenUse token_use(cycle::Unit module, const isa::Instruction& instruction);

/// What lay in a queue in cycles [0, finish). Pushes and pops in order of their cycles; each
/// changes the number of entries in the next cycle. A push beyond `maximum` is lost. `entries` lay
/// there before, and is set to what lies there when all that was reported has happened.
Occupancy queue_occupancy(const std::vector<cycle::Cycle>& pushes,
                          const std::vector<cycle::Cycle>& pops,
                          cycle::Cycle finish,
                          std::uint64_t maximum,
                          std::uint64_t& entries);

}  // namespace vta::sim
