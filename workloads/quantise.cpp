// SPDX-License-Identifier: Apache-2.0
#include "workloads/quantise.h"

#include <algorithm>
#include <cmath>

#include "workloads/quantise_build.h"
#include "workloads/quantise_correct.h"
#include "workloads/quantise_equalise.h"
#include "workloads/reference_interpreter.h"

namespace vta::workloads {

namespace {

/// What the float graph computes of the calibration inputs.
struct Observed {
    std::vector<Histogram> ranges;    // by tensor, of what has codes
    std::vector<ChannelMeans> means;  // by tensor, of what layers read
};

void observe(const QuantisePlan& plan, TensorId id, const TensorValue& value, Observed& observed) {
    if (!plan.coded(id)) return;
    observed.ranges[id].add(value.data<float>(), value.count());
    observed.means[id].add(value);
}

Observed calibrate(const Graph& real,
                   const QuantisePlan& plan,
                   const std::vector<std::vector<TensorValue>>& calibration,
                   const QuantiseOptions& options) {
    Observed observed{std::vector<Histogram>(real.tensors.size()),
                      std::vector<ChannelMeans>(real.tensors.size())};
    const ReferenceInterpreter interpreter(real);
    for (std::size_t i = 0; i < calibration.size(); ++i) {
        interpreter.run(calibration[i], [&](const Node& node, const TensorValue& value) {
            observe(plan, node.output, value, observed);
        });
        for (std::size_t k = 0; k < real.inputs.size(); ++k)
            observe(plan, real.inputs[k], calibration[i][k], observed);
        if (options.progress) options.progress(i + 1, calibration.size());
    }
    return observed;
}

// Largest size of each channel of what layers make or read, by tensor.
std::vector<std::vector<float>> channel_sizes(
    const Graph& real, const std::vector<std::vector<TensorValue>>& calibration) {
    std::vector<std::vector<float>> sizes(real.tensors.size());
    std::vector<bool> wanted(real.tensors.size(), false);
    for (const Node& node : real.nodes)
        if (is_layer(real, node)) wanted[node.output] = wanted[node.inputs[0]] = true;
    const ReferenceInterpreter interpreter(real);
    for (const std::vector<TensorValue>& inputs : calibration)
        interpreter.run(inputs, [&](const Node& node, const TensorValue& value) {
            if (!wanted[node.output] || value.shape.empty()) return;
            std::vector<float>& channels = sizes[node.output];
            channels.resize(static_cast<std::size_t>(value.shape.back()), 0.0F);
            const std::int64_t count = value.count();
            const float* numbers = value.data<float>();
            for (std::int64_t first = 0; first < count; first += value.shape.back())
                for (std::size_t c = 0; c < channels.size(); ++c)
                    channels[c] = std::max(channels[c], std::fabs(*numbers++));
        });
    return sizes;
}

}  // namespace

Graph quantise(const Graph& real,
               const std::vector<std::vector<TensorValue>>& calibration,
               const QuantiseOptions& options,
               QuantisationReport* report) {
    if (calibration.empty())
        throw UserError(real.file + ": quantising needs at least one calibration input");
    for (const Tensor& tensor : real.tensors)
        if (tensor.quantisation)
            throw UserError(real.file + ": is quantised already, see tensor " + tensor.name);
    Graph balanced = real;
    if (options.equalise) equalise(balanced, channel_sizes(real, calibration));
    const QuantisePlan plan(balanced);
    const Observed observed = calibrate(balanced, plan, calibration, options);
    const QuantiseScales scales(balanced, plan, observed.ranges, options.per_channel);
    QuantisedGraph quantised = build_quantised(balanced, plan, scales);
    if (options.bias_correction)
        correct_biases(balanced, scales, observed.means, calibration, quantised);
    if (report != nullptr) *report = compare(balanced, quantised, calibration);
    return std::move(quantised.graph);
}

}  // namespace vta::workloads
