// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "isa/instruction.h"

namespace vta::isa {

/// A module whose next instruction lacks a token.
struct WaitingModule {
    Module module = Module::kLoad;
    std::uint32_t index = 0;  ///< position of the waiting instruction in the program
    Instruction instruction;
    bool lacks_prev = false;  ///< pop_prev set, and that queue is empty
    bool lacks_next = false;  ///< pop_next set, and that queue is empty
};

/// Where a program stood when nothing could ever happen again.
struct StuckState {
    std::vector<WaitingModule> waiting;
    /// Instructions that each module had executed, by isa::Module.
    std::array<std::uint32_t, kModuleCount> executed{};
    /// Fetch cannot hand out this instruction because its module's command queue is full.
    std::optional<std::uint32_t> blocked_dispatch;
    std::uint32_t dispatched = 0;  ///< instructions handed out so far, of `count`
    std::uint32_t count = 0;
};

/// Thrown by every model for a program that can never finish. what() names each waiting instruction
/// with the token queue it waits for; tools that know the whole program say more from state().
class StuckError : public DeadlockError {
  public:
    explicit StuckError(StuckState state);
    const StuckState& state() const { return state_; }

  private:
    StuckState state_;
};

/// The queue an instruction of `module` pops with pop_prev or pop_next, as people read it:
/// "load to compute".
const char* popped_queue_name(Module module, bool prev);

}  // namespace vta::isa
