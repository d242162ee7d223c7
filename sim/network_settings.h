// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/network_options.h"
#include "workloads/preprocess.h"

namespace vta::sim {

/// What the JSON file beside the model and the options together say of inputs and outputs.
struct NetworkSettings {
    workloads::Preprocessing preprocessing;
    std::vector<std::string> labels;     ///< of classes; empty: none
    std::vector<std::string> calibrate;  ///< files
    std::int64_t class_offset = 0;
    /// Numbers of the output that are black and white; nothing: 0 and 255.
    std::optional<std::pair<double, double>> output_range;
    std::string input_shape;
    std::string file;  ///< the JSON file that was read, or empty
};

/// Options win over the file: --preprocess, else MODEL.json or MODEL.onnx.json beside the model, if
/// there is one.
NetworkSettings network_settings(const NetworkRunOptions& options);

/// One name a line, or the last column of a CSV file whose first is the class.
std::vector<std::string> read_labels(const std::string& path);

}  // namespace vta::sim
