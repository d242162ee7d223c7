// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference_interpreter.h"

#include <fmt/format.h>

#include "workloads/reference_kernels.h"

namespace vta::workloads {

namespace {

/// Operators on numbers of one kind: 32-bit real, or codes in TFLite's arithmetic.
struct FloatKernels {
    const NodeRun& run;

    TensorValue operator()(const Elementwise& op) const { return run_elementwise(run, op); }
    TensorValue operator()(const Clip& op) const { return run_clip(run, op); }
    TensorValue operator()(const LeakyRelu& op) const { return run_leaky_relu(run, op); }
    TensorValue operator()(const Unary& op) const { return run_unary(run, op); }
    TensorValue operator()(const Pool2D& op) const { return run_pool(run, op); }
    TensorValue operator()(const Mean& op) const { return run_mean(run, op); }
    TensorValue operator()(const Softmax& op) const { return run_softmax(run, op); }
    TensorValue operator()(const LogSoftmax& op) const { return run_log_softmax(run, op); }
    TensorValue operator()(const BatchNorm& op) const { return run_batch_norm(run, op); }
    TensorValue operator()(const InstanceNorm& op) const { return run_instance_norm(run, op); }
    TensorValue operator()(const Concat& op) const { return run_concat(run, op); }
    TensorValue operator()(const Resize& op) const { return run_resize(run, op); }
    TensorValue operator()(const Transpose& op) const { return run_transpose(run, op); }
    TensorValue operator()(const Pad& op) const { return run_pad(run, op); }
    TensorValue operator()(const Slice& op) const { return run_slice(run, op); }
    TensorValue operator()(const Reshape&) const { return run_copy(run); }
    TensorValue operator()(const Identity&) const { return run_copy(run); }
    TensorValue operator()(const Quantize&) const { return run_quantize(run); }
    TensorValue operator()(const Dequantize&) const { return run_dequantize(run); }
    TensorValue operator()(const Conv2D&) const { return run_products(run); }
    TensorValue operator()(const DepthwiseConv2D&) const { return run_products(run); }
    TensorValue operator()(const TransposeConv2D&) const { return run_products(run); }
    TensorValue operator()(const FullyConnected&) const { return run_products(run); }
    TensorValue operator()(const MatMul&) const { return run_products(run); }
};

/// The operator on real numbers between a Dequantize and a Quantize.
TensorValue run_through_float(const NodeRun& run) {
    Graph graph;
    graph.file = run.graph.file;
    Node node = run.node;
    std::vector<TensorValue> values;
    values.reserve(run.inputs.size());
    std::vector<const TensorValue*> inputs;
    node.inputs.clear();
    for (std::size_t i = 0; i < run.inputs.size(); ++i) {
        values.push_back(dequantised(run.in(i), *run.tensor(i).quantisation));
        inputs.push_back(&values.back());
        Tensor tensor;
        tensor.name = run.tensor(i).name;
        tensor.shape = run.tensor(i).shape;
        node.inputs.push_back(graph.add_tensor(tensor));
    }
    Tensor output;
    output.name = run.out().name;
    output.shape = run.out().shape;
    node.output = graph.add_tensor(output);
    const NodeRun real{graph, node, inputs};
    return quantised(std::visit(FloatKernels{real}, node.op), run.out(), run.graph.arithmetic);
}

struct IntegerKernels {
    const NodeRun& run;

    TensorValue operator()(const Elementwise& op) const { return run_integer_elementwise(run, op); }
    TensorValue operator()(const Clip& op) const { return run_integer_clip(run, op); }
    TensorValue operator()(const LeakyRelu& op) const { return run_integer_leaky_relu(run, op); }
    TensorValue operator()(const Pool2D& op) const { return run_integer_pool(run, op); }
    TensorValue operator()(const Mean& op) const { return run_integer_mean(run, op); }
    TensorValue operator()(const Softmax& op) const { return run_integer_softmax(run, op); }
    TensorValue operator()(const Concat& op) const { return run_integer_concat(run, op); }
    template <typename Other>
    TensorValue operator()(const Other&) const {
        return run_through_float(run);
    }
};

template <typename... Ops>
bool is_one_of(const Operator& op) {
    return (std::holds_alternative<Ops>(op) || ...);
}

// Operators that move codes, or say themselves what they do to them.
bool knows_codes(const Operator& op) {
    return is_one_of<Conv2D,
                     DepthwiseConv2D,
                     TransposeConv2D,
                     FullyConnected,
                     MatMul,
                     Reshape,
                     Identity,
                     Transpose,
                     Pad,
                     Slice,
                     Resize,
                     Quantize,
                     Dequantize>(op);
}

TensorValue execute(const NodeRun& run) {
    const bool shifts = run.graph.arithmetic == IntegerArithmetic::kShift;
    if (shifts && run.out().quantisation) return run_shift_node(run);
    const bool byte = is_byte(run.out().type);
    if (!byte || knows_codes(run.node.op)) return std::visit(FloatKernels{run}, run.node.op);
    const auto* pool = std::get_if<Pool2D>(&run.node.op);
    if (pool != nullptr && pool->kind == PoolKind::kMax) return run_max_pool(run, *pool);
    if (run.graph.arithmetic == IntegerArithmetic::kFloatScale) return run_through_float(run);
    return std::visit(IntegerKernels{run}, run.node.op);
}

}  // namespace

TensorValue run_node(const Graph& graph,
                     const Node& node,
                     const std::vector<const TensorValue*>& inputs) {
    const Tensor& output = graph.output_of(node);
    // No loop over rows and columns where there is no channel.
    if (element_count(output.shape) == 0) return TensorValue(output.type, output.shape);
    return execute(NodeRun{graph, node, inputs});
}

ReferenceInterpreter::ReferenceInterpreter(const Graph& graph)
    : graph_(graph), constants_(graph.tensors.size()), last_use_(graph.tensors.size(), 0) {
    for (std::size_t i = 0; i < graph.tensors.size(); ++i)
        if (graph.tensors[i].constant) constants_[i] = graph.tensors[i].value();
    for (std::size_t n = 0; n < graph.nodes.size(); ++n)
        for (const TensorId id : graph.nodes[n].inputs)
            if (id != kNoTensor) last_use_[id] = n;
    for (const TensorId id : graph.outputs) last_use_[id] = graph.nodes.size();
}

void ReferenceInterpreter::check_inputs(const std::vector<TensorValue>& inputs) const {
    if (inputs.size() != graph_.inputs.size())
        throw UserError(fmt::format(
            "{}: got {} inputs, want {}", graph_.file, inputs.size(), graph_.inputs.size()));
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Tensor& want = graph_.tensor(graph_.inputs[i]);
        if (inputs[i].type == want.type && inputs[i].shape == want.shape) continue;
        throw UserError(fmt::format("{}: input {}: got {} {}, want {} {}",
                                    graph_.file,
                                    want.name,
                                    to_string(inputs[i].shape),
                                    to_string(inputs[i].type),
                                    to_string(want.shape),
                                    to_string(want.type)));
    }
}

std::vector<TensorValue> ReferenceInterpreter::run(const std::vector<TensorValue>& inputs,
                                                   const Observer& observer) const {
    check_inputs(inputs);
    std::vector<TensorValue> values(graph_.tensors.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) values[graph_.inputs[i]] = inputs[i];
    const auto value_of = [&](TensorId id) {
        return graph_.tensor(id).constant ? &constants_[id] : &values[id];
    };
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
        const Node& node = graph_.nodes[n];
        std::vector<const TensorValue*> arguments;
        for (const TensorId id : node.inputs)
            arguments.push_back(id == kNoTensor ? nullptr : value_of(id));
        values[node.output] = run_node(graph_, node, arguments);
        if (observer) observer(node, values[node.output]);
        for (const TensorId id : node.inputs)
            if (id != kNoTensor && last_use_[id] == n) values[id] = TensorValue();
    }
    std::vector<TensorValue> outputs;
    for (const TensorId id : graph_.outputs) outputs.push_back(*value_of(id));
    return outputs;
}

}  // namespace vta::workloads
