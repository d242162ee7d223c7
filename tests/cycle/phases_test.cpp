// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <tuple>
#include <vector>

#include "tests/cycle/golden_slice.h"

namespace vta {
namespace {

using cycle::Cycle;
using cycle::Unit;

/// Everything with a cycle, in one list a launch.
class EventList : public cycle::Observer {
  public:
    using Event = std::tuple<int, int, std::uint32_t, Cycle, std::uint64_t, std::uint32_t>;

    void launched() override { events.clear(); }
    void dispatched(Unit unit, std::uint32_t index, Cycle cycle) override {
        events.emplace_back(0, static_cast<int>(unit), index, cycle, 0, 0);
    }
    void started(Unit unit, std::uint32_t index, Cycle cycle) override {
        events.emplace_back(1, static_cast<int>(unit), index, cycle, 0, 0);
    }
    void done(Unit unit, std::uint32_t index, Cycle cycle) override {
        events.emplace_back(2, static_cast<int>(unit), index, cycle, 0, 0);
    }
    void read_request(cycle::Client client,
                      std::uint32_t id,
                      std::uint64_t address,
                      std::uint32_t beats,
                      Cycle cycle) override {
        events.emplace_back(3, static_cast<int>(client), id, cycle, address, beats);
    }
    void write_request(std::uint64_t address, std::uint32_t beats, Cycle cycle) override {
        events.emplace_back(4, 0, 0, cycle, address, beats);
    }
    /// In an order that does not depend on when a fact became known.
    std::vector<Event> sorted() const {
        std::vector<Event> copy = events;
        std::sort(copy.begin(), copy.end());
        return copy;
    }
    std::vector<Event> events;
};

struct Run {
    cycle::LaunchResult result;
    std::vector<EventList::Event> events;
};

Run run(const sim::Vector& vector, const isa::HardwareConfig& config, bool four_phase) {
    EventList list;
    cycle::Simulation::Options options;
    options.timing_only = true;
    options.four_phase_memory = four_phase;
    options.dram_bytes = vector.dram_bytes;
    cycle::Simulation simulation(config, options);
    simulation.observe(&list);
    Run run;
    run.result = tests::run_vector(simulation, vector);
    run.events = list.sorted();
    return run;
}

std::vector<std::uint64_t> counters_of(const cycle::LaunchResult& result) {
    return {static_cast<std::uint64_t>(result.cycles),
            result.read_bursts,
            result.read_beats,
            result.write_bursts,
            result.write_beats};
}

void check_equal(const sim::Vector& vector, const isa::HardwareConfig& config) {
    const Run once = run(vector, config, false);
    const Run phases = run(vector, config, true);
    CAPTURE(vector.where(), vector.name);
    CHECK(counters_of(once.result) == counters_of(phases.result));
    CHECK(once.events == phases.events);
}

TEST_CASE("a memory answering in phases gives the cycles of one answering at once") {
    tests::for_each_golden(check_equal);
}

TEST_CASE("the free parameters of the memory mean the same in both forms") {
    const auto parameter = GENERATE(0, 1, 2, 3, 4);
    CAPTURE(parameter);
    int visited = 0;
    tests::for_each_golden([&](const sim::Vector& vector, const isa::HardwareConfig& config) {
        if (++visited % 5 != parameter) return;  // a fifth of the programs each
        check_equal(vector, tests::with(config, [&](isa::HardwareParameters& parameters) {
                        if (parameter == 0) parameters.memory_first_beat_latency = 2;
                        if (parameter == 1) parameters.memory_first_beat_latency = 151;
                        if (parameter == 2)
                            parameters.memory_latency_per = isa::MemoryLatencyPer::kRequest;
                        if (parameter == 3) parameters.memory_cycles_per_beat = 3;
                        if (parameter == 4) {
                            parameters.memory_request_queue_depth = 2;
                            parameters.outstanding_reads = 5;
                        }
                    }));
    });
    CHECK(visited > 100);
}

}  // namespace
}  // namespace vta
