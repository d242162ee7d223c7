// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "models/cycle/fact_spans.h"
#include "tests/cycle/golden_slice.h"

namespace vta {
namespace {

using cycle::Cycle;

/// Writes down every single call.
class CallLog : public cycle::Observer {
  public:
    void launched() override { calls.emplace_back("launched"); }
    void finished(Cycle cycle) override { add("finished", cycle); }
    void dispatched(cycle::Unit unit, std::uint32_t index, Cycle cycle) override {
        add("dispatched", to_string(unit), index, cycle);
    }
    void started(cycle::Unit unit, std::uint32_t index, Cycle cycle) override {
        add("started", to_string(unit), index, cycle);
    }
    void done(cycle::Unit unit, std::uint32_t index, Cycle cycle) override {
        add("done", to_string(unit), index, cycle);
    }
    void span(cycle::Unit unit,
              cycle::Cause cause,
              Cycle begin,
              Cycle end,
              std::uint32_t index) override {
        add("span", to_string(unit), to_string(cause), begin, end, index);
    }
    void token_pushed(cycle::TokenQueueId queue,
                      std::uint32_t index,
                      Cycle cycle,
                      std::uint32_t count) override {
        add("pushed", to_string(queue), index, cycle, count);
    }
    void token_popped(cycle::TokenQueueId queue,
                      std::uint32_t index,
                      Cycle cycle,
                      std::uint32_t count) override {
        add("popped", to_string(queue), index, cycle, count);
    }
    void read_request(cycle::Client client,
                      std::uint32_t id,
                      std::uint64_t address,
                      std::uint32_t beats,
                      Cycle cycle) override {
        add("read_request", static_cast<int>(client), id, address, beats, cycle);
    }
    void read_data(cycle::Client client,
                   std::uint32_t id,
                   std::uint32_t beats,
                   Cycle first) override {
        add("read_data", static_cast<int>(client), id, beats, first);
    }
    void write_request(std::uint64_t address, std::uint32_t beats, Cycle cycle) override {
        add("write_request", address, beats, cycle);
    }
    void write_response(Cycle cycle) override { add("write_response", cycle); }

    std::vector<std::string> calls;

  private:
    template <typename... Values>
    void add(const char* name, const Values&... values) {
        std::string call = name;
        ((call += fmt::format(" {}", values)), ...);
        calls.push_back(call);
    }
};

/// Takes batches and expands them.
class Expander : public cycle::Observer {
  public:
    bool takes_facts() const override { return true; }
    void facts(const cycle::FactBatch& batch) override {
        for (const cycle::Fact& fact : batch) tell(fact, batch.launch, spans_, log);
    }
    CallLog log;

  private:
    cycle::FactSpans spans_;
};

TEST_CASE("facts of batches expand to the single calls in their order") {
    tests::for_each_golden([](const sim::Vector& vector, const isa::HardwareConfig& config) {
        for (const bool four_phase : {false, true}) {
            cycle::Simulation::Options options;
            options.timing_only = true;
            options.four_phase_memory = four_phase;
            options.dram_bytes = vector.dram_bytes;
            CallLog single;
            Expander batches;
            for (cycle::Observer* observer : {static_cast<cycle::Observer*>(&single),
                                              static_cast<cycle::Observer*>(&batches)}) {
                cycle::Simulation simulation(config, options);
                simulation.observe(observer);
                tests::run_vector(simulation, vector);
            }
            CAPTURE(vector.where(), vector.name, four_phase);
            CHECK(single.calls.size() > 2);
            // Not compared by CHECK, which would print all of both.
            const bool equal = single.calls == batches.log.calls;
            CHECK(equal);
        }
    });
}

}  // namespace
}  // namespace vta
