// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/counters_golden.h"

#include <algorithm>
#include <filesystem>

#include "isa/hardware_config_json.h"
#include "models/cycle/simulation.h"
#include "models/functional/dram.h"
#include "sim/vector.h"

namespace vta::tests {

void for_each_golden_program(const std::function<void(const GoldenProgram&)>& visit) {
    const std::filesystem::path folder = std::filesystem::path(VTA_SOURCE_DIR) / "tests/golden";
    const auto configs = isa::load_configs((folder / "configs.json").string());
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        sim::VectorReader reader(file.string());
        while (reader.next_line()) {
            const sim::Vector vector = reader.parse();
            const std::string config = vector.config.empty() ? file.stem().string() : vector.config;
            GoldenProgram golden{vector.where(), vector.name, configs.at(config), {}, 0};
            for (std::size_t launch = 0; launch < vector.launches.size(); ++launch) {
                golden.launches.push_back(sim::to_program(vector, launch));
                golden.cycles += vector.launches[launch].cycles;
            }
            visit(golden);
        }
    }
}

void run_observed(const GoldenProgram& golden, sim::ProgramObserver& observer, bool four_phase) {
    cycle::Simulation::Options options;
    options.timing_only = true;
    options.four_phase_memory = four_phase;
    options.dram_bytes = golden.launches.front().dram_bytes;
    cycle::Simulation simulation(golden.config, options);
    simulation.observe(&observer);
    observer.powered_up();
    for (const isa::Program& program : golden.launches) {
        functional::place_instructions(program, simulation.dram());
        observer.begin(program);
        const auto count = static_cast<std::uint32_t>(program.instructions.size());
        observer.end(simulation.launch(program.base, count, {}), true);
    }
}

}  // namespace vta::tests
