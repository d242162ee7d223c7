// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/network_execution.h"
#include "sim/network_labels.h"
#include "sim/network_settings.h"
#include "workloads/graph.h"

namespace vta::sim {

struct RankedClass {
    std::int64_t index = 0;
    double value = 0;  ///< real number
};
/// What the first output says of one input.
struct Classification {
    std::string name;
    std::vector<RankedClass> top;  ///< best first; of equal ones the lower index
    std::optional<bool> right;     ///< where it is known what is right
};

/// An output against that of the float model, over all inputs.
struct FloatComparison {
    double sqnr_db = 0;  ///< signal to noise
    double psnr_db =
        0;  ///< peak to noise; the peak is the range of the float output (or --output-range)
    double largest = 0;          ///< difference
    std::size_t same_class = 0;  ///< inputs whose best class is the same
    std::size_t rows = 0;
    std::optional<std::size_t> right;  ///< of the first output, where it is known what is right
};

struct NetworkResults {
    std::vector<Classification> classes;  ///< empty where the first output is no list of classes
    std::optional<std::size_t> right;     ///< inputs that were classified as expected
    std::vector<FloatComparison> comparison;  ///< by output, if asked for
    std::vector<std::string> written;         ///< files
};

/// Ranks the classes of the outputs and counts the right ones.
void classify(const workloads::Graph& graph,
              const std::vector<NetworkSample>& samples,
              const NetworkRun& run,
              std::uint32_t top,
              const std::vector<RightClasses>& expected,
              NetworkResults& results);

/// Executes the float graph for the samples that ran. Its first outputs, as real numbers, come
/// back.
std::vector<workloads::TensorValue> compare_with_float(const workloads::Graph& graph,
                                                       const workloads::Graph& real,
                                                       const std::vector<NetworkSample>& samples,
                                                       const std::vector<RightClasses>& expected,
                                                       const NetworkRun& run,
                                                       const NetworkSettings& settings,
                                                       NetworkResults& results);

/// --output: all outputs in one NPY file each (out.npy, out_1.npy, ...), or pictures of the first
/// (out.png; several inputs: out_0.png, ...).
void write_outputs(const std::string& path,
                   const workloads::Graph& graph,
                   const NetworkRun& run,
                   const NetworkSettings& settings,
                   NetworkResults& results);

/// The float model's pictures beside those of --output: out.png gives out_float.png.
void write_float_pictures(const std::string& path,
                          const std::vector<workloads::TensorValue>& reals,
                          const NetworkSettings& settings,
                          NetworkResults& results);

}  // namespace vta::sim
