// SPDX-License-Identifier: Apache-2.0
#include "sim/observers.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/config_set.h"
#include "sim/counters_observer.h"
#include "sim/critical_path.h"
#include "sim/session.h"
#include "sim/vector_replayer.h"
#include "tests/sim/stuck_programs.h"

namespace vta::tests {
namespace {

using cycle::Cycle;

/// Writes down what it is told by single calls.
class Diary final : public sim::ProgramObserver {
  public:
    explicit Diary(bool reads_dram = false) : reads_dram_(reads_dram) {}
    std::vector<std::string> lines;
    const functional::Dram* dram = nullptr;

    bool reads_dram() const override { return reads_dram_; }
    void sees_dram(const functional::Dram& seen) override { dram = &seen; }
    void begin(const isa::Program&) override { lines.emplace_back("begin"); }
    void end(const cycle::LaunchResult& result, bool complete) override {
        lines.push_back(fmt::format("end {} {}", result.cycles, complete));
    }
    void launched() override { lines.emplace_back("launched"); }
    void finished(Cycle cycle) override { lines.push_back(fmt::format("finished {}", cycle)); }
    void dispatched(cycle::Unit unit, std::uint32_t index, Cycle cycle) override {
        add("dispatched", unit, index, cycle);
    }
    void started(cycle::Unit unit, std::uint32_t index, Cycle cycle) override {
        add("started", unit, index, cycle);
    }
    void done(cycle::Unit unit, std::uint32_t index, Cycle cycle) override {
        add("done", unit, index, cycle);
    }
    void span(
        cycle::Unit unit, cycle::Cause cause, Cycle begin, Cycle end, std::uint32_t) override {
        lines.push_back(fmt::format("{} {} {} {}", to_string(unit), to_string(cause), begin, end));
    }
    void token_pushed(cycle::TokenQueueId queue,
                      std::uint32_t,
                      Cycle at,
                      std::uint32_t n) override {
        lines.push_back(fmt::format("push {} {} {}", to_string(queue), at, n));
    }
    void token_popped(cycle::TokenQueueId queue,
                      std::uint32_t,
                      Cycle at,
                      std::uint32_t n) override {
        lines.push_back(fmt::format("pop {} {} {}", to_string(queue), at, n));
    }
    void read_request(
        cycle::Client, std::uint32_t id, std::uint64_t address, std::uint32_t, Cycle at) override {
        lines.push_back(fmt::format("request {} {} {}", id, address, at));
    }
    void read_data(cycle::Client, std::uint32_t id, std::uint32_t beats, Cycle first) override {
        lines.push_back(fmt::format("data {} {} {}", id, beats, first));
    }
    void write_request(std::uint64_t address, std::uint32_t beats, Cycle at) override {
        lines.push_back(fmt::format("write {} {} {}", address, beats, at));
    }
    void write_response(Cycle at) override { lines.push_back(fmt::format("response {}", at)); }

  private:
    void add(const char* what, cycle::Unit unit, std::uint32_t index, Cycle cycle) {
        lines.push_back(fmt::format("{} {} {} {}", what, to_string(unit), index, cycle));
    }
    const bool reads_dram_;
};

/// Counts batches.
class Batches final : public sim::ProgramObserver {
  public:
    std::size_t batches = 0;
    std::size_t calls = 0;
    bool takes_facts() const override { return true; }
    void facts(const cycle::FactBatch&) override { ++batches; }
    void started(cycle::Unit, std::uint32_t, Cycle) override { ++calls; }
};

void run(const isa::HardwareConfig& config,
         const isa::Program& program,
         sim::ProgramObserver& observer) {
    sim::SessionOptions options;
    options.observer = &observer;
    const auto session = sim::make_session(config, options);
    session->power_up(program);
    session->launch(program, {});
}

TEST_CASE("Observers of one run are each told what they would be told alone") {
    sim::ConfigSet configs;
    const sim::Vector vector = golden_vectors("pipeline", "de10nano").at(0);
    const auto& config = configs.find(sim::config_name_of(vector), vector.where());
    const isa::Program program = sim::first_program(config, vector);
    Diary alone;
    run(config, program, alone);
    REQUIRE(alone.lines.size() > 300);
    sim::CounterObserver counters_alone(config, {});
    run(config, program, counters_alone);
    sim::CriticalPath path_alone(config);
    run(config, program, path_alone);

    for (const bool at_once : {false, true}) {
        CAPTURE(at_once);
        Diary diary(at_once);
        Batches batches;
        sim::CounterObserver counters(config, {});
        sim::CriticalPath path(config);
        sim::Observers all;
        for (sim::ProgramObserver* one :
             std::vector<sim::ProgramObserver*>{&counters, &diary, &batches, &path})
            all.add(*one);
        CHECK(all.takes_facts() == !at_once);
        run(config, program, all);
        CHECK(diary.lines == alone.lines);
        CHECK(diary.dram != nullptr);
        CHECK((batches.batches > 0) == !at_once);
        CHECK((batches.calls == program.instructions.size()) == at_once);
        CHECK(counters.total().cycles == counters_alone.total().cycles);
        for (std::size_t i = 0; i < cycle::kUnitCount; ++i) {
            const auto unit = static_cast<cycle::Unit>(i);
            CHECK(counters.total().unit_causes(unit) == counters_alone.total().unit_causes(unit));
        }
        CHECK(path.segments().size() == path_alone.segments().size());
        CHECK(path.cycles() == path_alone.cycles());
    }
}

}  // namespace
}  // namespace vta::tests
