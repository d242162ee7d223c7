// SPDX-License-Identifier: Apache-2.0
// The ten ResNet-18 convolutions through the runtime, in both models, with and without virtual
// threads: prints a table, exits with 1 if a byte differs from the plain convolution.
#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include "base/error.h"
#include "models/cycle/simulation.h"
#include "models/functional/dram.h"
#include "models/functional/simulator.h"
#include "workloads/conv2d_programs.h"

namespace {

using namespace vta;

bool output_is_right(const isa::Program& program, const functional::Dram& dram) {
    for (const isa::ExpectedRegion& want : program.expected) {
        std::vector<std::uint8_t> got(want.bytes.size());
        dram.read(want.address, got.data(), got.size());
        if (got != want.bytes) return false;
    }
    return true;
}

bool functional_is_right(const isa::HardwareConfig& config, const isa::Program& program) {
    functional::Dram dram(program.dram_bytes);
    functional::place(program, dram);
    functional::Simulator simulator(config);
    const auto count = static_cast<std::uint32_t>(program.instructions.size());
    return simulator.run(program.base, count, dram).finished && output_is_right(program, dram);
}

struct CycleOutcome {
    std::uint64_t cycles = 0;
    bool right = false;
};

CycleOutcome run_cycle_model(const isa::HardwareConfig& config, const isa::Program& program) {
    cycle::Simulation::Options options;
    options.dram_bytes = program.dram_bytes;
    cycle::Simulation simulation(config, options);
    functional::place(program, simulation.dram());
    const auto count = static_cast<std::uint32_t>(program.instructions.size());
    const cycle::LaunchResult result = simulation.launch(program.base, count, {});
    return {static_cast<std::uint64_t>(result.cycles),
            result.finished && output_is_right(program, simulation.dram())};
}

/// Runs one shape with one epilogue, both thread counts; false if a byte is wrong.
bool run_shape(const isa::HardwareConfig& config,
               const workloads::Conv2dShape& shape,
               const workloads::Conv2dEpilogue& epilogue,
               const workloads::Conv2dData& data) {
    const auto expected = workloads::reference_conv2d(shape, epilogue, data);
    bool all_right = true;
    for (const std::uint32_t threads : {1u, 2u}) {
        const auto schedule = workloads::choose_conv2d_schedule(config, shape, epilogue, threads);
        const isa::Program program =
            workloads::build_conv2d_program(config, shape, epilogue, schedule, data, &expected);
        const bool functional_right = functional_is_right(config, program);
        const CycleOutcome outcome = run_cycle_model(config, program);
        fmt::print("{:<4} {:<42} {:<10} {:>2} {:>9} {:>11.1f} {:>10} {:>6}\n",
                   shape.name,
                   shape.text(),
                   epilogue.clip ? "shift+clip" : "shift",
                   threads,
                   outcome.cycles,
                   100 * workloads::utilisation(config, shape, outcome.cycles),
                   functional_right ? "equal" : "DIFFERS",
                   outcome.right ? "equal" : "DIFFERS");
        all_right = all_right && functional_right && outcome.right;
    }
    return all_right;
}

bool run_all() {
    const isa::HardwareConfig config;
    fmt::print("{:<4} {:<42} {:<10} {:>2} {:>9} {:>11} {:>10} {:>6}\n",
               "name",
               "shape",
               "epilogue",
               "vt",
               "cycles",
               "utilisation",
               "functional",
               "cycle");
    bool all_right = true;
    for (const workloads::Conv2dShape& shape : workloads::resnet18_shapes()) {
        const workloads::Conv2dData data = workloads::random_conv2d_data(shape, 1);
        for (const bool clip : {false, true}) {
            workloads::Conv2dEpilogue epilogue;
            epilogue.shift = 10;
            epilogue.clip = clip;
            all_right = run_shape(config, shape, epilogue, data) && all_right;
        }
    }
    return all_right;
}

}  // namespace

// The SystemC library insists on it; main() below is what runs.
extern "C" int sc_main(int, char**);
int sc_main(int /*argc*/, char** /*argv*/) { return 0; }

int main() {
    try {
        return static_cast<int>(run_all() ? ExitCode::kOk : ExitCode::kCheckFailed);
    } catch (const Error& error) {
        std::fprintf(stderr, "resnet_layers: %s\n", error.what());
        return static_cast<int>(error.exit_code());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "resnet_layers: %s\n", error.what());
        return static_cast<int>(ExitCode::kInternal);
    }
}
