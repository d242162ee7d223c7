// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/error.h"
#include "workloads/graph_operators.h"
#include "workloads/graph_tensor.h"

namespace vta::workloads {

using TensorId = std::uint32_t;                                       ///< index into tensors
constexpr TensorId kNoTensor = std::numeric_limits<TensorId>::max();  ///< an input left out

/// One operator. Every operator has one output.
struct Node {
    std::string name;    ///< of the model file, or made from its output's
    std::string source;  ///< operator of the model file, e.g. "CONV_2D", "QLinearConv"
    Operator op;
    std::vector<TensorId> inputs;
    TensorId output = kNoTensor;

    bool has_input(std::size_t i) const { return i < inputs.size() && inputs[i] != kNoTensor; }
};

/// How integer operators bring an accumulator to the scale of their output.
enum class IntegerArithmetic : std::uint8_t {
    kFixedPoint,  ///< TFLite: 31-bit multiplier and shift, rounding twice
    kFloatScale,  ///< ONNX: product with a float32 scale, rounded half to even
    kShift,       ///< scales that are powers of two: a shift that rounds (shift_arithmetic.h)
};

/// A network. Nodes are in an order in which they can run; each tensor is a constant, an input, or
/// the output of one node.
struct Graph {
    std::string file;  ///< where it came from, for messages
    IntegerArithmetic arithmetic = IntegerArithmetic::kFloatScale;
    std::vector<Tensor> tensors;
    std::vector<Node> nodes;
    std::vector<TensorId> inputs;
    std::vector<TensorId> outputs;

    const Tensor& tensor(TensorId id) const { return tensors[id]; }
    Tensor& tensor(TensorId id) { return tensors[id]; }
    const Tensor& input_of(const Node& node, std::size_t i) const {
        return tensors[node.inputs[i]];
    }
    const Tensor& output_of(const Node& node) const { return tensors[node.output]; }

    TensorId add_tensor(Tensor tensor);
    TensorId add_constant(const std::string& name, TensorValue value);
    /// Appends the node with a new output tensor of this type; its shape follows from the inputs.
    /// Returns the output. Throws ModelError for shapes that do not fit.
    TensorId add_node(Node node, ElementType type, const std::string& output_name);

    /// Throws ModelError for the first tensor with sizes, bytes or a quantisation that do not fit.
    void validate_tensors() const;
    /// Throws ModelError for the first thing that does not fit: order, types, shapes,
    /// quantisation, sizes of constants.
    void validate() const;
};

/// "node NAME (SOURCE)" error with the graph's file.
[[noreturn]] void fail_node(const Graph& graph, const Node& node, const std::string& problem);

}  // namespace vta::workloads
