// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstring>

#include "cosim/random_program.h"
#include "models/cycle/simulation.h"
#include "models/functional/simulator.h"
#include "tests/cosim/random_configs.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

constexpr cycle::Cycle kMaxCycles = 100'000'000;

std::uint32_t count_of(const isa::Program& program) {
    return static_cast<std::uint32_t>(program.instructions.size());
}

cycle::LaunchResult launch(cycle::Simulation& simulation, const isa::Program& program) {
    simulation.reset();
    functional::place(program, simulation.dram());
    return simulation.launch(program.base, count_of(program), {kMaxCycles, {}});
}

/// Seeds of the programs for one of `configs` configurations.
std::vector<std::uint64_t> seeds_for(std::size_t which,
                                     std::size_t configs,
                                     std::uint32_t programs) {
    std::vector<std::uint64_t> seeds;
    for (std::uint64_t n = which; n < programs; n += configs) seeds.push_back(test_seed(1) + n);
    return seeds;
}

/// First byte that differs; the size if none does.
std::size_t first_difference(const functional::Dram& one, const functional::Dram& other) {
    if (std::memcmp(one.data(), other.data(), one.size()) == 0) return one.size();
    std::size_t at = 0;
    while (one.data()[at] == other.data()[at]) ++at;
    return at;
}

void compare_with_functional(const isa::HardwareConfig& config,
                             const cycle::Simulation::Options& options,
                             const std::vector<std::uint64_t>& seeds) {
    cycle::Simulation simulation(config, options);
    for (const std::uint64_t seed : seeds) {
        CAPTURE(config.name(), seed, options.four_phase_memory);
        const isa::Program program = cosim::make_random_program(config, {}, seed);
        functional::Dram dram(program.dram_bytes);
        functional::place(program, dram);
        functional::Simulator functional(config);
        const auto expected = functional.run(program.base, count_of(program), dram);
        const auto result = launch(simulation, program);
        REQUIRE(result.finished);
        CHECK(result.acc_writes == expected.acc_writes);
        CHECK(result.gemm_operations == expected.gemm_operations);
        const std::size_t at = first_difference(simulation.dram(), dram);
        INFO("DRAM byte " << at);
        REQUIRE(at == dram.size());
    }
}

}  // namespace

TEST_CASE("Random programs leave the same DRAM in the cycle model and the functional model",
          "[random]") {
    const auto configs = random_program_configs();
    const std::uint32_t programs = random_program_count(300);
    for (std::size_t which = 0; which < configs.size(); ++which)
        compare_with_functional(configs[which], {}, seeds_for(which, configs.size(), programs));
}

TEST_CASE("Random programs leave the same DRAM behind a four-phase memory socket", "[random]") {
    const auto configs = random_program_configs();
    cycle::Simulation::Options options;
    options.four_phase_memory = true;
    const std::uint32_t programs = random_program_count(300) / 4;
    for (std::size_t which = 0; which < configs.size(); ++which)
        compare_with_functional(
            configs[which], options, seeds_for(which, configs.size(), programs));
}

TEST_CASE("Cycles depend neither on data nor on the form of the memory socket", "[random]") {
    const auto configs = random_program_configs();
    const std::uint32_t programs = random_program_count(300) / 2;
    cycle::Simulation::Options without_data, four_phase;
    without_data.timing_only = true;
    four_phase.four_phase_memory = true;
    cosim::RandomProgramOptions racy;
    racy.timing_only = true;
    for (std::size_t which = 0; which < configs.size(); ++which) {
        const isa::HardwareConfig& config = configs[which];
        std::vector<cycle::LaunchResult> expected;
        const auto seeds = seeds_for(which, configs.size(), programs);
        const auto run_all = [&](const cycle::Simulation::Options& options) {
            cycle::Simulation simulation(config, options);
            std::vector<cycle::LaunchResult> results;
            for (const std::uint64_t seed : seeds)
                results.push_back(
                    launch(simulation, cosim::make_random_program(config, racy, seed)));
            return results;
        };
        expected = run_all({});
        for (const auto& options : {without_data, four_phase}) {
            const auto results = run_all(options);
            for (std::size_t n = 0; n < seeds.size(); ++n) {
                CAPTURE(config.name(), seeds[n], options.timing_only);
                REQUIRE(expected[n].finished);
                REQUIRE(results[n].finished);
                CHECK(results[n].cycles == expected[n].cycles);
                CHECK(results[n].read_bursts == expected[n].read_bursts);
                CHECK(results[n].read_beats == expected[n].read_beats);
                CHECK(results[n].write_beats == expected[n].write_beats);
                CHECK(results[n].acc_writes == expected[n].acc_writes);
            }
        }
    }
}

}  // namespace vta::tests
