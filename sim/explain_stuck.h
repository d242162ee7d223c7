// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "isa/stuck.h"
#include "sim/missing_push.h"
#include "sim/token_program.h"

namespace vta::sim {

/// Explains why a launch can never finish, in several lines without a newline at the end: every
/// waiting instruction with its queue, how many tokens went through it, the instruction that would
/// have to push the next one, the circle if the modules wait for one another, and the instruction
/// that most likely lacks its push flag. `tokens` lay in the queues before the launch.
/// `judge` tells which flag would leave no race.
std::string explain_stuck(const isa::HardwareConfig& config,
                          const std::vector<isa::Word128>& instructions,
                          const TokenCounts& tokens,
                          const isa::StuckState& state,
                          const PushJudge& judge = {});

}  // namespace vta::sim
