// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "cosim/rtl_abi.h"
#include "isa/instruction.h"
#include "models/cycle/observer.h"

namespace vta::cosim {

using cycle::Cycle;

/// Why each unit of the design spends each cycle of a launch, by its own signals: tells an observer
/// the spans of cycle::Observer. Told of the events of a cycle, then of the cycle. What a unit
/// waits for is told when the wait is over, because only then it is known which instruction came,
/// or that none did. The memory must answer in order.
class RtlCauses {
  public:
    /// What the design shows in a cycle.
    struct Signals {
        const VtaRtlInputs& in;
        const VtaRtlOutputs& out;
        const VtaRtlProbe& probe;
        const VtaRtlCauses& causes;
    };

    /// Cycle 0 of a launch of `count` instructions comes next.
    void launch(cycle::Observer* observer, std::uint32_t count);
    /// FINISH is done in this cycle, which belongs to nobody any more.
    void finish(Cycle now);
    /// Nobody knows how the launch goes on: what is under way is told, not what units wait for.
    void abandon(Cycle now);
    void stop() { observer_ = nullptr; }
    /// From launch() to finish(), abandon() or stop().
    bool watching() const { return observer_ != nullptr; }

    // Events of a cycle, before cycle().
    void dispatched(cycle::Unit unit,
                    std::uint32_t index,
                    const isa::Instruction& instruction,
                    Cycle now);
    void started(cycle::Unit unit, Cycle now);
    void done(cycle::Unit unit) { module(unit).ends = module(unit).running.has_value(); }
    void cycle(const Signals& signals, Cycle now);

  private:
    struct Queued {
        std::uint32_t index = 0;
        isa::Instruction instruction;
        Cycle dispatched = 0;
    };
    struct Module {
        std::deque<Queued> waiting;
        std::optional<Queued> running;
        bool ends = false;             ///< the running instruction, in this cycle
        bool first = true;             ///< nothing was done in this launch
        Cycle free_since = 0;          ///< where its last span ended, while nothing runs
        bool lacks_next_only = false;  ///< of the tokens, in the last cycle of a wait
        // Of the running instruction.
        bool asked = false;      ///< its first read command has come to the memory engine
        bool issued = false;     ///< its first operation
        bool data_done = false;  ///< all data were written
    };
    struct Span {
        cycle::Cause cause = cycle::Cause::kNoRequest;
        Cycle begin = 0;
        std::uint32_t index = cycle::Observer::kNoInstruction;
    };
    struct Burst {
        cycle::Client client;
        bool started;  ///< a beat was on the bus
    };
    enum class FetchState : std::uint8_t { kIssue, kRead, kDrain };

    static std::size_t index_of(cycle::Unit unit) { return static_cast<std::size_t>(unit); }
    Module& module(cycle::Unit unit) { return modules_[index_of(unit)]; }
    bool asks(cycle::Client client, const Signals& signals) const;
    bool in_flight(cycle::Client client) const {
        return in_flight_[static_cast<std::size_t>(client)] > 0;
    }

    cycle::Cause fetch_cause(const Signals& signals);
    cycle::Cause read_cause(cycle::Client client) const;
    cycle::Cause load_cause(Module& module, const Signals& signals) const;
    cycle::Cause running_cause(cycle::Unit unit, const Signals& signals);
    cycle::Cause vme_read_cause(const Signals& signals);
    cycle::Cause vme_write_cause(const Signals& signals) const;
    cycle::Cause memory_cause(const Signals& signals) const;

    void look_at_module(cycle::Unit unit, const Signals& signals, Cycle now);
    void follow_reads(const Signals& signals);
    void tell_wait(cycle::Unit unit, Cycle now);
    void tell(cycle::Unit unit, cycle::Cause cause, Cycle begin, Cycle end, std::uint32_t index) {
        if (begin < end) observer_->span(unit, cause, begin, end, index);
    }
    /// The unit's cycles from `now` on.
    void set(cycle::Unit unit, cycle::Cause cause, std::uint32_t index, Cycle now);
    void close(cycle::Unit unit, Cycle now);
    void close_all(Cycle now);

    cycle::Observer* observer_ = nullptr;
    std::uint32_t count_ = 0;
    std::uint32_t dispatched_ = 0;
    std::array<Module, isa::kModuleCount> modules_;
    std::array<Span, cycle::kUnitCount> spans_;  ///< open ones
    FetchState fetch_ = FetchState::kIssue;
    bool read_held_ = false;    ///< a read address waits for the memory
    std::deque<Burst> bursts_;  ///< reads in flight, in order
    std::array<std::uint32_t, cycle::kClientCount> in_flight_{};
};

}  // namespace vta::cosim
