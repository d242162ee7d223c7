// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "cosim/instruction_checker.h"
#include "sim/program_check.h"
#include "sim/program_observer.h"

namespace vta::sim {

/// Watches runs for races: every instruction, once it starts, is compared with what ran before it
/// and is not ordered before it by tokens. Unlike a check before the run it knows the micro-ops
/// that STOREs wrote.
class RaceWatch : public ProgramObserver {
  public:
    /// `data_moves` false: of micro-ops that a STORE wrote only that is known, and found.
    explicit RaceWatch(const isa::HardwareConfig& config,
                       bool data_moves = true,
                       std::size_t most = 20);

    bool reads_dram() const override { return true; }
    void sees_dram(const functional::Dram& dram) override { dram_ = &dram; }
    void powered_up() override;
    void begin(const isa::Program& program) override;
    void started(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void end(const cycle::LaunchResult& /*result*/, bool /*complete*/) override { collect(); }
    /// What was found until the launch got stuck counts.
    void failed() override { collect(); }

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
               cosim::InstructionChecker::Scope scope,
               std::size_t most);
    };

    void collect();

    const isa::HardwareConfig config_;
    const std::size_t most_;
    const bool data_moves_;
    const functional::Dram* dram_ = nullptr;
    cosim::KnownMemory memory_;
    cosim::QueueTokens tokens_{};
    std::unique_ptr<Launch> launch_;
    std::size_t launches_ = 0;
    std::vector<Finding> findings_;
    std::size_t races_ = 0;
    std::uint64_t watched_ = 0;
};

}  // namespace vta::sim
