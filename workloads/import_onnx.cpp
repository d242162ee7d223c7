// SPDX-License-Identifier: Apache-2.0
#include "workloads/import_onnx.h"

#include <fmt/format.h>

#include <algorithm>

#include "workloads/graph_shapes.h"
#include "workloads/import_onnx_reader.h"
#include "workloads/reference_interpreter.h"

namespace vta::workloads {

Graph import_onnx(const std::vector<std::uint8_t>& bytes,
                  const std::string& file,
                  const OnnxOptions& options) {
    const OnnxModel model = parse_onnx(bytes, file);
    if (options.input_shapes.empty()) return OnnxReader(model, file, options).read();
    const OnnxOptions as_stored{options.fixed_inputs, {}};
    OnnxReader first(model, file, as_stored);
    first.read();
    return OnnxReader(model, file, options).read(first.surplus());
}

OnnxReader::OnnxReader(const OnnxModel& model, const std::string& file, const OnnxOptions& options)
    : model_(model), options_(options) {
    graph_.file = file;
    graph_.arithmetic = model.shifts ? IntegerArithmetic::kShift : IntegerArithmetic::kFloatScale;
}

Graph OnnxReader::read(const Surplus& known) {
    known_ = known;
    read_inputs();
    for (const auto& [name, value] : model_.initializers)
        values_[name] = graph_.add_constant(name, value);
    graph_.validate_tensors();
    for (const OnnxNode& each : model_.nodes) read_node(each);
    for (const std::string& name : model_.outputs) {
        const auto found = values_.find(name);
        if (found == values_.end())
            throw ModelError({graph_.file, "", "", ""}, "output " + name + ": no node makes it");
        graph_.outputs.push_back(found->second);
    }
    spread_quantisation();
    graph_.validate();
    return std::move(graph_);
}

void OnnxReader::read_inputs() {
    for (const OnnxInput& each : model_.inputs) {
        const auto fixed = options_.fixed_inputs.find(each.name);
        if (fixed != options_.fixed_inputs.end()) {
            values_[each.name] = graph_.add_constant(each.name, fixed->second);
            continue;
        }
        Tensor tensor;
        tensor.name = each.name;
        tensor.type = each.type;
        for (const std::int64_t size : each.shape) tensor.shape.push_back(size < 0 ? 1 : size);
        const auto shape = options_.input_shapes.find(each.name);
        if (shape != options_.input_shapes.end()) tensor.shape = shape->second;
        values_[each.name] = graph_.add_tensor(tensor);
        graph_.inputs.push_back(values_[each.name]);
    }
}

void OnnxReader::read_node(const OnnxNode& source) {
    current_ = &source;
    emitted_ = 0;
    const auto found = converters().find(source.op);
    if (found == converters().end() || !source.domain.empty()) {
        std::string names;
        for (const auto& each : converters()) names += (names.empty() ? "" : ", ") + each.first;
        const std::string domain = source.domain.empty() ? "" : " of domain " + source.domain;
        fail("", "is not supported" + domain, names);
    }
    if (source.outputs.empty()) fail("", "has no output");
    (this->*found->second)();
    if (values_.count(source.outputs[0]) == 0) fail("", "makes no output");
}

namespace {

bool moves(const Operator& op) {
    const auto* pool = std::get_if<Pool2D>(&op);
    return std::holds_alternative<Reshape>(op) || std::holds_alternative<Slice>(op) ||
           std::holds_alternative<Identity>(op) || std::holds_alternative<Pad>(op) ||
           std::holds_alternative<Resize>(op) || std::holds_alternative<Transpose>(op) ||
           (pool != nullptr && pool->kind == PoolKind::kMax);
}

// The scale says how to read codes; operators that move codes keep it.
bool spread(Tensor& from, Tensor& to) {
    if (!from.quantisation || to.quantisation || from.type != to.type) return false;
    if (from.quantisation->per_channel()) return false;
    to.quantisation = from.quantisation;
    return true;
}

}  // namespace

void OnnxReader::spread_quantisation() {
    for (Node& node : graph_.nodes)
        if (moves(node.op)) spread(graph_.tensor(node.inputs[0]), graph_.tensor(node.output));
    for (std::size_t i = graph_.nodes.size(); i-- > 0;) {
        Node& node = graph_.nodes[i];
        if (moves(node.op)) spread(graph_.tensor(node.output), graph_.tensor(node.inputs[0]));
    }
    for (Node& node : graph_.nodes)
        if (moves(node.op)) spread(graph_.tensor(node.inputs[0]), graph_.tensor(node.output));
}

bool OnnxReader::has(std::size_t i) const {
    return i < current_->inputs.size() && !current_->inputs[i].empty();
}

TensorId OnnxReader::in(std::size_t i) const {
    if (!has(i)) fail("", fmt::format("has no input {}", i));
    const auto found = values_.find(current_->inputs[i]);
    if (found == values_.end())
        fail("", "reads " + current_->inputs[i] + ", which no node before it makes");
    return found->second;
}

TensorId OnnxReader::emit(Operator op,
                          const std::vector<TensorId>& inputs,
                          ElementType type,
                          const std::string& suffix) {
    ++emitted_;
    const std::string name =
        current_->outputs[0] + (suffix.empty() ? fmt::format("/{}", emitted_) : suffix);
    Node node{current_->name, current_->op, std::move(op), inputs, kNoTensor};
    const bool codes_kept = moves(node.op);
    const bool foldable = codes_kept || type == ElementType::kInt64;
    const bool known = std::all_of(inputs.begin(), inputs.end(), [&](TensorId id) {
        return id != kNoTensor && tensor(id).constant;
    });
    const TensorId id = graph_.add_node(node, type, name);
    const Tensor& source = tensor(inputs[0]);
    if (codes_kept && source.quantisation && !source.quantisation->per_channel())
        graph_.tensor(id).quantisation = source.quantisation;
    if (!known || !foldable || element_count(tensor(id).shape) > kMaxFoldedElements) return id;
    // Numbers that are only moved are known now.
    std::vector<TensorValue> values;
    std::vector<const TensorValue*> arguments;
    values.reserve(inputs.size());
    for (const TensorId each : inputs) {
        values.push_back(tensor(each).value());
        arguments.push_back(&values.back());
    }
    const TensorValue result = run_node(graph_, graph_.nodes.back(), arguments);
    graph_.nodes.pop_back();
    graph_.tensor(id).bytes = result.bytes;
    graph_.tensor(id).constant = true;
    return id;
}

TensorId OnnxReader::emit(Operator op, const std::vector<TensorId>& inputs) {
    return emit(std::move(op), inputs, tensor(inputs[0]).type);
}

TensorId OnnxReader::transposed(TensorId id, const std::vector<std::size_t>& order) {
    // Integer weights stay integers: they are moved before they become real.
    for (const Node& node : graph_.nodes) {
        if (node.output != id || !std::holds_alternative<Dequantize>(node.op)) continue;
        if (!tensor(node.inputs[0]).constant) break;
        const TensorId moved = transposed(node.inputs[0], order);
        return emit(Dequantize{}, {moved}, ElementType::kFloat32);
    }
    const std::optional<Quantisation> q = tensor(id).quantisation;
    const TensorId result = emit(Transpose{order}, {id});
    if (!q || !q->per_channel()) return result;
    Quantisation moved = *q;
    moved.axis =
        static_cast<std::size_t>(std::find(order.begin(), order.end(), q->axis) - order.begin());
    graph_.tensor(result).quantisation = moved;
    return result;
}

TensorId OnnxReader::constant_like(const std::vector<float>& numbers, const Shape& shape) {
    ++emitted_;
    return graph_.add_constant(fmt::format("{}/constant{}", current_->outputs[0], emitted_),
                               make_value(shape, numbers));
}

TensorId OnnxReader::with_quantisation(TensorId id, const Quantisation& q) {
    Tensor& found = graph_.tensor(id);
    if (!found.quantisation || *found.quantisation == q) {
        found.quantisation = q;
        return id;
    }
    if (!found.constant) fail("", "reads " + found.name + " with another scale than others do");
    Tensor copy = found;
    copy.quantisation = q;
    return graph_.add_tensor(copy);
}

void OnnxReader::finish(TensorId output) {
    if (values_.count(current_->outputs[0]) != 0)
        fail("", "makes " + current_->outputs[0] + ", which exists already");
    for (std::size_t i = 1; i < current_->outputs.size(); ++i) {
        const std::string& name = current_->outputs[i];
        const auto reads = [&](const OnnxNode& node) {
            return std::find(node.inputs.begin(), node.inputs.end(), name) != node.inputs.end();
        };
        if (!name.empty() && std::any_of(model_.nodes.begin(), model_.nodes.end(), reads))
            fail("", fmt::format("has output {}, which is used", i), "the first output");
    }
    // The last node that was made for this one gets the name that the file gives the value.
    const std::string& name = current_->outputs[0];
    if (graph_.tensor(output).name.rfind(name + "/", 0) == 0) graph_.tensor(output).name = name;
    values_[name] = output;
}

void OnnxReader::fail(const std::string& attribute,
                      const std::string& problem,
                      const std::string& supported) const {
    throw ModelError({graph_.file, current_->name, current_->op, attribute}, problem, supported);
}

}  // namespace vta::workloads
