// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/hardware_config.h"
#include "models/cycle/fact_spans.h"
#include "sim/program_observer.h"
#include "sim/token_program.h"

namespace vta::sim {

/// A stretch of the critical path: what one unit did for one instruction.
struct PathSegment {
    cycle::Unit unit = cycle::Unit::kFetch;
    std::uint32_t index = cycle::Observer::kNoInstruction;  ///< Fetch: none
    cycle::Cycle begin = 0;
    cycle::Cycle end = 0;  ///< one past the last cycle
    enum class Reason : std::uint8_t {
        kProgramStart,                 ///< the launch
        kInOrder,                      ///< the instruction before it in the module ended
        kToken,                        ///< a token of another module arrived
        kDispatch,                     ///< Fetch handed it out
        kQueueRoom,                    ///< Fetch: room in a full command queue
    } reason = Reason::kProgramStart;  ///< why it began when it did
};

/// Watches one launch in the cycle model and finds the chain of instructions, tokens and fetches
/// that decides when FINISH is reached: no cycle from launch to FINISH is missing or counted twice.
class CriticalPath : public ProgramObserver {
  public:
    /// Of a launch with more spans of causes nothing is known; a span takes 24 bytes.
    static constexpr std::size_t kMaxSpans = 8'000'000;

    explicit CriticalPath(const isa::HardwareConfig& config) : config_(config) {}

    void powered_up() override { tokens_ = {}; }
    void begin(const isa::Program& program) override;
    void end(const cycle::LaunchResult& result, bool complete) override;
    bool takes_facts() const override { return true; }
    void facts(const cycle::FactBatch& batch) override;
    void finished(cycle::Cycle cycle) override { finish_ = cycle; }
    void dispatched(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void started(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void done(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void span(cycle::Unit unit,
              cycle::Cause cause,
              cycle::Cycle begin,
              cycle::Cycle end,
              std::uint32_t index) override;

    cycle::Cycle cycles() const { return finish_; }
    /// From launch to FINISH; none where FINISH was not reached or too much happened.
    std::vector<PathSegment> segments() const;
    /// Tokens in the queues before the launch.
    const TokenCounts& tokens() const { return tokens_before_; }

    struct CauseCycles {
        cycle::Cause cause = cycle::Cause::kIssue;
        cycle::Cycle cycles = 0;
    };
    /// A segment's cycles by cause; they sum to its length.
    std::vector<CauseCycles> causes(const PathSegment& segment) const;

  protected:
    /// Of this launch nothing is kept.
    void ignore();

  private:
    static constexpr std::uint32_t kNone = cycle::Observer::kNoInstruction;
    struct Times {
        cycle::Unit unit = cycle::Unit::kLoad;
        cycle::Cycle dispatch = -1, start = -1, done = -1;
        std::uint32_t previous = kNone;                      ///< in its module
        std::array<std::uint32_t, 2> pushers{kNone, kNone};  ///< of the tokens it popped
        std::uint32_t room = kNone;  ///< whose end made room for it in the command queue
        std::size_t first_part = 0;  ///< of its cycles by cause
    };
    void find_pushers(const TokenProgram& tokens);

    struct Span {
        cycle::Cause cause;
        cycle::Cycle begin, end;
    };
    /// Cycles of an instruction by cause: of its module, those of an instruction together.
    struct Parts {
        std::vector<CauseCycles> all;
        std::uint32_t index = kNone;  ///< the instruction of the newest ones
    };
    void add_part(Parts& parts, std::uint32_t index, cycle::Cause cause, cycle::Cycle cycles);
    PathSegment enter(std::uint32_t index, cycle::Cycle end) const;
    /// What decided the start of the instruction: leads to another, or to Fetch (kNone).
    PathSegment::Reason why(std::uint32_t index, std::uint32_t& from) const;
    std::vector<CauseCycles> fetch_causes(const PathSegment& segment) const;
    std::uint32_t walk_fetch(cycle::Cycle end, std::vector<PathSegment>& path) const;

    const isa::HardwareConfig config_;
    std::vector<Times> times_;
    std::vector<Span> fetch_spans_;
    std::array<Parts, isa::kModuleCount> parts_;
    std::size_t span_count_ = 0;
    cycle::FactSpans fact_spans_;
    TokenCounts tokens_{};  ///< after the launches so far
    TokenCounts tokens_before_{};
    std::uint32_t finish_index_ = kNone;
    cycle::Cycle finish_ = 0;
};

}  // namespace vta::sim
