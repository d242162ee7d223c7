// SPDX-License-Identifier: Apache-2.0
// Simulated cycles per second of the cycle model on the ten ResNet-18 convolutions, with and
// without data, with the built-in memory answering at once and in four phases. `--json` prints
// every figure by name. Figures of one run compare; figures of two runs may not (machines are
// noisy).
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "models/cycle/simulation.h"
#include "models/functional/dram.h"
#include "workloads/conv2d_programs.h"

namespace {

using namespace vta;

/// Launches of one program, the fastest of a few.
struct Measurement {
    cycle::LaunchResult result;
    double seconds = 1e30;

    double cycles_per_second() const { return static_cast<double>(result.cycles) / seconds; }
    double deltas_per_event() const {
        return static_cast<double>(result.delta_cycles) /
               static_cast<double>(result.instructions + result.read_bursts + result.write_bursts);
    }
};

Measurement measure(const isa::HardwareConfig& config,
                    const isa::Program& program,
                    cycle::Simulation::Options options) {
    options.dram_bytes = program.dram_bytes;
    cycle::Simulation simulation(config, options);
    functional::place(program, simulation.dram());
    const auto count = static_cast<std::uint32_t>(program.instructions.size());
    Measurement best;
    double total = 0;
    for (int round = 0; round < 3 || (total < 0.2 && round < 200); ++round) {
        simulation.reset();
        const auto start = std::chrono::steady_clock::now();
        best.result = simulation.launch(program.base, count, {});
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
        total += elapsed.count();
        best.seconds = std::min(best.seconds, elapsed.count());
    }
    return best;
}

/// Cycles over seconds of several programs taken together, the slowest of them, and the deltas.
struct Suite {
    double cycles = 0;
    double seconds = 0;
    double slowest = 1e30;
    double most_deltas = 0;

    void add(const Measurement& measurement) {
        cycles += static_cast<double>(measurement.result.cycles);
        seconds += measurement.seconds;
        slowest = std::min(slowest, measurement.cycles_per_second());
        most_deltas = std::max(most_deltas, measurement.deltas_per_event());
    }
    double mcycles() const { return cycles / seconds / 1e6; }
};

std::vector<std::pair<std::string, double>> figures;

void report(const std::string& name, const Suite& suite) {
    figures.emplace_back(name + "_mcycles_per_second", suite.mcycles());
    figures.emplace_back(name + "_slowest_mcycles_per_second", suite.slowest / 1e6);
    figures.emplace_back(name + "_most_deltas_per_event", suite.most_deltas);
}

void measure_layers(const isa::HardwareConfig& config) {
    Suite timing_only, with_data, four_phase;
    double largest_image = 0;
    for (const workloads::Conv2dShape& shape : workloads::resnet18_shapes()) {
        const workloads::Conv2dEpilogue epilogue;
        const auto schedule = workloads::choose_conv2d_schedule(config, shape, epilogue, 2);
        const isa::Program program =
            workloads::build_conv2d_program(config, shape, epilogue, schedule, 1);
        largest_image = std::max(largest_image, static_cast<double>(program.dram_bytes));
        cycle::Simulation::Options options;
        with_data.add(measure(config, program, options));
        options.timing_only = true;
        timing_only.add(measure(config, program, options));
        options.four_phase_memory = true;
        four_phase.add(measure(config, program, options));
    }
    report("cycle_timing_only", timing_only);
    report("cycle_with_data", with_data);
    report("cycle_four_phase", four_phase);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    figures.emplace_back("cycle_peak_mib", static_cast<double>(usage.ru_maxrss) / 1024);
    figures.emplace_back("cycle_largest_image_mib", largest_image / (1 << 20));
}

/// Wall time must follow events, not cycles: the same layer on a memory a thousand times slower.
void measure_latency(const isa::HardwareConfig& config) {
    const workloads::Conv2dShape shape = workloads::resnet18_shapes().front();
    const auto schedule = workloads::choose_conv2d_schedule(config, shape, {}, 2);
    const isa::Program program = workloads::build_conv2d_program(config, shape, {}, schedule, 1);
    isa::HardwareParameters slow = config.parameters();
    slow.memory_first_beat_latency = 18'000;
    const Measurement near = measure(config, program, {});
    const Measurement far = measure(isa::HardwareConfig(slow), program, {});
    figures.emplace_back(
        "cycle_latency_18000_over_18_cycles",
        static_cast<double>(far.result.cycles) / static_cast<double>(near.result.cycles));
    figures.emplace_back("cycle_latency_18000_over_18_wall", far.seconds / near.seconds);
}

}  // namespace

int main(int argc, char** argv) {
    const bool json = argc > 1 && std::string(argv[1]) == "--json";
    try {
        const isa::HardwareConfig config;
        measure_layers(config);
        measure_latency(config);
    } catch (const Error& error) {
        fmt::print(stderr, "bench_cycle_model: {}\n", error.what());
        return static_cast<int>(error.exit_code());
    }
    for (std::size_t i = 0; i < figures.size(); ++i) {
        if (json)
            fmt::print(
                "{}\"{}\": {:.4g}", i == 0 ? "{" : ", ", figures[i].first, figures[i].second);
        else
            fmt::print("{:45} {:.4g}\n", figures[i].first, figures[i].second);
    }
    if (json) fmt::print("}}\n");
    return 0;
}

// The SystemC library asks for it.
extern "C" int sc_main(int, char**);
extern "C" int sc_main(int, char**) { return 0; }
