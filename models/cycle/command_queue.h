// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <systemc>
#include <vector>

#include "isa/instruction.h"
#include "models/cycle/context.h"

namespace vta::cycle {

/// An instruction on its way to a module.
struct Command {
    isa::Instruction instruction;
    std::uint32_t index = 0;  ///< position in the launched program
    Cycle dispatch = 0;       ///< cycle in which Fetch hands it out; visible one cycle later
};

/// The queue between Fetch and a module. An entry is held from its dispatch to the done cycle of
/// its instruction; a full queue takes none in the cycle in which it is popped. Entries carry their
/// dispatch cycle, which may lie ahead.
class CommandQueue : public sc_core::sc_object {
  public:
    CommandQueue(const char* name, Context& context);

    /// Called after every push (the consumer), and when room() may have become known (the
    /// producer).
    void on_push(std::function<void()> consumer) { consumer_ = std::move(consumer); }
    void on_room(std::function<void()> producer) { producer_ = std::move(producer); }

    void reset();

    /// Producer: the first cycle in which the next entry can be dispatched; kNever while that
    /// depends on an instruction whose end is not known.
    Cycle room() const {
        if (pushed_ < depth_) return -kNever;
        return pushed_ - depth_ < retired_ ? done_[pushed_ % depth_] + 1 : kNever;
    }
    void push(const Command& command);

    /// Consumer: entries not yet taken.
    bool empty() const { return taken_ == pushed_; }
    const Command& front() const { return entries_[taken_ % depth_]; }
    /// Consumer: starts the front entry; its end becomes known with retire(), in the same order.
    void take() { ++taken_; }
    void retire(Cycle done);

    std::uint64_t pushed() const { return pushed_; }
    std::uint64_t retired() const { return retired_; }

  private:
    std::uint64_t depth_;
    std::vector<Command> entries_;
    std::vector<Cycle> done_;  ///< done cycles of the last `depth_` entries, a ring
    std::uint64_t pushed_ = 0;
    std::uint64_t taken_ = 0;
    std::uint64_t retired_ = 0;
    std::function<void()> consumer_;
    std::function<void()> producer_;
};

}  // namespace vta::cycle
