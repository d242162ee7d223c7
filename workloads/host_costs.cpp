// SPDX-License-Identifier: Apache-2.0
#include "workloads/host_costs.h"

#include <fmt/format.h>

#include "base/error.h"
#include "workloads/graph_cost.h"

namespace vta::workloads {

namespace {

constexpr double kMaxNanoseconds = 1e9;
constexpr double kNanosecond = 1e-9;

double seconds(const HostCost& cost, std::uint64_t elements, std::uint64_t macs, double bytes) {
    return kNanosecond * (cost.call_ns + cost.element_ns * static_cast<double>(elements) +
                          cost.mac_ns * static_cast<double>(macs) + cost.byte_ns * bytes);
}

double bytes_of(const Tensor& tensor) {
    return static_cast<double>(element_count(tensor.shape)) *
           static_cast<double>(byte_size(tensor.type));
}

double number(const JsonReader& reader) {
    const double value = reader.as_double();
    if (value < 0 || value > kMaxNanoseconds)
        throw ConfigError(
            fmt::format("{}: got {}, want 0 to {}", reader.where(), value, kMaxNanoseconds));
    return value;
}

}  // namespace

// Estimates for one Cortex-A9 at 650 MHz (1.54 ns a cycle): it issues two instructions a cycle,
// loads or stores one word of 4 bytes or 8 with NEON; NEON does a float32 multiply-accumulate on
// two lanes a cycle, 8-bit ones on 8 lanes. Plain loops reach about half of it. exp and log take
// about 40 cycles.
HostCosts::HostCosts() : name_("cortex-a9-650") {
    constexpr double kCall = 500;
    const auto set = [&](const char* what, double element, double mac, double byte) {
        costs_[what] = {kCall, element, mac, byte};
    };
    for (const char* product :
         {"Conv2D", "DepthwiseConv2D", "TransposeConv2D", "FullyConnected", "MatMul"})
        set(product, 8.0, 1.6, 0.4);
    for (const char* exponential : {"Softmax", "LogSoftmax", "Sigmoid", "Tanh"})
        set(exponential, 70.0, 0.0, 0.4);
    for (const char* copy :
         {"Reshape", "Identity", "Transpose", "Slice", "Pad", "Concat", "Resize"})
        set(copy, 1.5, 0.0, 0.8);
    for (const char* conversion : {"Quantize", "Dequantize"}) set(conversion, 6.0, 0.0, 0.4);
    set("pack", 0.0, 0.0, 0.8);
    set("unpack", 0.0, 0.0, 0.8);
    set("requantise", 12.0, 0.0, 0.8);
    set("other", 6.0, 0.0, 0.8);
}

HostCosts HostCosts::from_json(const JsonReader& reader) {
    HostCosts costs;
    costs.name_ = reader.required("name").as_string();
    if (const auto scale = reader.optional("scale")) {
        const double factor = number(*scale);
        for (auto& [what, cost] : costs.costs_)
            cost = {cost.call_ns * factor,
                    cost.element_ns * factor,
                    cost.mac_ns * factor,
                    cost.byte_ns * factor};
    }
    if (const auto given = reader.optional("costs")) {
        for (const auto& [what, entry] : given->members()) {
            HostCost& cost = costs.costs_[what];
            cost = {};
            if (const auto value = entry.optional("call_ns")) cost.call_ns = number(*value);
            if (const auto value = entry.optional("element_ns")) cost.element_ns = number(*value);
            if (const auto value = entry.optional("mac_ns")) cost.mac_ns = number(*value);
            if (const auto value = entry.optional("byte_ns")) cost.byte_ns = number(*value);
            entry.refuse_unknown_keys();
        }
    }
    reader.refuse_unknown_keys();
    return costs;
}

const HostCost& HostCosts::cost(const std::string& what) const {
    const auto found = costs_.find(what);
    return found == costs_.end() ? costs_.at("other") : found->second;
}

double HostCosts::node_seconds(const Graph& graph, const Node& node) const {
    double bytes = bytes_of(graph.output_of(node));
    for (std::size_t i = 0; i < node.inputs.size(); ++i)
        if (node.has_input(i)) bytes += bytes_of(graph.input_of(node, i));
    const auto elements = static_cast<std::uint64_t>(element_count(graph.output_of(node).shape));
    return seconds(cost(name_of(node.op)), elements, macs_of(graph, node), bytes);
}

double HostCosts::step_seconds(const std::string& what,
                               std::uint64_t elements,
                               std::uint64_t bytes) const {
    return seconds(cost(what), elements, 0, static_cast<double>(bytes));
}

}  // namespace vta::workloads
