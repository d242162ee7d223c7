// SPDX-License-Identifier: Apache-2.0
#include "tests/cycle/golden_slice.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "isa/hardware_config_json.h"

namespace vta::tests {

void for_each_golden(
    const std::function<void(const sim::Vector&, const isa::HardwareConfig&)>& visit) {
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
            const std::string name = vector.config.empty() ? file.stem().string() : vector.config;
            visit(vector, configs.at(name));
        }
    }
}

cycle::LaunchResult run_vector(cycle::Simulation& simulation, const sim::Vector& vector) {
    cycle::LaunchResult result;
    for (std::size_t launch = 0; launch < vector.launches.size(); ++launch) {
        const isa::Program program = sim::to_program(vector, launch);
        if (launch == 0)
            functional::place(program, simulation.dram());
        else
            functional::place_instructions(program, simulation.dram());
        const auto count = static_cast<std::uint32_t>(program.instructions.size());
        result = simulation.launch(program.base, count, {});
    }
    return result;
}

isa::HardwareConfig with(const isa::HardwareConfig& config,
                         const std::function<void(isa::HardwareParameters&)>& change) {
    isa::HardwareParameters parameters = config.parameters();
    change(parameters);
    return isa::HardwareConfig(parameters);
}

}  // namespace vta::tests
