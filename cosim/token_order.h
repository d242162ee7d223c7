// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "cosim/clock.h"
#include "isa/instruction.h"
#include "isa/stuck.h"

namespace vta::cosim {

/// Tokens in the four queues: load to compute, compute to load, compute to store, store to compute.
using QueueTokens = std::array<std::uint32_t, 4>;

/// What the tokens of a program order. Because every queue has one producer and one consumer, each
/// in order, the n-th pop always meets the n-th push: the order is the same in every execution.
struct TokenOrder {
    /// Instructions of each module, as positions in the program.
    std::array<std::vector<std::uint32_t>, isa::kModuleCount> streams;
    /// Before an instruction starts, this much is complete; by position in the program.
    std::vector<Clock> start;
    /// One possible execution, as positions in the program: of what can run always the earliest of
    /// the program. Shorter than the program if stuck.
    std::vector<std::uint32_t> execution;
    /// The first push after which more than 255 tokens may lie in its queue, or program size.
    std::uint32_t overflowing_push = 0;
    bool stuck = false;
    isa::StuckState stuck_state;  ///< where it is stuck
    QueueTokens left{};           ///< tokens in the queues at the end

    /// Position of the n-th (from 1) instruction of a module.
    std::uint32_t position(isa::Module module, std::uint32_t number) const {
        return streams[static_cast<std::size_t>(module)][number - 1];
    }
};

/// `tokens` lay in the queues before the launch; who pops one knows nothing more than before.
TokenOrder order_by_tokens(const std::vector<isa::Instruction>& program,
                           std::uint32_t queue_depth,
                           const QueueTokens& tokens = {});

}  // namespace vta::cosim
