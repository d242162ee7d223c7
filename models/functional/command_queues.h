// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "isa/stuck.h"

namespace vta::functional {

/// The four token counters. A push at 255 is lost.
class Tokens {
  public:
    void reset() { counters_ = {}; }
    bool has_prev(isa::Module module) const;
    bool has_next(isa::Module module) const;
    bool can_start(isa::Module module, const isa::Instruction& instruction) const;
    void pop(isa::Module module, const isa::Instruction& instruction);
    /// Number of pushes that were lost.
    std::uint32_t push(isa::Module module, const isa::Instruction& instruction);

  private:
    enum Queue { kLoadToCompute, kComputeToLoad, kComputeToStore, kStoreToCompute };
    bool add(Queue queue);
    std::array<std::uint8_t, 4> counters_{};
};

/// Dispatched instructions that wait for their module, bounded as the hardware's queues are.
class CommandQueues {
  public:
    struct Entry {
        std::uint32_t index = 0;
        isa::Instruction instruction;
    };

    explicit CommandQueues(std::uint32_t depth) : depth_(depth) {}
    /// False if the queue of the instruction's module is full.
    bool push(const Entry& entry);
    /// Takes the earliest instruction of the program that `tokens` let start, if any.
    std::optional<Entry> take(const Tokens& tokens);
    bool empty() const;
    void clear();
    /// Heads of the queues that lack a token, into `state`.
    void describe(const Tokens& tokens, isa::StuckState& state) const;

  private:
    std::uint32_t depth_;
    std::array<std::deque<Entry>, isa::kModuleCount> queues_;
};

}  // namespace vta::functional
