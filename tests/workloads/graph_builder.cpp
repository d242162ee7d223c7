// SPDX-License-Identifier: Apache-2.0
#include "tests/workloads/graph_builder.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "workloads/reference_interpreter.h"

namespace vta::tests {

using namespace workloads;

TensorValue GraphBuilder::random_value(const Shape& shape, float low, float high) {
    std::uniform_real_distribution<float> numbers(low, high);
    TensorValue value(ElementType::kFloat32, shape);
    for (std::int64_t i = 0; i < value.count(); ++i) value.data<float>()[i] = numbers(random_);
    return value;
}

TensorId GraphBuilder::input(const Shape& shape) {
    Tensor tensor;
    tensor.name = "input";
    tensor.shape = shape;
    graph_.inputs.push_back(graph_.add_tensor(tensor));
    return graph_.inputs.back();
}

TensorId GraphBuilder::constant(const Shape& shape, float low, float high) {
    return graph_.add_constant("constant" + std::to_string(++count_),
                               random_value(shape, low, high));
}

TensorId GraphBuilder::codes(const Shape& shape, std::vector<float> scales) {
    std::uniform_int_distribution<int> numbers(-127, 127);
    TensorValue value(ElementType::kInt8, shape);
    for (std::int64_t i = 0; i < value.count(); ++i)
        value.data<std::int8_t>()[i] = static_cast<std::int8_t>(numbers(random_));
    const TensorId id = graph_.add_constant("codes" + std::to_string(++count_), value);
    const std::vector<std::int32_t> zeros(scales.size(), 0);
    graph_.tensor(id).quantisation = Quantisation{std::move(scales), zeros, 0};
    return id;
}

TensorId GraphBuilder::add(Operator op, std::vector<TensorId> inputs) {
    const std::string name = "node" + std::to_string(++count_);
    return graph_.add_node(
        Node{name, "", std::move(op), std::move(inputs), kNoTensor}, ElementType::kFloat32, name);
}

TensorId GraphBuilder::quantize(TensorId x, float scale, std::int32_t zero_point) {
    const std::string name = "node" + std::to_string(++count_);
    const TensorId id =
        graph_.add_node(Node{name, "", Quantize{}, {x}, kNoTensor}, ElementType::kInt8, name);
    graph_.tensor(id).quantisation = Quantisation{{scale}, {zero_point}, 0};
    return id;
}

Graph GraphBuilder::finish(TensorId output) {
    graph_.outputs = {output};
    graph_.validate();
    return graph_;
}

std::size_t count_of(const Graph& graph, const std::string& name) {
    return static_cast<std::size_t>(
        std::count_if(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
            return name == name_of(node.op);
        }));
}

double largest_difference(const Graph& a, const Graph& b, const TensorValue& input) {
    const TensorValue x = ReferenceInterpreter(a).run({input})[0];
    const TensorValue y = ReferenceInterpreter(b).run({input})[0];
    if (x.shape != y.shape || x.type != y.type) return std::numeric_limits<double>::infinity();
    double largest = 0.0;
    for (std::int64_t i = 0; i < x.count(); ++i)
        largest = std::max(largest, std::fabs(x.as_double(i) - y.as_double(i)));
    return largest;
}

}  // namespace vta::tests
