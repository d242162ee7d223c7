// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the benchmarks of observers share: the ten ResNet-18 convolutions, ResNet-18 as a network,
// processor time, and how figures are printed.

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "isa/registers.h"
#include "sim/report_device.h"
#include "workloads/conv2d_programs.h"
#include "workloads/graph_passes.h"
#include "workloads/network.h"
#include "workloads/quantise.h"
#include "workloads/residual_networks.h"

namespace vta::bench {

using Figures = std::vector<std::pair<std::string, double>>;

/// Of this process, so that a busy machine counts little.
inline double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// The convolutions of ResNet-18 as the scheduler chooses them.
inline std::vector<isa::Program> ten_layers(const isa::HardwareConfig& config) {
    std::vector<isa::Program> programs;
    for (const workloads::Conv2dShape& shape : workloads::resnet18_shapes()) {
        const workloads::Conv2dEpilogue epilogue;
        const auto schedule = workloads::choose_conv2d_schedule(config, shape, epilogue, 2);
        programs.push_back(workloads::build_conv2d_program(config, shape, epilogue, schedule, 1));
    }
    return programs;
}

/// The cycle model as a device that notes the processor time of each launch, with what its observer
/// does before and after the launch. The observer can be changed between launches.
class TimedDevice final : public sim::ReportDevice {
  public:
    using ReportDevice::ReportDevice;

    void write_register(std::uint32_t offset, std::uint32_t value) override {
        if (offset == isa::RegisterMap::kControl && (value & isa::RegisterMap::kLaunch) != 0)
            begin_ = processor_seconds();
        ReportDevice::write_register(offset, value);
    }
    void wait(std::uint64_t max_cycles) override {
        ReportDevice::wait(max_cycles);
        seconds_.push_back(processor_seconds() - begin_);
    }

    /// By launch, since the last call.
    std::vector<double> take_seconds() { return std::exchange(seconds_, {}); }

  private:
    double begin_ = 0;
    std::vector<double> seconds_;
};

/// ResNet-18 at 224x224, quantised, with random weights and one picture.
struct Resnet18 {
    workloads::Graph graph;
    std::vector<workloads::TensorValue> inputs;

    Resnet18() {
        workloads::Graph real = workloads::make_resnet(18, 224, 1);
        workloads::simplify(real);
        std::mt19937_64 random(7);
        workloads::TensorValue picture(workloads::ElementType::kFloat32,
                                       real.tensor(real.inputs[0]).shape);
        for (std::int64_t i = 0; i < picture.count(); ++i)
            picture.data<float>()[i] = static_cast<float>(random() >> 40) * 0x1p-22F - 2.0F;
        inputs = {picture};
        graph = workloads::quantise(real, {inputs}, {});
    }
};

/// Processor seconds of the launches of one execution of ResNet-18 with each of the observers
/// (null: none): the sum of every launch's fastest round. Rounds alternate between the observers.
inline std::vector<double> network_seconds(const Resnet18& resnet,
                                           const isa::HardwareConfig& config,
                                           bool timing_only,
                                           const std::vector<sim::ProgramObserver*>& observers,
                                           int rounds) {
    const workloads::Network network(resnet.graph, config, {});
    cycle::Simulation::Options options = platform::CycleDevice::default_options();
    options.timing_only = timing_only;
    TimedDevice device(config, options);
    workloads::NetworkExecutor executor(network, device);
    std::vector<std::vector<double>> fastest(observers.size());
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < observers.size(); ++i) {
            if (observers[i] != nullptr)
                device.observe(*observers[i]);
            else
                device.stop_observing();
            executor.run(resnet.inputs, [](const workloads::StepResult&) {});
            const std::vector<double> taken = device.take_seconds();
            fastest[i].resize(taken.size(), std::numeric_limits<double>::max());
            for (std::size_t n = 0; n < taken.size(); ++n)
                fastest[i][n] = std::min(fastest[i][n], taken[n]);
        }
    }
    device.stop_observing();
    std::vector<double> sums;
    for (const std::vector<double>& launches : fastest) {
        sums.push_back(0);
        for (const double seconds : launches) sums.back() += seconds;
    }
    return sums;
}

/// Runs a benchmark and prints its figures by name; `--json` as one JSON object.
template <typename Measure>
int run(const char* name, int argc, char** argv, const Measure& measure) {
    const bool json = argc > 1 && std::string(argv[1]) == "--json";
    try {
        const Figures all = measure();
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (json)
                fmt::print("{}\"{}\": {:.4g}", i == 0 ? "{" : ", ", all[i].first, all[i].second);
            else
                fmt::print("{:45} {:.4g}\n", all[i].first, all[i].second);
        }
        if (json) fmt::print("}}\n");
    } catch (const Error& error) {
        fmt::print(stderr, "{}: {}\n", name, error.what());
        return static_cast<int>(error.exit_code());
    }
    return 0;
}

}  // namespace vta::bench
