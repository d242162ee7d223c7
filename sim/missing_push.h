// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sim/token_program.h"

namespace vta::sim {

/// An instruction that most likely lacks a push flag.
struct MissingPush {
    TokenQueue queue = TokenQueue::kLoadToCompute;
    std::uint32_t index = 0;  ///< the instruction, by its position in the program
};

struct MissingPushes {
    std::vector<MissingPush> pushes;  ///< most urgent first; a handful at most
    bool would_finish = false;        ///< with all these flags set the program reaches FINISH
};

/// Whether a program with this flag set is sound beyond its tokens: nothing races.
using PushJudge = std::function<bool(const MissingPush&)>;

/// Looks for the instructions whose missing push flags explain why the program sticks: those that,
/// with the flag set, let it go on, and that look most like the instructions that do push to the
/// queue (their kind, their neighbours in their module, their place between the queue's pops). With
/// a judge one that it agrees with goes before the others.
MissingPushes find_missing_pushes(TokenProgram program, const PushJudge& judge = {});

}  // namespace vta::sim
