// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cosim/token_order.h"
#include "isa/instruction.h"

namespace vta::sim {

/// Looks for the dependency flags that would separate two racing instructions, and says them as an
/// order to the programmer. A remedy is tried before it is told: with it the program does not get
/// stuck and tokens order the two.
class RaceRemedy {
  public:
    RaceRemedy(const std::vector<isa::Instruction>& instructions,
               std::uint32_t queue_depth,
               const cosim::QueueTokens& tokens)
        : instructions_(instructions), queue_depth_(queue_depth), tokens_(tokens) {}

    /// Positions in the program.
    std::string text(std::uint32_t one, std::uint32_t other);

  private:
    struct Change {
        std::uint32_t index = 0;
        bool isa::Instruction::*flag = nullptr;
        bool set = true;  ///< else the flag is cleared
    };
    using Changes = std::vector<Change>;
    std::vector<Changes> candidates(std::uint32_t earlier, std::uint32_t later) const;
    void add_later_pushes(std::uint32_t earlier,
                          bool isa::Instruction::*push,
                          const std::vector<std::uint32_t>& pushers,
                          std::vector<Changes>& all) const;
    bool separates(const Changes& changes, std::uint32_t earlier, std::uint32_t later);
    std::string describe(const Changes& changes) const;

    std::vector<isa::Instruction> instructions_;
    std::uint32_t queue_depth_;
    cosim::QueueTokens tokens_;
    std::uint64_t tried_ = 0;  ///< instructions walked through for trials
};

}  // namespace vta::sim
