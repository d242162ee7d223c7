// SPDX-License-Identifier: Apache-2.0
// What looking for races costs on the ten ResNet-18 convolutions: run time of the cycle model with
// data under vta run --check-races over that without, and the time vta check takes for all ten.
// `--json` prints every figure by name.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "sim/program_check.h"
#include "sim/race_watch.h"
#include "sim/session.h"
#include "workloads/conv2d_programs.h"

namespace {

using namespace vta;
using Figures = std::vector<std::pair<std::string, double>>;

constexpr int kRounds = 7;

template <typename Work>
double seconds(const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
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

Figures figures() {
    const isa::HardwareConfig config;
    double plain = 0, watched = 0, checked = 0, instructions = 0;
    for (const workloads::Conv2dShape& shape : workloads::resnet18_shapes()) {
        const workloads::Conv2dEpilogue epilogue;
        const auto schedule = workloads::choose_conv2d_schedule(config, shape, epilogue, 2);
        sim::LoadedProgram loaded;
        loaded.config = config;
        loaded.launches.push_back(
            workloads::build_conv2d_program(config, shape, epilogue, schedule, 1));
        const isa::Program& program = loaded.launches.front();
        plain += fastest_run(config, program, false);
        watched += fastest_run(config, program, true);
        checked += seconds([&] {
            VTA_CHECK(sim::check_program(loaded, 1).errors == 0, "the programs have no errors");
        });
        instructions += static_cast<double>(program.instructions.size());
    }
    const sim::LoadedProgram long_one = many_tiles(config);
    const double long_seconds = seconds([&] {
        VTA_CHECK(sim::check_program(long_one, 1).errors == 0, "the program has no errors");
    });
    return {{"check_seconds_long_program", long_seconds},
            {"instructions_long_program",
             static_cast<double>(long_one.launches.front().instructions.size())},
            {"races_over_none_with_data", watched / plain},
            {"check_microseconds_per_instruction", checked / instructions * 1e6},
            {"check_seconds_ten_layers", checked},
            {"instructions_ten_layers", instructions}};
}

}  // namespace

int main(int argc, char** argv) {
    const bool json = argc > 1 && std::string(argv[1]) == "--json";
    try {
        const Figures all = figures();
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (json)
                fmt::print("{}\"{}\": {:.4g}", i == 0 ? "{" : ", ", all[i].first, all[i].second);
            else
                fmt::print("{:45} {:.4g}\n", all[i].first, all[i].second);
        }
        if (json) fmt::print("}}\n");
    } catch (const Error& error) {
        fmt::print(stderr, "bench_races: {}\n", error.what());
        return static_cast<int>(error.exit_code());
    }
    return 0;
}

// The SystemC library asks for it.
extern "C" int sc_main(int, char**);
extern "C" int sc_main(int, char**) { return 0; }
