// SPDX-License-Identifier: Apache-2.0
#include "sim/check_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "base/error.h"
#include "isa/config_search.h"
#include "isa/memory_type.h"
#include "runtime/capture.h"
#include "runtime/memory_device.h"
#include "sim/network_cache.h"
#include "sim/network_model.h"
#include "sim/network_options.h"
#include "sim/network_samples.h"
#include "sim/network_settings.h"
#include "sim/progress.h"
#include "workloads/network.h"

namespace vta::sim {

namespace {

constexpr std::uint64_t kDramBytes = std::uint64_t{2} << 30;  // untouched pages cost nothing

std::unique_ptr<workloads::Network> schedule(const isa::HardwareConfig& config,
                                             const workloads::Graph& graph,
                                             std::uint32_t virtual_threads) {
    Progress progress;
    workloads::NetworkOptions how;
    how.virtual_threads = virtual_threads;
    how.progress = [&progress](std::size_t done, std::size_t all) {
        progress.update([&] { return fmt::format("scheduling: {} of {} layers", done, all); });
    };
    how.schedules_json = ScheduleCache(config, graph, virtual_threads).load();
    if (!how.schedules_json.empty()) {
        try {
            return std::make_unique<workloads::Network>(graph, config, how);
        } catch (const ConfigError&) {
            how.schedules_json.clear();  // a damaged entry is not used
        }
    }
    return std::make_unique<workloads::Network>(graph, config, how);
}

// Keeps micro-ops, all of them for the first launch: programs that follow find them there.
void share_uops(std::vector<isa::Program>& launches) {
    std::vector<isa::Segment> uops;
    std::uint64_t dram_bytes = 0;
    for (isa::Program& program : launches) {
        for (isa::Segment& segment : program.segments)
            if (segment.name == isa::to_string(isa::MemoryType::kUop))
                uops.push_back(std::move(segment));
        program.segments.clear();
        dram_bytes = std::max(dram_bytes, program.dram_bytes);
    }
    for (isa::Program& program : launches) program.dram_bytes = dram_bytes;
    launches.front().segments = std::move(uops);
}

}  // namespace

LoadedProgram capture_network(const std::string& model,
                              const std::string& config,
                              const std::string& input_shape) {
    NetworkRunOptions options;
    options.model = model;
    options.input_shape = input_shape;
    LoadedProgram loaded;
    loaded.path = model;
    loaded.form = "network";
    loaded.config = isa::find_config(config.empty() ? "de10nano" : config);
    const workloads::Graph graph = load_network(options, network_settings(options));
    std::vector<NetworkSample> samples = random_samples(graph, 1);
    const NetworkModel prepared = prepare_network(graph, options, samples);
    convert_samples(samples, graph, prepared.graph);
    const auto network = schedule(loaded.config, prepared.graph, options.virtual_threads);

    runtime::MemoryDevice memory(loaded.config, kDramBytes);
    runtime::CapturingDevice device(memory, false);
    std::vector<std::string> names;
    workloads::NetworkExecutor executor(*network, device);
    executor.run(samples.front().inputs, [&](const workloads::StepResult& result) {
        const workloads::StepInfo& step = network->steps()[result.step];
        if (step.unit == workloads::Unit::kVta) names.push_back(step.name);
    });
    loaded.launches = device.programs();
    if (loaded.launches.empty())
        throw UserError(model +
                        ": no layer of it runs on the accelerator, so there is no program; "
                        "vta inspect says why");
    VTA_CHECK(names.size() == loaded.launches.size(), "a step has not one launch");
    for (std::size_t i = 0; i < names.size(); ++i) loaded.launches[i].name = names[i];
    share_uops(loaded.launches);
    return loaded;
}

LoadedProgram load_program_or_network(const std::string& argument,
                                      const std::string& config,
                                      const std::string& input_shape) {
    if (is_network(argument)) return capture_network(argument, config, input_shape);
    if (!input_shape.empty())
        throw UserError("--input-shape: " + argument + " is a program, not a network");
    return load_program(argument, config);
}

}  // namespace vta::sim
