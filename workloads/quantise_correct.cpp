// SPDX-License-Identifier: Apache-2.0
#include "workloads/quantise_correct.h"

#include <algorithm>
#include <cmath>

#include "workloads/reference_interpreter.h"
#include "workloads/shift_arithmetic.h"

namespace vta::workloads {

namespace {

constexpr std::size_t kMaxImages = 64;  // for means and noise; more change little

// visit(i, output channel, input channel) for each weight i.
template <typename Visit>
void for_weights(const Graph& graph, const Node& node, const Visit& visit) {
    const Shape& w = graph.input_of(node, 1).shape;
    const std::int64_t count = element_count(w);
    const auto* conv = std::get_if<Conv2D>(&node.op);
    const auto* transposed = std::get_if<TransposeConv2D>(&node.op);
    const std::int64_t x_channels = graph.input_of(node, 0).shape.back();
    for (std::int64_t i = 0; i < count; ++i) {
        std::int64_t in = i % w.back();
        std::int64_t out = i / (count / w[0]);
        if (conv != nullptr) {
            in += out / (w[0] / conv->groups) * w.back();
        } else if (transposed != nullptr) {
            out += in / (w.back() / transposed->groups) * w[0];
        } else if (std::holds_alternative<DepthwiseConv2D>(node.op)) {
            out = in;
            in = out / (w.back() / x_channels);
        }
        visit(i, static_cast<std::size_t>(out), static_cast<std::size_t>(in));
    }
}

// How many weights of a kernel an output pixel is made of, as a share.
double share_of(const Node& node) {
    const auto* transposed = std::get_if<TransposeConv2D>(&node.op);
    if (transposed == nullptr) return 1.0;
    return 1.0 / static_cast<double>(transposed->window.stride_h * transposed->window.stride_w);
}

/// Runs a graph on many inputs, one node after the other on all of them.
class WideRun {
  public:
    WideRun(const Graph& graph, const std::vector<std::vector<TensorValue>>& inputs)
        : graph_(graph), values_(std::min(kMaxImages, inputs.size())) {
        for (std::size_t i = 0; i < values_.size(); ++i) {
            values_[i].resize(graph.tensors.size());
            for (std::size_t k = 0; k < graph.inputs.size(); ++k)
                values_[i][graph.inputs[k]] = inputs[i][k];
        }
    }

    ChannelMeans means(TensorId id) const {
        ChannelMeans result;
        const double scale = static_cast<double>(graph_.tensor(id).quantisation->scale(0));
        for (const std::vector<TensorValue>& each : values_) result.add(each[id], scale);
        return result;
    }

    void step(std::size_t n) {
        const Node& node = graph_.nodes[n];
        std::vector<TensorValue> constants(node.inputs.size());
        for (std::size_t i = 0; i < node.inputs.size(); ++i)
            if (node.has_input(i) && graph_.input_of(node, i).constant)
                constants[i] = graph_.input_of(node, i).value();
        for (std::vector<TensorValue>& values : values_) {
            std::vector<const TensorValue*> inputs;
            for (std::size_t i = 0; i < node.inputs.size(); ++i) {
                const bool constant = node.has_input(i) && graph_.input_of(node, i).constant;
                inputs.push_back(constant            ? &constants[i]
                                 : node.has_input(i) ? &values[node.inputs[i]]
                                                     : nullptr);
            }
            values[node.output] = run_node(graph_, node, inputs);
        }
        for (const TensorId id : node.inputs)
            if (id != kNoTensor && !read_after(n, id)) release(id);
    }

  private:
    bool read_after(std::size_t n, TensorId id) const {
        for (std::size_t k = n + 1; k < graph_.nodes.size(); ++k)
            for (const TensorId input : graph_.nodes[k].inputs)
                if (input == id) return true;
        return false;
    }
    void release(TensorId id) {
        for (std::vector<TensorValue>& each : values_) each[id] = TensorValue();
    }

    const Graph& graph_;
    std::vector<std::vector<TensorValue>> values_;  // by input, by tensor
};

void correct_layer(const Graph& real,
                   const Node& node,
                   const std::vector<int>& exponents,
                   int x_exponent,
                   const ChannelMeans& real_means,
                   const ChannelMeans& code_means,
                   const Tensor& codes,
                   Tensor& bias) {
    const std::vector<double> want = real_means.means();
    const std::vector<double> got = code_means.means();
    const TensorValue weights = real.input_of(node, 1).value();
    std::vector<double> numbers(output_channels(real, node), 0.0);
    const auto exponent = [&](std::size_t channel) {
        return exponents[exponents.size() > 1 ? channel : 0];
    };
    for_weights(real, node, [&](std::int64_t i, std::size_t out, std::size_t in) {
        const double code = static_cast<double>(codes.as_integer(i));
        numbers[out] += static_cast<double>(weights.data<float>()[i]) * want[in] -
                        std::ldexp(code, exponent(out)) * got[in];
    });
    TensorValue result = bias.value();
    TensorValue real_bias;
    if (node.has_input(2)) real_bias = real.input_of(node, 2).value();
    for (std::size_t c = 0; c < numbers.size(); ++c) {
        double number = numbers[c] * share_of(node);
        if (node.has_input(2)) number += static_cast<double>(real_bias.data<float>()[c]);
        result.data<std::int32_t>()[c] = bias_code(number, x_exponent + exponent(c));
    }
    bias.bytes = std::move(result.bytes);
}

struct Noise {
    double signal = 0.0;
    double noise = 0.0;
    void add(const TensorValue& want, const TensorValue& got, double scale) {
        const std::int64_t count = want.count();
        const float* numbers = want.data<float>();
        for (std::int64_t i = 0; i < count; ++i) {
            const double number = static_cast<double>(numbers[i]);
            const double difference = number - got.as_double(i) * scale;
            signal += number * number;
            noise += difference * difference;
        }
    }
    double decibels() const {
        constexpr double kExact = 200.0;
        if (noise <= 0.0) return kExact;
        return std::min(kExact, 10.0 * std::log10(std::max(signal, 1e-300) / noise));
    }
};

double scale_of(const Tensor& tensor) {
    return tensor.quantisation ? static_cast<double>(tensor.quantisation->scale(0)) : 1.0;
}

}  // namespace

void correct_biases(const Graph& real,
                    const QuantiseScales& scales,
                    const std::vector<ChannelMeans>& real_means,
                    const std::vector<std::vector<TensorValue>>& calibration,
                    QuantisedGraph& quantised) {
    Graph& graph = quantised.graph;
    WideRun run(graph, calibration);
    for (std::size_t k = 0; k < graph.nodes.size(); ++k) {
        for (std::size_t n = 0; n < real.nodes.size(); ++n) {
            const Node& node = real.nodes[n];
            if (quantised.bias[n] == kNoTensor ||
                quantised.codes[node.output] != graph.nodes[k].output)
                continue;
            correct_layer(real,
                          node,
                          scales.weights(n),
                          scales.exponent(node.inputs[0]),
                          real_means[node.inputs[0]],
                          run.means(graph.nodes[k].inputs[0]),
                          graph.input_of(graph.nodes[k], 1),
                          graph.tensor(quantised.bias[n]));
        }
        run.step(k);
    }
}

QuantisationReport compare(const Graph& real,
                           const QuantisedGraph& quantised,
                           const std::vector<std::vector<TensorValue>>& calibration) {
    QuantisationReport report;
    report.images = std::min(kMaxImages, calibration.size());
    std::vector<Noise> noise(real.tensors.size());
    Noise outputs;
    const ReferenceInterpreter wanted(real);
    const ReferenceInterpreter computed(quantised.graph);
    for (std::size_t i = 0; i < report.images; ++i) {
        std::vector<TensorValue> values(quantised.graph.tensors.size());
        const auto got = computed.run(calibration[i], [&](const Node& node, const TensorValue& v) {
            values[node.output] = v;
        });
        const auto want = wanted.run(calibration[i], [&](const Node& node, const TensorValue& v) {
            const TensorId id = quantised.codes[node.output];
            if (id != kNoTensor)
                noise[node.output].add(v, values[id], scale_of(quantised.graph.tensor(id)));
        });
        for (std::size_t k = 0; k < want.size(); ++k)
            if (want[k].type == ElementType::kFloat32) outputs.add(want[k], got[k], 1.0);
    }
    for (const Node& node : real.nodes) {
        const TensorId id = quantised.codes[node.output];
        if (id == kNoTensor) continue;
        report.tensors.push_back({node.name,
                                  node.source,
                                  exponent_of(quantised.graph.tensor(id)),
                                  noise[node.output].decibels()});
    }
    report.output_sqnr_db = outputs.decibels();
    return report;
}

}  // namespace vta::workloads
