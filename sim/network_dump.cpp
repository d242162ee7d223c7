// SPDX-License-Identifier: Apache-2.0
#include "sim/network_dump.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "sim/network_operators.h"
#include "workloads/npy.h"
#include "workloads/reference_interpreter.h"

namespace vta::sim {

namespace {

using nlohmann::json;
using workloads::Graph;
using workloads::Node;
using workloads::Tensor;
using workloads::TensorId;
using workloads::TensorValue;

const char* arithmetic_name(workloads::IntegerArithmetic arithmetic) {
    switch (arithmetic) {
        case workloads::IntegerArithmetic::kFixedPoint:
            return "fixed_point";
        case workloads::IntegerArithmetic::kFloatScale:
            return "float_scale";
        case workloads::IntegerArithmetic::kShift:
            return "shift";
    }
    return "";
}

std::string file_name(std::size_t number, const std::string& name) {
    std::string safe;
    for (const char c : name) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
        safe += plain ? c : '_';
    }
    constexpr std::size_t kLongest = 60;
    if (safe.size() > kLongest) safe = safe.substr(safe.size() - kLongest);
    return fmt::format("{:04}_{}.npy", number, safe);
}

/// Files of one folder and what index.json says of them.
class Dump {
  public:
    Dump(const std::string& folder, const Graph& graph) : folder_(folder), graph_(graph) {
        std::error_code error;
        std::filesystem::create_directories(folder, error);
        if (error) throw IoError(folder, "cannot create the folder: " + error.message());
    }

    void tensor(TensorId id, const TensorValue& value, const char* made_by) {
        const Tensor& tensor = graph_.tensor(id);
        const std::string file = file_name(id, tensor.name);
        workloads::write_npy(folder_ + "/" + file, value);
        json entry = {{"file", file},
                      {"type", workloads::to_string(value.type)},
                      {"shape", value.shape},
                      {"made_by", made_by}};
        if (tensor.quantisation) {
            const workloads::Quantisation& q = *tensor.quantisation;
            entry["zero_points"] = q.zero_points;
            if (q.per_channel()) entry["axis"] = q.axis;
            const std::string scales = file.substr(0, file.size() - 4) + ".scales.npy";
            workloads::write_npy(folder_ + "/" + scales,
                                 workloads::make_value<float>(
                                     {static_cast<std::int64_t>(q.scales.size())}, q.scales));
            entry["scales"] = q.scales;
            entry["scales_file"] = scales;
        }
        tensors_[tensor.name] = entry;
    }

    void node(const Node& node) {
        json entry = operator_json(node.op);
        entry["name"] = node.name;
        entry["source"] = node.source;
        json inputs = json::array();
        for (const TensorId id : node.inputs)
            inputs.push_back(id == workloads::kNoTensor ? json(nullptr)
                                                        : json(graph_.tensor(id).name));
        entry["inputs"] = inputs;
        entry["output"] = graph_.output_of(node).name;
        nodes_.push_back(entry);
    }

    void write_index() const {
        const std::string path = folder_ + "/index.json";
        std::ofstream file(path);
        file << json({{"schema", "vta-layers-1"},
                      {"network", graph_.file},
                      {"arithmetic", arithmetic_name(graph_.arithmetic)},
                      {"nodes", nodes_},
                      {"tensors", tensors_}})
                    .dump(1)
             << '\n';
        file.close();
        if (!file) throw IoError(path, "cannot write");
    }

  private:
    const std::string folder_;
    const Graph& graph_;
    json nodes_ = json::array();
    json tensors_ = json::object();
};

}  // namespace

void dump_layers(const std::string& folder,
                 const Graph& graph,
                 const NetworkSample& sample,
                 const std::map<std::size_t, TensorValue>& made) {
    Dump dump(folder, graph);
    for (TensorId id = 0; id < graph.tensors.size(); ++id)
        if (graph.tensor(id).constant) dump.tensor(id, graph.tensor(id).value(), "model");
    for (std::size_t i = 0; i < graph.inputs.size(); ++i)
        dump.tensor(graph.inputs[i], sample.inputs[i], "input");
    const workloads::ReferenceInterpreter interpreter(graph);
    interpreter.run(sample.inputs, [&](const Node& node, const TensorValue& value) {
        const auto run = made.find(static_cast<std::size_t>(&node - graph.nodes.data()));
        if (run != made.end()) {
            dump.tensor(node.output, run->second, "run");
        } else {
            dump.tensor(node.output, value, "reference");
        }
        dump.node(node);
    });
    dump.write_index();
}

}  // namespace vta::sim
