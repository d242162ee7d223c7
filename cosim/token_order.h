// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "cosim/clock.h"
#include "isa/instruction.h"
#include "isa/stuck.h"

namespace vta::cosim {

/// What the tokens of a program order. Because every queue has one producer and one consumer, each
/// in order, the n-th pop always meets the n-th push: the order is the same in every execution.
struct TokenOrder {
    /// Instructions of each module, as positions in the program.
    std::array<std::vector<std::uint32_t>, isa::kModuleCount> streams;
    /// Before an instruction starts, this much is complete; by position in the program.
    std::vector<Clock> start;
    /// One possible execution, as positions in the program. Shorter than the program if stuck.
    std::vector<std::uint32_t> execution;
    /// The first push after which more than 255 tokens may lie in its queue, or program size.
    std::uint32_t overflowing_push = 0;
    bool stuck = false;
    isa::StuckState stuck_state;  ///< where it is stuck

    /// Position of the n-th (from 1) instruction of a module.
    std::uint32_t position(isa::Module module, std::uint32_t number) const {
        return streams[static_cast<std::size_t>(module)][number - 1];
    }
};

TokenOrder order_by_tokens(const std::vector<isa::Instruction>& program, std::uint32_t queue_depth);

}  // namespace vta::cosim
