// SPDX-License-Identifier: Apache-2.0
// What watching costs: run time of the cycle model on the ten ResNet-18 convolutions with an
// observer, over that without one, with data and with time alone. `--json` prints every figure by
// name. Rounds alternate between the variants, and processor time counts, so that a busy machine
// slows all alike.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "models/cycle/simulation.h"
#include "models/functional/dram.h"
#include "sim/counters_observer.h"
#include "sim/report_collector.h"
#include "workloads/conv2d_programs.h"

namespace {

using namespace vta;

constexpr int kRounds = 15;

/// Ignores everything: the price of telling.
class Nobody : public sim::ProgramObserver {};

struct Variant {
    std::string name;
    sim::ProgramObserver* observer = nullptr;
    double seconds = 0;  ///< sum over the layers of the fastest rounds
};

double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double launch_seconds(cycle::Simulation& simulation,
                      const isa::Program& program,
                      const Variant& variant) {
    simulation.reset();
    simulation.observe(variant.observer);
    if (variant.observer != nullptr) variant.observer->powered_up();
    const double start = processor_seconds();
    const auto count = static_cast<std::uint32_t>(program.instructions.size());
    if (variant.observer != nullptr) variant.observer->begin(program);
    const cycle::LaunchResult result = simulation.launch(program.base, count, {});
    if (variant.observer != nullptr) variant.observer->end(result, true);
    return processor_seconds() - start;
}

void measure(const isa::HardwareConfig& config, bool timing_only, std::vector<Variant>& variants) {
    for (const workloads::Conv2dShape& shape : workloads::resnet18_shapes()) {
        const workloads::Conv2dEpilogue epilogue;
        const auto schedule = workloads::choose_conv2d_schedule(config, shape, epilogue, 2);
        const isa::Program program =
            workloads::build_conv2d_program(config, shape, epilogue, schedule, 1);
        cycle::Simulation::Options options;
        options.timing_only = timing_only;
        options.dram_bytes = program.dram_bytes;
        cycle::Simulation simulation(config, options);
        functional::place(program, simulation.dram());
        std::vector<double> fastest(variants.size(), std::numeric_limits<double>::max());
        for (int round = 0; round < kRounds; ++round)
            for (std::size_t i = 0; i < variants.size(); ++i)
                fastest[i] = std::min(fastest[i], launch_seconds(simulation, program, variants[i]));
        for (std::size_t i = 0; i < variants.size(); ++i) variants[i].seconds += fastest[i];
    }
}

std::vector<std::pair<std::string, double>> figures() {
    std::vector<std::pair<std::string, double>> all;
    const isa::HardwareConfig config;
    for (const bool timing_only : {false, true}) {
        Nobody nobody;
        sim::CounterObserver counters(config, {});
        sim::ReportCollector report(config, 0);
        std::vector<Variant> variants = {{"none", nullptr, 0},
                                         {"nobody", &nobody, 0},
                                         {"counters", &counters, 0},
                                         {"report", &report, 0}};
        measure(config, timing_only, variants);
        for (std::size_t i = 1; i < variants.size(); ++i)
            all.emplace_back(fmt::format("observer_{}_over_none_{}",
                                         variants[i].name,
                                         timing_only ? "timing_only" : "with_data"),
                             variants[i].seconds / variants[0].seconds);
    }
    return all;
}

}  // namespace

int main(int argc, char** argv) {
    const bool json = argc > 1 && std::string(argv[1]) == "--json";
    try {
        const auto all = figures();
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (json)
                fmt::print("{}\"{}\": {:.4g}", i == 0 ? "{" : ", ", all[i].first, all[i].second);
            else
                fmt::print("{:45} {:.4g}\n", all[i].first, all[i].second);
        }
        if (json) fmt::print("}}\n");
    } catch (const Error& error) {
        fmt::print(stderr, "bench_observers: {}\n", error.what());
        return static_cast<int>(error.exit_code());
    }
    return 0;
}

// The SystemC library asks for it.
extern "C" int sc_main(int, char**);
extern "C" int sc_main(int, char**) { return 0; }
