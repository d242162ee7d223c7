// SPDX-License-Identifier: Apache-2.0
#include "sim/inspect_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "workloads/graph_cost.h"
#include "workloads/graph_placement.h"

namespace vta::sim {

namespace {

using workloads::Graph;
using workloads::Node;
using workloads::Placement;
using workloads::Tensor;
using workloads::TensorId;
using workloads::Unit;

struct Totals {
    std::uint64_t macs = 0;
    std::uint64_t vta_macs = 0;
    std::array<std::size_t, 3> nodes{};  // by Unit

    double vta_percent() const {
        return macs == 0 ? 0.0 : 100.0 * static_cast<double>(vta_macs) / static_cast<double>(macs);
    }
};

Totals totals_of(const Graph& graph, const isa::HardwareConfig& config) {
    Totals totals;
    for (const Node& node : graph.nodes) {
        const Unit unit = workloads::place(graph, node, config).unit;
        const std::uint64_t macs = workloads::macs_of(graph, node);
        totals.macs += macs;
        if (unit == Unit::kVta) totals.vta_macs += macs;
        ++totals.nodes[static_cast<std::size_t>(unit)];
    }
    return totals;
}

std::string number_text(float value) { return fmt::format("{:.6g}", value); }

std::string quantisation_text(const Tensor& tensor) {
    if (!tensor.quantisation) return "";
    const workloads::Quantisation& q = *tensor.quantisation;
    if (q.per_channel()) return fmt::format(", {} scales", q.scales.size());
    return fmt::format(", scale {} zero {}", number_text(q.scales[0]), q.zero_points[0]);
}

std::string tensor_text(const Tensor& tensor) {
    return fmt::format("{} {}{}",
                       workloads::to_string(tensor.shape),
                       workloads::to_string(tensor.type),
                       quantisation_text(tensor));
}

// The shape of what flows in and, after "*", that of the constants.
std::string inputs_text(const Graph& graph, const Node& node) {
    std::string text;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        if (!node.has_input(i)) continue;
        const Tensor& tensor = graph.input_of(node, i);
        if (tensor.constant && tensor.shape.size() < 2 && i > 1)
            continue;  // biases say nothing new
        if (!text.empty()) text += tensor.constant ? " * " : ", ";
        text += workloads::to_string(tensor.shape);
    }
    return text;
}

nlohmann::json tensor_json(const Tensor& tensor) {
    nlohmann::json json = {{"name", tensor.name},
                           {"type", workloads::to_string(tensor.type)},
                           {"shape", tensor.shape},
                           {"constant", tensor.constant}};
    if (tensor.quantisation) {
        json["scales"] = tensor.quantisation->scales;
        json["zero_points"] = tensor.quantisation->zero_points;
        if (tensor.quantisation->per_channel()) json["axis"] = tensor.quantisation->axis;
    }
    return json;
}

nlohmann::json tensors_json(const Graph& graph, const std::vector<TensorId>& ids) {
    nlohmann::json json = nlohmann::json::array();
    for (const TensorId id : ids)
        if (id != workloads::kNoTensor) json.push_back(tensor_json(graph.tensor(id)));
    return json;
}

nlohmann::json node_json(const Graph& graph, const Node& node, const isa::HardwareConfig& config) {
    const Placement placement = workloads::place(graph, node, config);
    return {{"name", node.name},
            {"source", node.source},
            {"operator", workloads::name_of(node.op)},
            {"inputs", tensors_json(graph, node.inputs)},
            {"output", tensor_json(graph.output_of(node))},
            {"macs", workloads::macs_of(graph, node)},
            {"parameters", workloads::parameters_of(graph, node)},
            {"unit", workloads::to_string(placement.unit)},
            {"reason", placement.reason}};
}

void print_tensors(const char* title,
                   const Graph& graph,
                   const std::vector<TensorId>& ids,
                   std::ostream& out) {
    for (const TensorId id : ids) {
        const Tensor& tensor = graph.tensor(id);
        out << fmt::format("{:<7} {}: {}\n", title, tensor.name, tensor_text(tensor));
    }
}

void print_rows(const std::vector<std::array<std::string, 6>>& rows, std::ostream& out) {
    std::array<std::size_t, 5> widths{};
    for (const auto& row : rows)
        for (std::size_t i = 0; i < widths.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    for (const auto& row : rows)
        out << fmt::format("{:<{}}  {:<{}}  {:<{}}  {:>{}}  {:<{}}  {}\n",
                           row[0],
                           widths[0],
                           row[1],
                           widths[1],
                           row[2],
                           widths[2],
                           row[3],
                           widths[3],
                           row[4],
                           widths[4],
                           row[5]);
}

}  // namespace

void print_inspection(const Graph& graph, const isa::HardwareConfig& config, std::ostream& out) {
    out << "model   " << graph.file << '\n';
    print_tensors("input", graph, graph.inputs, out);
    print_tensors("output", graph, graph.outputs, out);
    out << "config  " << config.name() << " " << config.config_string() << "\n\n";
    std::vector<std::array<std::string, 6>> rows = {
        {"operator", "inputs", "output", "MACs", "unit", "why"}};
    for (const Node& node : graph.nodes) {
        const Placement placement = workloads::place(graph, node, config);
        rows.push_back({workloads::name_of(node.op),
                        inputs_text(graph, node),
                        workloads::to_string(graph.output_of(node).shape),
                        fmt::format("{}", workloads::macs_of(graph, node)),
                        workloads::to_string(placement.unit),
                        placement.reason});
    }
    print_rows(rows, out);
    const Totals totals = totals_of(graph, config);
    out << fmt::format("\n{} nodes: {} on VTA, {} on the CPU, {} without work\n",
                       graph.nodes.size(),
                       totals.nodes[0],
                       totals.nodes[1],
                       totals.nodes[2]);
    out << fmt::format("MACs {} ({:.2f} % on VTA), parameters {}\n",
                       totals.macs,
                       totals.vta_percent(),
                       workloads::parameters_of(graph));
}

void print_inspection_json(const Graph& graph,
                           const isa::HardwareConfig& config,
                           std::ostream& out) {
    const Totals totals = totals_of(graph, config);
    nlohmann::json nodes = nlohmann::json::array();
    for (const Node& node : graph.nodes) nodes.push_back(node_json(graph, node, config));
    const nlohmann::json json = {{"schema", "vta-inspect-1"},
                                 {"model", graph.file},
                                 {"config", config.config_string()},
                                 {"inputs", tensors_json(graph, graph.inputs)},
                                 {"outputs", tensors_json(graph, graph.outputs)},
                                 {"nodes", nodes},
                                 {"macs", totals.macs},
                                 {"vta_macs", totals.vta_macs},
                                 {"parameters", workloads::parameters_of(graph)}};
    // Names of damaged files need not be UTF-8.
    out << json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

}  // namespace vta::sim
