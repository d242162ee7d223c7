// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "workloads/network.h"

namespace vta::sim {

class ReportCollector;

/// One step of a network as reports show it: a launch of the accelerator, or work of the host.
struct ReportLayer {
    workloads::StepInfo step;
    std::string key;                    ///< its name; of layers with one name each has its own key
    std::optional<std::size_t> launch;  ///< position in ReportCollector::launches()
    std::uint64_t bytes_read = 0;       ///< by the launch's instructions
    std::uint64_t bytes_written = 0;
};

/// Gives each layer a key: its name, from the second of a name on "name #2", "name #3", ...
void make_layer_keys(std::vector<ReportLayer>& layers);

/// Throws an internal error where launches do not follow one another or do not add up to the run,
/// or a unit's causes not to the cycles of a launch that came to its FINISH.
void check_launch_sums(const ReportCollector& collector);

/// A row a layer: what it is, what it took, every counter and ratio of its launch.
void write_layers_csv(const ReportCollector& collector, std::ostream& out);

}  // namespace vta::sim
