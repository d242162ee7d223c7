// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "models/cycle/fact_spans.h"
#include "sim/program_observer.h"

namespace vta::sim {

/// Several observers of one machine as one. Where facts come in batches, those that take them get
/// the batches and the others single calls, made from them; where one has to be told at once, all
/// get single calls, so one that takes facts must understand both. Reads come burst by burst.
class Observers : public ProgramObserver {
  public:
    /// Outlives this; before the observers are attached to anything.
    void add(ProgramObserver& observer) { members_.push_back({&observer, {}}); }
    bool empty() const { return members_.empty(); }

    bool reads_dram() const override;
    void sees_dram(const functional::Dram& dram) override;
    void powered_up() override;
    void begin(const isa::Program& program) override;
    void end(const cycle::LaunchResult& result, bool complete) override;
    void failed() override;

    bool takes_facts() const override;
    void facts(const cycle::FactBatch& batch) override;

    void launched() override;
    void finished(cycle::Cycle cycle) override;
    void dispatched(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void started(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void done(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void span(cycle::Unit unit,
              cycle::Cause cause,
              cycle::Cycle begin,
              cycle::Cycle end,
              std::uint32_t index) override;
    void token_pushed(cycle::TokenQueueId queue,
                      std::uint32_t index,
                      cycle::Cycle cycle,
                      std::uint32_t count) override;
    void token_popped(cycle::TokenQueueId queue,
                      std::uint32_t index,
                      cycle::Cycle cycle,
                      std::uint32_t count) override;
    void read_request(cycle::Client client,
                      std::uint32_t id,
                      std::uint64_t address,
                      std::uint32_t beats,
                      cycle::Cycle cycle) override;
    void read_data(cycle::Client client,
                   std::uint32_t id,
                   std::uint32_t beats,
                   cycle::Cycle first) override;
    void write_request(std::uint64_t address, std::uint32_t beats, cycle::Cycle cycle) override;
    void write_response(cycle::Cycle cycle) override;

  private:
    struct Member {
        ProgramObserver* observer = nullptr;
        cycle::FactSpans spans;  ///< of single calls made from facts
    };
    template <typename Call>
    void each(const Call& call) {
        for (const Member& member : members_) call(*member.observer);
    }

    std::vector<Member> members_;
};

}  // namespace vta::sim
