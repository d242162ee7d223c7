// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "workloads/graph.h"

namespace vta::workloads {

struct OnnxOptions {
    /// Inputs of the model that are fixed to a value: they become constants.
    std::map<std::string, TensorValue> fixed_inputs;
    /// Shapes of inputs, instead of those of the file. Output shapes that the file gives for
    /// transposed convolutions follow.
    std::map<std::string, Shape> input_shapes;
};

/// Reads an ONNX model. Sizes that the file leaves open are 1, unless the options say otherwise.
/// Around operators that work on pictures the graph has transposes between ONNX's NCHW and NHWC;
/// simplify() removes most of them. Throws ModelError for files that are damaged and for
/// operators, types and attributes that are not supported.
Graph import_onnx(const std::vector<std::uint8_t>& bytes,
                  const std::string& file,
                  const OnnxOptions& options = {});

}  // namespace vta::workloads
