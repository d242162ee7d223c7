// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/token_program.h"

namespace vta::sim {

/// An instruction that most likely lacks a push flag.
struct MissingPush {
    TokenQueue queue = TokenQueue::kLoadToCompute;
    std::uint32_t index = 0;    ///< the instruction, by its position in the program
    bool would_finish = false;  ///< with the flag set the program reaches FINISH
};

/// Looks among the producers of `queues` for the instruction whose missing push flag explains why
/// the program sticks: one that, with the flag set, lets more instructions run, and that looks most
/// like the instructions that do push to the queue (its kind, its neighbours in its module).
std::optional<MissingPush> find_missing_push(const TokenProgram& program,
                                             const std::vector<TokenQueue>& queues);

}  // namespace vta::sim
