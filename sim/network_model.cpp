// SPDX-License-Identifier: Apache-2.0
#include "sim/network_model.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "sim/progress.h"
#include "workloads/graph_passes.h"
#include "workloads/graph_types.h"
#include "workloads/import_model.h"
#include "workloads/import_onnx.h"
#include "workloads/residual_networks.h"

namespace vta::sim {

namespace {

using workloads::Graph;
using workloads::Node;

// Imports with another shape for the model's only input. TFLite files have no open sizes.
Graph import_with_shape(const std::string& path, const std::string& text) {
    Graph as_it_is = workloads::import_model(path);
    if (as_it_is.inputs.size() != 1)
        throw UserError("--input-shape: the model has not one input but " +
                        std::to_string(as_it_is.inputs.size()));
    const workloads::Shape shape = parse_shape(text, "--input-shape");
    const workloads::Tensor& input = as_it_is.tensor(as_it_is.inputs[0]);
    if (input.shape == shape) return as_it_is;
    if (path.size() > 7 && path.compare(path.size() - 7, 7, ".tflite") == 0)
        throw UserError(
            fmt::format("--input-shape: input {} of {} has shape {}, which cannot change",
                        input.name,
                        path,
                        workloads::to_string(input.shape)));
    workloads::OnnxOptions onnx;
    onnx.input_shapes[input.name] = shape;
    return workloads::import_onnx(workloads::read_file_bytes(path), path, onnx);
}

Graph builtin_network(const std::string& name) {
    constexpr std::int64_t kImageSize = 224;
    constexpr std::uint64_t kSeed = 1;
    for (const int depth : {18, 34, 50})
        if (name == fmt::format("resnet{}", depth))
            return workloads::make_resnet(depth, kImageSize, kSeed);
    throw UserError("builtin:" + name +
                    ": no such network; known: builtin:resnet18, builtin:resnet34, "
                    "builtin:resnet50 (random weights, for cycles)");
}

std::vector<std::vector<workloads::TensorValue>> input_sets(
    const std::vector<NetworkSample>& samples, std::uint64_t limit) {
    std::vector<std::vector<workloads::TensorValue>> sets;
    for (const NetworkSample& sample : samples) {
        if (sets.size() == limit) break;
        sets.push_back(sample.inputs);
    }
    return sets;
}

}  // namespace

Graph load_network(const NetworkRunOptions& options, const NetworkSettings& settings) {
    constexpr const char* kBuiltin = "builtin:";
    Graph graph;
    if (options.model.rfind(kBuiltin, 0) == 0) {
        graph = builtin_network(options.model.substr(std::string(kBuiltin).size()));
    } else if (settings.input_shape.empty()) {
        graph = workloads::import_model(options.model);
    } else {
        graph = import_with_shape(options.model, settings.input_shape);
    }
    workloads::simplify(graph);
    return graph;
}

bool has_float_layers(const Graph& graph) {
    return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
        return workloads::has_weights(node.op) &&
               graph.input_of(node, 0).type == workloads::ElementType::kFloat32;
    });
}

NetworkModel prepare_network(Graph loaded,
                             const NetworkRunOptions& options,
                             const std::vector<NetworkSample>& calibration) {
    NetworkModel model;
    model.name = options.model;
    const bool is_float = has_float_layers(loaded);
    if (!is_float && !options.requantise) {
        model.arithmetic = "integer, with scales of its own";
        if (options.compare_float) model.real = workloads::dequantised_graph(loaded);
        model.graph = std::move(loaded);
        return model;
    }
    if (options.requantise && is_float)
        throw UserError("--requantise: " + options.model +
                        " is a float model; it is quantised without being asked");
    std::vector<NetworkSample> reals = calibration;
    model.real = is_float ? loaded : workloads::dequantised_graph(loaded);
    convert_samples(reals, loaded, *model.real);
    Progress progress;
    workloads::QuantiseOptions how;
    how.per_channel = !options.per_tensor;
    how.bias_correction = !options.no_bias_correction;
    how.equalise = !options.no_equalisation;
    how.progress = [&progress](std::size_t done, std::size_t all) {
        progress.update([&] { return fmt::format("quantising: {} of {} images", done, all); });
    };
    model.quantisation.emplace();
    model.graph = workloads::quantise(
        *model.real, input_sets(reals, options.calibrate_limit), how, &*model.quantisation);
    model.arithmetic = fmt::format("{}, quantised to scales of 2^n with {} inputs",
                                   is_float ? "float32" : "integer",
                                   model.quantisation->images);
    return model;
}

}  // namespace vta::sim
