// SPDX-License-Identifier: Apache-2.0
// What watching costs: run time of the cycle model with an observer over that without one, on the
// ten ResNet-18 convolutions and on ResNet-18 as a network, with data and with time alone. Rounds
// alternate between the variants, and processor time counts, so that a busy machine slows all
// alike. `--json` prints every figure by name.
#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "bench/support.h"
#include "models/cycle/simulation.h"
#include "models/functional/dram.h"
#include "sim/counters_observer.h"
#include "sim/report_collector.h"

namespace {

using namespace vta;

constexpr int kLayerRounds = 15;
constexpr int kNetworkRounds = 20;

/// Ignores everything: the price of telling.
class Nobody : public sim::ProgramObserver {};

/// One of each, for one device.
struct Observers {
    explicit Observers(const isa::HardwareConfig& config)
        : counters(config, {}), report(config, 0) {}

    Nobody nobody;
    sim::CounterObserver counters;
    sim::TraceObserver timeline;
    sim::ReportCollector report;

    std::vector<sim::ProgramObserver*> all() {
        return {nullptr, &nobody, &counters, &timeline, &report};
    }
    static constexpr const char* kNames[] = {"none", "nobody", "counters", "timeline", "report"};
};

double launch_seconds(cycle::Simulation& simulation,
                      const isa::Program& program,
                      sim::ProgramObserver* observer) {
    simulation.reset();
    simulation.observe(observer);
    if (observer != nullptr) observer->powered_up();
    const double start = bench::processor_seconds();
    const auto count = static_cast<std::uint32_t>(program.instructions.size());
    if (observer != nullptr) observer->begin(program);
    const cycle::LaunchResult result = simulation.launch(program.base, count, {});
    if (observer != nullptr) observer->end(result, true);
    return bench::processor_seconds() - start;
}

std::vector<double> layer_seconds(const isa::HardwareConfig& config, bool timing_only) {
    Observers observers(config);
    const std::vector<sim::ProgramObserver*> all = observers.all();
    std::vector<double> sums(all.size());
    for (const isa::Program& program : bench::ten_layers(config)) {
        cycle::Simulation::Options options;
        options.timing_only = timing_only;
        options.dram_bytes = program.dram_bytes;
        cycle::Simulation simulation(config, options);
        functional::place(program, simulation.dram());
        std::vector<double> fastest(all.size(), std::numeric_limits<double>::max());
        for (int round = 0; round < kLayerRounds; ++round)
            for (std::size_t i = 0; i < all.size(); ++i)
                fastest[i] = std::min(fastest[i], launch_seconds(simulation, program, all[i]));
        for (std::size_t i = 0; i < all.size(); ++i) sums[i] += fastest[i];
    }
    return sums;
}

void add_ratios(const std::string& subject,
                bool timing_only,
                const std::vector<double>& seconds,
                bench::Figures& figures) {
    for (std::size_t i = 1; i < seconds.size(); ++i)
        figures.emplace_back(fmt::format("{}_{}_over_none_{}",
                                         subject,
                                         Observers::kNames[i],
                                         timing_only ? "timing_only" : "with_data"),
                             seconds[i] / seconds[0]);
}

bench::Figures measure() {
    const isa::HardwareConfig config;
    const bench::Resnet18 resnet;
    bench::Figures figures;
    for (const bool timing_only : {false, true}) {
        add_ratios("observer", timing_only, layer_seconds(config, timing_only), figures);
        Observers observers(config);
        add_ratios(
            "resnet18",
            timing_only,
            bench::network_seconds(resnet, config, timing_only, observers.all(), kNetworkRounds),
            figures);
    }
    return figures;
}

}  // namespace

int main(int argc, char** argv) { return vta::bench::run("bench_observers", argc, argv, measure); }

// The SystemC library asks for it.
extern "C" int sc_main(int, char**);
extern "C" int sc_main(int, char**) { return 0; }
