// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/instruction.h"

namespace vta::runtime {

/// The instructions of one submission and the rules by which dependency flags attach to them
/// (ISA reference 7.5): pops wait for the stage's next instruction, a push goes to the last
/// instruction of the queue where it can, and NOPs carry what is left.
class InstructionQueue {
  public:
    /// The instruction takes the pending pops of its stage.
    void append(isa::Instruction instruction);

    /// A token from stage to stage; one of them must be compute.
    void dep_push(isa::Module from, isa::Module to);
    void dep_pop(isa::Module from, isa::Module to);

    /// Orders everything before FINISH and appends it. Serial: the flags are rewritten so that each
    /// instruction waits for the one before.
    void seal(bool serial);

    const std::vector<isa::Instruction>& instructions() const { return instructions_; }
    std::size_t size() const { return instructions_.size(); }
    /// Forgets instructions and pending pops.
    void clear();

  private:
    struct Pending {
        bool pop_prev = false;
        bool pop_next = false;
    };
    Pending& pending(isa::Module stage) { return pending_[static_cast<std::size_t>(stage)]; }
    void append_nop(isa::Module stage);
    void flush_pops(isa::Module stage);
    bool last_can_push(isa::Module stage, bool isa::Instruction::*flag) const;
    void serialize();

    std::vector<isa::Instruction> instructions_;
    std::array<Pending, isa::kModuleCount> pending_{};
};

}  // namespace vta::runtime
