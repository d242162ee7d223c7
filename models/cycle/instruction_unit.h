// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "isa/stuck.h"
#include "models/cycle/clocked_unit.h"
#include "models/cycle/command_queue.h"
#include "models/cycle/token_queue.h"

namespace vta::cycle {

/// The part that Load, Compute and Store share: takes instructions from the command queue in order,
/// waits for their tokens, executes one at a time and pushes tokens when it is done
/// (microarchitecture 7.1, 8.1, 9.1).
class InstructionUnit : public ClockedUnit {
  public:
    /// The token queues towards one neighbour; null where the hardware has none.
    struct Neighbour {
        TokenQueue* from = nullptr;  ///< popped
        TokenQueue* to = nullptr;    ///< pushed
    };

    CommandQueue inst_queue{"inst_queue", context_};

    InstructionUnit(const sc_core::sc_module_name& name, Context& context, Unit unit);
    /// Before the simulation starts.
    void connect(const Neighbour& prev, const Neighbour& next);

    void reset() override;
    /// A new launch: waiting times before it belong to nobody.
    void start_observing();
    /// FINISH in cycle `finish`: closes the span of what the unit waits for.
    void close_spans(Cycle finish);

    /// An instruction whose tokens are missing and not on their way.
    std::optional<isa::WaitingModule> waiting() const;
    bool executing() const { return executing_; }
    std::uint32_t executed() const { return static_cast<std::uint32_t>(inst_queue.retired()); }
    /// First cycle in which the unit is free, as far as known.
    Cycle free_from() const { return free_from_; }
    std::uint64_t started() const { return started_; }

  protected:
    /// Executes an instruction from cycle `start` on. Returns its done cycle, or kNever: then
    /// complete() follows.
    virtual Cycle execute(const Command& command, Cycle start) = 0;
    void complete(Cycle done);
    /// Called when the unit armed itself while it executes.
    virtual void continue_execution(Cycle /*now*/) {}
    void span(Cause cause, Cycle begin, Cycle end, std::uint32_t index);

  private:
    void step(Cycle now) override;
    Cycle start_cycle() const;
    void reconsider();
    void start(const Command& command, Cycle now);
    void retire(Cycle done);
    void observe_wait(const Command& command, Cycle start);

    const Unit unit_;
    Neighbour prev_;
    Neighbour next_;
    bool executing_ = false;
    Command current_;  ///< the instruction executing
    Cycle free_from_ = 0;
    std::uint64_t started_ = 0;
    Cycle waits_since_ = 0;  ///< end of the last span reported
    bool idle_before_ = true;
};

}  // namespace vta::cycle
