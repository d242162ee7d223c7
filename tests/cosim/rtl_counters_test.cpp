// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "cosim/random_program.h"
#include "cosim/rtl_simulation.h"
#include "models/cycle/simulation.h"
#include "models/functional/dram.h"
#include "sim/counters_observer.h"
#include "sim/vector_replayer.h"
#include "tests/cosim/rtl_support.h"
#include "tests/cycle/golden_slice.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

using cycle::Cycle;

/// What was counted of one launch.
struct Counted {
    sim::LaunchCounters counters;
    std::vector<sim::InstructionCounters> instructions;
    cycle::LaunchResult result;
};

/// Runs the launches on a machine that reports to `observer`.
template <typename Machine>
std::vector<Counted> count(Machine& machine,
                           sim::CounterObserver& observer,
                           const std::vector<isa::Program>& launches) {
    machine.observe(&observer);
    observer.powered_up();
    functional::place(launches.front(), machine.dram());
    std::vector<Counted> all;
    for (const isa::Program& program : launches) {
        functional::place_instructions(program, machine.dram());
        observer.begin(program);
        const auto size = static_cast<std::uint32_t>(program.instructions.size());
        const cycle::LaunchResult result = machine.launch(program.base, size, {});
        REQUIRE(result.finished);
        observer.end(result, true);
        all.push_back({observer.last(), observer.instructions(), result});
    }
    return all;
}

std::vector<Counted> count_in_model(const isa::HardwareConfig& config,
                                    const std::vector<isa::Program>& launches) {
    sim::CounterObserver observer(config, {});
    cycle::Simulation::Options options;
    options.dram_bytes = launches.front().dram_bytes;
    cycle::Simulation simulation(config, options);
    return count(simulation, observer, launches);
}

std::vector<Counted> count_in_rtl(const isa::HardwareConfig& config,
                                  const std::vector<isa::Program>& launches) {
    sim::CounterObserver observer(config, {});
    cosim::RtlSimulation::Options options;
    options.library = library_of(config);
    options.dram_bytes = launches.front().dram_bytes;
    cosim::RtlSimulation simulation(config, options);
    return count(simulation, observer, launches);
}

/// The registers of the design itself, and its pins.
void compare_registers(const sim::LaunchCounters& model, const cycle::LaunchResult& rtl) {
    using Values = std::vector<std::uint64_t>;
    const Values counted{
        model.cycles,
        model.gemm_operations + model.reset_operations + model.alu_operations,
        model.reads_total().bursts,
        model.reads_total().beats,
        model.writes.bursts,
        model.writes.beats,
        model.gemm_operations,
    };
    CHECK(Values{static_cast<std::uint64_t>(rtl.cycles),
                 rtl.acc_writes,
                 rtl.read_bursts,
                 rtl.read_beats,
                 rtl.write_bursts,
                 rtl.write_beats,
                 rtl.gemm_operations} == counted);
}

/// Returns how many counters were compared.
std::size_t compare(const isa::HardwareConfig& config, const Counted& model, const Counted& rtl) {
    std::size_t compared = 0;
    for (const sim::CounterInfo& counter : sim::counter_table()) {
        CAPTURE(counter.path());
        CHECK(counter.value(model.counters, config) == counter.value(rtl.counters, config));
        ++compared;
    }
    compare_registers(model.counters, rtl.result);
    return compared;
}

void compare_all(const isa::HardwareConfig& config, const std::vector<isa::Program>& launches) {
    const std::vector<Counted> model = count_in_model(config, launches);
    const std::vector<Counted> rtl = count_in_rtl(config, launches);
    REQUIRE(model.size() == rtl.size());
    for (std::size_t launch = 0; launch < model.size(); ++launch) {
        CAPTURE(launch);
        CHECK(compare(config, model[launch], rtl[launch]) > 60);
    }
}

/// Golden programs of the configuration; returns how many.
std::size_t compare_golden(const std::string& name) {
    std::size_t programs = 0;
    for_each_golden([&](const sim::Vector& vector, const isa::HardwareConfig& config) {
        if (sim::config_name_of(vector) != name) return;
        CAPTURE(vector.where(), vector.name);
        std::vector<isa::Program> launches;
        for (std::size_t launch = 0; launch < vector.launches.size(); ++launch)
            launches.push_back(sim::to_program(vector, launch));
        launches.front() = sim::first_program(config, vector);
        compare_all(config, launches);
        ++programs;
    });
    return programs;
}

}  // namespace

TEST_CASE("The RTL's counters are the cycle model's, for golden programs") {
    CHECK(compare_golden("de10nano") > 100);
}

// Verilated for the lockstep tests, too.
TEST_CASE("The RTL's counters are the cycle model's, for another block and a wide bus") {
    CHECK(compare_golden("b8") > 20);
    CHECK(compare_golden("bus128") > 20);
}

TEST_CASE("The RTL's counters are the cycle model's, for random programs") {
    const std::uint64_t seed = test_seed(1);
    for (std::uint64_t n = 0; n < 60; ++n) {
        CAPTURE(seed + n);
        compare_all(de10nano(), {cosim::make_random_program(de10nano(), {}, seed + n)});
    }
}

}  // namespace vta::tests
