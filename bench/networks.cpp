// SPDX-License-Identifier: Apache-2.0
// ResNet-18, -34 and -50 at 224x224 (random weights) on the default configuration: cycles of every
// launch beside its two bounds, utilisation with and without virtual threads, a quarter of the
// scratchpads, and the seconds that it takes to simulate one picture.
//   bench_networks [--json] [--layers] [--per-channel] [18] [34] [50]
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "platform/cycle_device.h"
#include "platform/functional_device.h"
#include "workloads/graph_passes.h"
#include "workloads/network.h"
#include "workloads/quantise.h"
#include "workloads/residual_networks.h"

namespace {

using namespace vta;
using workloads::Network;
using workloads::NetworkExecutor;
using workloads::TensorValue;

using Values = std::vector<TensorValue>;

std::vector<std::pair<std::string, double>> figures;

// Of this process, so that a busy machine counts little.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Steps of a network by name and operators with the cycles of each launch.
struct Run {
    std::vector<std::uint64_t> cycles;
    Values outputs;
    double seconds = 0;  ///< the best of a few

    std::uint64_t total() const {
        std::uint64_t sum = 0;
        for (const std::uint64_t each : cycles) sum += each;
        return sum;
    }
};

Run run_on(const Network& network, runtime::Device& device, const Values& inputs, int rounds) {
    NetworkExecutor executor(network, device);
    Run run;
    for (int round = 0; round < rounds; ++round) {
        run.cycles.assign(network.steps().size(), 0);
        const double begin = cpu_seconds();
        run.outputs = executor.run(inputs, [&run](const workloads::StepResult& result) {
            run.cycles[result.step] = result.cycles;
        });
        const double seconds = cpu_seconds() - begin;
        run.seconds = round == 0 ? seconds : std::min(run.seconds, seconds);
    }
    return run;
}

Run run_timed(const Network& network,
              const isa::HardwareConfig& config,
              const Values& inputs,
              bool timing_only,
              int rounds) {
    cycle::Simulation::Options options = platform::CycleDevice::default_options();
    options.timing_only = timing_only;
    platform::CycleDevice device(config, options);
    return run_on(network, device, inputs, rounds);
}

Values random_picture(const workloads::Graph& graph) {
    std::mt19937_64 random(7);
    TensorValue value(workloads::ElementType::kFloat32, graph.tensor(graph.inputs[0]).shape);
    for (std::int64_t i = 0; i < value.count(); ++i)
        value.data<float>()[i] = static_cast<float>(random() >> 40) * 0x1p-22F - 2.0F;
    return {value};
}

bool is_launch(const workloads::StepInfo& step) { return step.unit == workloads::Unit::kVta; }

double utilisation(const isa::HardwareConfig& config, std::uint64_t macs, std::uint64_t cycles) {
    const double lanes = config.batch() * config.block_in() * config.block_out();
    return cycles == 0 ? 0 : static_cast<double>(macs) / lanes / static_cast<double>(cycles);
}

void print_layers(const Network& network, const isa::HardwareConfig& config, const Run& run) {
    fmt::print("{:<18} {:<14} {:>11} {:>10} {:>10} {:>10} {:>6}\n",
               "layer",
               "operators",
               "MACs",
               "cycles",
               "compute",
               "memory",
               "util");
    for (std::size_t i = 0; i < run.cycles.size(); ++i) {
        const workloads::StepInfo& step = network.steps()[i];
        if (!is_launch(step)) continue;
        fmt::print("{:<18} {:<14} {:>11} {:>10} {:>10} {:>10} {:>5.1f}%\n",
                   step.name,
                   step.operators,
                   step.macs,
                   run.cycles[i],
                   step.compute_bound_cycles,
                   step.memory_bound_cycles,
                   100 * utilisation(config, step.macs, run.cycles[i]));
    }
}

/// Sums over launches; the first convolution and the dense layer are what the published figure of
/// ResNet-18 leaves to the CPU.
struct Sums {
    std::uint64_t cycles = 0, macs = 0, bound = 0;

    void add(const workloads::StepInfo& step, std::uint64_t taken) {
        cycles += taken;
        macs += step.macs;
        bound += std::max(step.compute_bound_cycles, step.memory_bound_cycles);
    }
};

void report(const std::string& name,
            const Network& network,
            const isa::HardwareConfig& config,
            const Run& run) {
    Sums all, inner;
    for (std::size_t i = 0; i < run.cycles.size(); ++i) {
        const workloads::StepInfo& step = network.steps()[i];
        if (!is_launch(step)) continue;
        all.add(step, run.cycles[i]);
        if (step.name == "conv1")
            figures.emplace_back(name + "_conv1_utilisation_percent",
                                 100 * utilisation(config, step.macs, run.cycles[i]));
        else if (step.name != "classes")
            inner.add(step, run.cycles[i]);
    }
    figures.emplace_back(name + "_cycles", all.cycles);
    figures.emplace_back(
        name + "_ms", static_cast<double>(all.cycles) / (config.parameters().clock_mhz * 1000.0));
    figures.emplace_back(name + "_utilisation_percent",
                         100 * utilisation(config, all.macs, all.cycles));
    figures.emplace_back(name + "_inner_cycles", inner.cycles);
    figures.emplace_back(name + "_inner_bound_cycles", inner.bound);
    figures.emplace_back(name + "_inner_utilisation_percent",
                         100 * utilisation(config, inner.macs, inner.cycles));
}

isa::HardwareConfig quarter_config() {
    isa::HardwareParameters parameters;
    parameters.name = "quarter";
    for (std::uint32_t* depth : {&parameters.uop_depth,
                                 &parameters.inp_depth,
                                 &parameters.wgt_depth,
                                 &parameters.acc_depth})
        *depth /= 4;
    return isa::HardwareConfig(parameters);
}

void require_equal(const Run& a, const Run& b, const char* what) {
    if (a.outputs[0].bytes != b.outputs[0].bytes)
        throw Error(ExitCode::kCheckFailed, fmt::format("{}: outputs differ", what));
}

/// What is measured of one network alone, since it takes a while.
void measure_more(const std::string& name, const workloads::Graph& graph, const Values& inputs) {
    const isa::HardwareConfig config, quarter = quarter_config();
    workloads::NetworkOptions one_thread;
    one_thread.virtual_threads = 1;
    const Network network(graph, config, {});
    {
        const Network single(graph, config, one_thread);
        report(name + "_one_thread", single, config, run_timed(single, config, inputs, true, 1));
    }
    const Run data = run_timed(network, config, inputs, false, 3);
    figures.emplace_back(name + "_cycle_seconds", data.seconds);
    figures.emplace_back(name + "_timing_only_seconds",
                         run_timed(network, config, inputs, true, 3).seconds);
    platform::FunctionalDevice device(config);
    const Run functional = run_on(network, device, inputs, 3);
    figures.emplace_back(name + "_functional_seconds", functional.seconds);
    require_equal(data, functional, "cycle and functional model");
    const Network small(graph, quarter, {});
    const Run quartered = run_timed(small, quarter, inputs, false, 1);
    require_equal(data, quartered, "whole and quarter buffers");
    figures.emplace_back(name + "_quarter_buffers_cycles", quartered.total());
}

void measure(int depth, bool layers, bool per_channel) {
    const std::string name = fmt::format("resnet{}", depth);
    const isa::HardwareConfig config;
    const double begin = cpu_seconds();
    workloads::Graph real = workloads::make_resnet(depth, 224, 1);
    workloads::simplify(real);
    const Values inputs = random_picture(real);
    workloads::QuantiseOptions quantising;
    quantising.per_channel = per_channel;
    const workloads::Graph graph = workloads::quantise(real, {inputs}, quantising);
    const double quantised = cpu_seconds();
    const Network network(graph, config, {});
    figures.emplace_back(name + "_quantise_seconds", quantised - begin);
    figures.emplace_back(name + "_schedule_seconds", cpu_seconds() - quantised);
    const Run run = run_timed(network, config, inputs, true, 1);
    if (layers) print_layers(network, config, run);
    report(name, network, config, run);
    if (depth == 18) measure_more(name, graph, inputs);
}

int run(const std::vector<std::string>& arguments) {
    bool json = false, layers = false, per_channel = false;
    std::vector<int> depths;
    for (const std::string& argument : arguments) {
        json = json || argument == "--json";
        layers = layers || argument == "--layers";
        per_channel = per_channel || argument == "--per-channel";
        if (argument[0] != '-') depths.push_back(std::stoi(argument));
    }
    if (depths.empty()) depths = {18, 34, 50};
    for (const int depth : depths) measure(depth, layers && !json, per_channel);
    for (std::size_t i = 0; i < figures.size(); ++i) {
        if (json)
            fmt::print(
                "{}\"{}\": {:.8g}", i == 0 ? "{" : ", ", figures[i].first, figures[i].second);
        else
            fmt::print("{:45} {:.8g}\n", figures[i].first, figures[i].second);
    }
    if (json) fmt::print("}}\n");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(std::vector<std::string>(argv + 1, argv + argc));
    } catch (const Error& error) {
        fmt::print(stderr, "bench_networks: {}\n", error.what());
        return static_cast<int>(error.exit_code());
    } catch (const std::exception&) {
        fmt::print(stderr,
                   "usage: bench_networks [--json] [--layers] [--per-channel] [18] [34] [50]\n");
        return static_cast<int>(ExitCode::kUsage);
    }
}

// The SystemC library asks for it.
extern "C" int sc_main(int, char**);
extern "C" int sc_main(int, char**) { return 0; }
