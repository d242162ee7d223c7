// SPDX-License-Identifier: Apache-2.0
// Simulated cycles per second of the Verilated RTL and of the cycle model on the ten ResNet-18
// convolutions and, for the model, a long GEMM; and their ratios, all in one run of one process on
// one core. `--json` prints every figure by name. The first run verilates the RTL (docs/cosim.md);
// without Verilator nothing is printed.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "cosim/rtl_build.h"
#include "cosim/rtl_simulation.h"
#include "cosim/rtl_tools.h"
#include "isa/assembler.h"
#include "models/cycle/simulation.h"
#include "models/functional/dram.h"
#include "workloads/conv2d_programs.h"

namespace {

using namespace vta;

/// Cycles and the seconds that they took.
struct Speed {
    double cycles = 0;
    double seconds = 0;

    void add(const Speed& other) {
        cycles += other.cycles;
        seconds += other.seconds;
    }
    double kcycles() const { return cycles / seconds / 1e3; }
};

/// The fastest of launches that take about `seconds` in all; a reset before each.
template <typename Simulation>
Speed measure(Simulation& simulation, const isa::Program& program, double seconds) {
    functional::place(program, simulation.dram());
    const auto count = static_cast<std::uint32_t>(program.instructions.size());
    Speed best{0, 1e30};
    double total = 0;
    do {
        simulation.reset();
        const auto begin = std::chrono::steady_clock::now();
        const cycle::LaunchResult result = simulation.launch(program.base, count, {});
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        best.cycles = static_cast<double>(result.cycles);
        best.seconds = std::min(best.seconds, took.count());
        total += took.count();
    } while (total < seconds);
    return best;
}

Speed measure_model(const isa::HardwareConfig& config,
                    const isa::Program& program,
                    bool timing_only) {
    cycle::Simulation::Options options;
    options.dram_bytes = program.dram_bytes;
    options.timing_only = timing_only;
    cycle::Simulation simulation(config, options);
    return measure(simulation, program, 0.2);
}

Speed measure_rtl(const isa::HardwareConfig& config,
                  const isa::Program& program,
                  const std::string& library) {
    cosim::RtlSimulation::Options options;
    options.library = library;
    options.dram_bytes = program.dram_bytes;
    cosim::RtlSimulation simulation(config, options);
    return measure(simulation, program, 0);
}

std::string build(const isa::HardwareConfig& config, bool assertions) {
    cosim::RtlBuildOptions options;
    options.assertions = assertions;
    return cosim::build_rtl(config, options);
}

/// A tile of a 3x3 convolution, 14x14x64 to 16 channels, over and over: 36 micro-ops a pixel.
isa::Program long_gemm(const isa::HardwareConfig& config) {
    std::string text =
        ".program long_gemm\n.data weights 0x10000\n  .fill 9216 0x11\n"
        ".data input 0x20000\n  .fill 16384 0x23\n.uops kernels 0x1000\n"
        ".kernel tile\n";
    for (int block = 0; block < 4; ++block)
        for (int k = 0; k < 9; ++k)
            text +=
                fmt::format("  .uop 0 {} {}\n", block * 256 + k / 3 * 16 + k % 3, block * 9 + k);
    text +=
        "load uop dram=kernels x=36\nload inp dram=input x=1024\n"
        "load wgt dram=weights x=36 push_next\n";
    for (int i = 0; i < 200; ++i)
        text += fmt::format("gemm uop=tile iter=14,14 dst=14,1 src=16,1{}\n",
                            i == 0 ? " pop_prev" : "");
    return isa::assemble(text + "finish\n", "long_gemm", config).program;
}

std::vector<std::pair<std::string, double>> figures;

void figure(const std::string& name, double value) { figures.emplace_back(name, value); }

void measure_all(const isa::HardwareConfig& config) {
    const std::string checked = build(config, true);
    const std::string bare = build(config, false);
    Speed rtl, unchecked, timing_only, with_data;
    for (const workloads::Conv2dShape& shape : workloads::resnet18_shapes()) {
        const auto schedule = workloads::choose_conv2d_schedule(config, shape, {}, 2);
        const isa::Program program =
            workloads::build_conv2d_program(config, shape, {}, schedule, 1);
        const Speed layer = measure_rtl(config, program, checked);
        const Speed data = measure_model(config, program, false);
        const Speed timing = measure_model(config, program, true);
        figure("rtl_" + shape.name + "_kcycles_per_second", layer.kcycles());
        figure("cycle_with_data_" + shape.name + "_mcycles_per_second", data.kcycles() / 1e3);
        figure("cycle_timing_only_" + shape.name + "_mcycles_per_second", timing.kcycles() / 1e3);
        rtl.add(layer);
        unchecked.add(measure_rtl(config, program, bare));
        with_data.add(data);
        timing_only.add(timing);
    }
    const Speed gemm = measure_model(config, long_gemm(config), false);
    figure("rtl_kcycles_per_second", rtl.kcycles());
    figure("rtl_without_assertions_kcycles_per_second", unchecked.kcycles());
    figure("rtl_cycle_timing_only_mcycles_per_second", timing_only.kcycles() / 1e3);
    figure("rtl_cycle_with_data_mcycles_per_second", with_data.kcycles() / 1e3);
    figure("rtl_cycle_long_gemm_mcycles_per_second", gemm.kcycles() / 1e3);
    figure("cycle_timing_only_over_rtl", timing_only.kcycles() / rtl.kcycles());
    figure("cycle_with_data_over_rtl", with_data.kcycles() / rtl.kcycles());
    figure("cycle_long_gemm_over_rtl", gemm.kcycles() / rtl.kcycles());
}

}  // namespace

int main(int argc, char** argv) {
    const bool json = argc > 1 && std::string(argv[1]) == "--json";
    try {
        cosim::find_rtl_tools();
    } catch (const Error& error) {
        fmt::print(stderr, "bench_rtl: skipped: {}\n", error.what());
        if (json) fmt::print("{{}}\n");
        return 0;
    }
    try {
        measure_all(isa::HardwareConfig());
    } catch (const Error& error) {
        fmt::print(stderr, "bench_rtl: {}\n", error.what());
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
