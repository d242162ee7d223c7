// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "cosim/random_source.h"
#include "isa/instruction.h"

namespace vta::cosim {

/// The instructions of each module in order.
using Streams = std::array<std::vector<isa::Instruction>, isa::kModuleCount>;

/// Whether the streams, handed out in this order, reach their ends with command queues of this
/// depth: no module starves for a token whose producer stands behind a full queue.
bool runs_to_end(const Streams& streams,
                 const std::vector<isa::Module>& order,
                 std::uint32_t queue_depth);

/// Another program order of the same streams, FINISH last: what each module does and which tokens
/// it waits for stay, when it gets its instructions changes (also pops ahead of their pushes).
std::vector<isa::Module> interleave(const Streams& streams,
                                    const std::vector<isa::Module>& order,
                                    std::uint32_t queue_depth,
                                    RandomSource& random);

}  // namespace vta::cosim
