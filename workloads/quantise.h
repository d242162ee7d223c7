// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "workloads/graph.h"

namespace vta::workloads {

struct QuantiseOptions {
    bool per_channel = true;  ///< a power-of-two scale for each output channel of the weights
    bool bias_correction =
        true;              ///< means of the outputs are brought back to those of the float graph
    bool equalise = true;  ///< ranges of neighbouring layers are balanced first
    std::function<void(std::size_t, std::size_t)> progress;  ///< images seen, images in all
};

/// One tensor of the quantised graph against the float graph, over all calibration inputs.
struct QuantisedTensorInfo {
    std::string node;
    std::string source;
    int exponent = 0;    ///< its scale is 2^exponent
    double sqnr_db = 0;  ///< signal to quantisation noise
};
struct QuantisationReport {
    std::size_t images = 0;
    std::vector<QuantisedTensorInfo> tensors;  ///< in the order of the nodes
    double output_sqnr_db = 0;
};

/// A float graph (simplified) as one of IntegerArithmetic::kShift: int8 codes, scales that are
/// powers of two, layers that the accelerator computes exactly. What it cannot do stays float32
/// between Dequantize and Quantize. Inputs and outputs keep their type. `calibration` holds input
/// sets as ReferenceInterpreter::run takes them, at least one.
Graph quantise(const Graph& real,
               const std::vector<std::vector<TensorValue>>& calibration,
               const QuantiseOptions& options,
               QuantisationReport* report = nullptr);

/// The float graph that an integer graph approximates: weights and bias as real numbers, no
/// Quantize and Dequantize. To be quantised again to scales of VTA's own.
Graph dequantised_graph(const Graph& integer);

}  // namespace vta::workloads
