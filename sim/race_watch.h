// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "cosim/instruction_checker.h"
#include "sim/program_check.h"
#include "sim/program_observer.h"
#include "sim/session.h"

namespace vta::sim {

/// Watches runs for races: every instruction, once it starts, is compared with what ran before it
/// and is not ordered before it by tokens. Unlike a check before the run it knows the micro-ops
/// that STOREs wrote.
class RaceWatch : public ProgramObserver {
  public:
    explicit RaceWatch(const isa::HardwareConfig& config, std::size_t most = 20);
    /// Whose DRAM holds the micro-ops; before its first launch. It must outlive the watch's runs.
    void attach(const Session& session) { session_ = &session; }

    void powered_up() override;
    void begin(const isa::Program& program) override;
    void started(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void end(const cycle::LaunchResult& result, bool complete) override;

    const std::vector<Finding>& findings() const { return findings_; }  ///< at most `most` a launch
    std::size_t races() const { return races_; }                        ///< also those beyond that
    std::uint64_t watched() const { return watched_; }                  ///< instructions

  private:
    /// One launch.
    struct Launch {
        const isa::Program& program;
        std::vector<isa::Instruction> instructions;
        cosim::TokenOrder order;
        cosim::Findings found;
        cosim::InstructionChecker checker;
        Launch(const isa::HardwareConfig& config,
               const isa::Program& its_program,
               const cosim::QueueTokens& tokens,
               cosim::KnownMemory& memory,
               std::size_t most);
    };

    const isa::HardwareConfig config_;
    const std::size_t most_;
    const Session* session_ = nullptr;
    cosim::KnownMemory memory_;
    cosim::QueueTokens tokens_{};
    std::unique_ptr<Launch> launch_;
    std::size_t launches_ = 0;
    std::vector<Finding> findings_;
    std::size_t races_ = 0;
    std::uint64_t watched_ = 0;
};

}  // namespace vta::sim
