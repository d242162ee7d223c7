// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "isa/instruction.h"

namespace vta::cosim {

/// A push and the pop that takes its token, as positions in the program; one of them may be missing
/// (tokens that are left over).
struct TokenPair {
    std::size_t queue = 0;  ///< cycle::TokenQueueId
    std::optional<std::size_t> push;
    std::optional<std::size_t> pop;
};

/// The pairs of a program on empty queues: the n-th pop of a queue takes the n-th push.
std::vector<TokenPair> token_pairs(const std::vector<isa::Instruction>& program);

/// Clears the flags of both ends; every other pop keeps its push.
void clear_pair(std::vector<isa::Instruction>& program, const TokenPair& pair);

/// The program without the instructions at which `removed` is true and without the tokens that tie
/// them to others.
std::vector<isa::Instruction> without(const std::vector<isa::Instruction>& program,
                                      const std::vector<bool>& removed);

/// An instruction of the same module with the same tokens and no work.
isa::Instruction tokens_only(const isa::Instruction& instruction);

}  // namespace vta::cosim
