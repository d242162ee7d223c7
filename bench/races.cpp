// SPDX-License-Identifier: Apache-2.0
// What looking for races costs: run time of the cycle model with data under vta run --check-races
// over that without, on the ten ResNet-18 convolutions and on ResNet-18 as a network, and the time
// that vta check takes for all ten. `--json` prints every figure by name.
#include <algorithm>
#include <limits>
#include <vector>

#include "base/error.h"
#include "bench/support.h"
#include "sim/program_check.h"
#include "sim/race_watch.h"
#include "sim/session.h"

namespace {

using namespace vta;

constexpr int kRounds = 9;

template <typename Work>
double seconds(const Work& work) {
    const double start = bench::processor_seconds();
    work();
    return bench::processor_seconds() - start;
}

double fastest_run(const isa::HardwareConfig& config, const isa::Program& program, bool watched) {
    sim::RaceWatch watch(config);
    sim::SessionOptions options;
    if (watched) options.observer = &watch;
    const auto session = sim::make_session(config, options);
    double fastest = std::numeric_limits<double>::max();
    for (int round = 0; round < kRounds; ++round) {
        session->power_up(program);
        fastest = std::min(fastest, seconds([&] { session->launch(program, {}); }));
    }
    VTA_CHECK(watch.races() == 0, "the programs are free of races");
    return fastest;
}

/// A convolution in tiles far too small: tens of thousands of instructions.
sim::LoadedProgram many_tiles(const isa::HardwareConfig& config) {
    workloads::Conv2dSchedule schedule;
    schedule.tile_h = 1;
    schedule.tile_w = 7;
    sim::LoadedProgram loaded;
    loaded.config = config;
    loaded.launches.push_back(workloads::build_conv2d_program(
        config, workloads::resnet18_shapes().front(), {}, schedule, 1));
    return loaded;
}

void measure_layers(const isa::HardwareConfig& config, bench::Figures& all) {
    double plain = 0, watched = 0, checked = 0, instructions = 0;
    for (const isa::Program& program : bench::ten_layers(config)) {
        sim::LoadedProgram loaded;
        loaded.config = config;
        loaded.launches.push_back(program);
        plain += fastest_run(config, program, false);
        watched += fastest_run(config, program, true);
        checked += seconds([&] {
            VTA_CHECK(sim::check_program(loaded, 1).errors == 0, "the programs have no errors");
        });
        instructions += static_cast<double>(program.instructions.size());
    }
    all.emplace_back("races_over_none_with_data", watched / plain);
    all.emplace_back("check_microseconds_per_instruction", checked / instructions * 1e6);
    all.emplace_back("check_seconds_ten_layers", checked);
    all.emplace_back("instructions_ten_layers", instructions);
}

void measure_network(const isa::HardwareConfig& config, bench::Figures& all) {
    const bench::Resnet18 resnet;
    sim::RaceWatch watch(config);
    const auto taken = bench::network_seconds(resnet, config, false, {nullptr, &watch}, kRounds);
    VTA_CHECK(watch.watched() > 0 && watch.races() == 0, "the network is free of races");
    all.emplace_back("resnet18_launch_seconds_with_data", taken[0]);
    all.emplace_back("resnet18_races_over_none_with_data", taken[1] / taken[0]);
    all.emplace_back("resnet18_instructions", static_cast<double>(watch.watched()) / kRounds);
}

void measure_long_program(const isa::HardwareConfig& config, bench::Figures& all) {
    const sim::LoadedProgram program = many_tiles(config);
    all.emplace_back("check_seconds_long_program", seconds([&] {
                         VTA_CHECK(sim::check_program(program, 1).errors == 0,
                                   "the program has no errors");
                     }));
    all.emplace_back("instructions_long_program",
                     static_cast<double>(program.launches.front().instructions.size()));
}

bench::Figures figures() {
    const isa::HardwareConfig config;
    bench::Figures all;
    measure_long_program(config, all);
    measure_layers(config, all);
    measure_network(config, all);
    return all;
}

}  // namespace

int main(int argc, char** argv) { return vta::bench::run("bench_races", argc, argv, figures); }

// The SystemC library asks for it.
extern "C" int sc_main(int, char**);
extern "C" int sc_main(int, char**) { return 0; }
