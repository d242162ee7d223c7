// SPDX-License-Identifier: Apache-2.0
#include "workloads/quantise_build.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "workloads/graph_types.h"
#include "workloads/shift_arithmetic.h"

namespace vta::workloads {

namespace {

class Builder {
  public:
    Builder(const Graph& real, const QuantisePlan& plan, const QuantiseScales& scales)
        : real_(real), plan_(plan), scales_(scales), reals_(real.tensors.size(), kNoTensor) {
        result_.graph.file = real.file;
        result_.graph.arithmetic = IntegerArithmetic::kShift;
        result_.codes.assign(real.tensors.size(), kNoTensor);
        result_.bias.assign(real.nodes.size(), kNoTensor);
    }

    QuantisedGraph build() {
        for (const TensorId id : real_.inputs) {
            reals_[id] = graph().add_tensor(real_.tensor(id));
            graph().inputs.push_back(reals_[id]);
        }
        for (std::size_t n = 0; n < real_.nodes.size(); ++n) {
            if (!plan_.on_codes(n)) {
                copy_node(n);
            } else if (is_layer(real_, real_.nodes[n])) {
                add_layer(n);
            } else {
                add_codes_node(n);
            }
        }
        for (const TensorId id : real_.outputs) graph().outputs.push_back(real_of(id));
        graph().validate();
        return std::move(result_);
    }

  private:
    Graph& graph() { return result_.graph; }

    // The tensor as real numbers.
    TensorId real_of(TensorId id) {
        if (id == kNoTensor || reals_[id] != kNoTensor) return id == kNoTensor ? id : reals_[id];
        if (real_.tensor(id).constant) {
            reals_[id] = graph().add_tensor(real_.tensor(id));
            return reals_[id];
        }
        const std::string& name = real_.tensor(id).name;
        Node node{name + "/dequantize", "", Dequantize{}, {result_.codes[id]}, kNoTensor};
        reals_[id] = graph().add_node(std::move(node), ElementType::kFloat32, name);
        return reals_[id];
    }

    TensorId codes_of(TensorId id) {
        if (result_.codes[id] != kNoTensor) return result_.codes[id];
        const std::string name = real_.tensor(id).name + "/quantize";
        Node node{name, "", Quantize{}, {real_of(id)}, kNoTensor};
        add_codes(std::move(node), id);
        return result_.codes[id];
    }

    void add_codes(Node node, TensorId made) {
        const bool wide = plan_.wide(made);
        const TensorId id = graph().add_node(std::move(node),
                                             wide ? ElementType::kInt32 : ElementType::kInt8,
                                             real_.tensor(made).name + "/codes");
        graph().tensor(id).quantisation =
            Quantisation{{power_of_two(scales_.exponent(made))}, {0}, 0};
        result_.codes[made] = id;
    }

    void copy_node(std::size_t n) {
        Node node = real_.nodes[n];
        const TensorId made = node.output;
        for (TensorId& id : node.inputs) id = real_of(id);
        reals_[made] = graph().add_tensor(real_.tensor(made));
        node.output = reals_[made];
        graph().nodes.push_back(std::move(node));
    }

    void add_codes_node(std::size_t n) {
        Node node = real_.nodes[n];
        for (TensorId& id : node.inputs) id = codes_of(id);
        if (auto* leaky = std::get_if<LeakyRelu>(&node.op))
            leaky->alpha = rounded_slope(leaky->alpha);
        add_codes(std::move(node), real_.nodes[n].output);
    }

    void add_layer(std::size_t n) {
        Node node = real_.nodes[n];
        const TensorId x = codes_of(node.inputs[0]);
        const TensorId w = add_weights(n);
        node.inputs = {x, w};
        if (!std::holds_alternative<MatMul>(node.op)) node.inputs.push_back(add_bias(n));
        add_codes(std::move(node), real_.nodes[n].output);
    }

    TensorId add_weights(std::size_t n) {
        const Node& node = real_.nodes[n];
        const Tensor& stored = real_.input_of(node, 1);
        const std::vector<int>& exponents = scales_.weights(n);
        const TensorValue numbers = stored.value();
        TensorValue codes(ElementType::kInt8, stored.shape);
        std::vector<double> steps_of_one;  // exact: powers of two
        steps_of_one.reserve(exponents.size());
        for (const int each : exponents) steps_of_one.push_back(std::ldexp(1.0, -each));
        const std::int64_t count = codes.count();
        const float* from = numbers.data<float>();
        std::int8_t* to = codes.data<std::int8_t>();
        for (std::int64_t i = 0; i < count; ++i) {
            const std::size_t channel = exponents.size() > 1 ? weight_channel(real_, node, i) : 0;
            const double steps =
                std::nearbyint(static_cast<double>(from[i]) * steps_of_one[channel]);
            to[i] = static_cast<std::int8_t>(std::clamp(steps, -128.0, 127.0));
        }
        const TensorId id = graph().add_constant(stored.name, std::move(codes));
        Quantisation quantisation{{}, std::vector<std::int32_t>(exponents.size(), 0), 0};
        for (const int each : exponents) quantisation.scales.push_back(power_of_two(each));
        if (exponents.size() > 1) quantisation.axis = channel_axis(node.op);
        graph().tensor(id).quantisation = std::move(quantisation);
        return id;
    }

    TensorId add_bias(std::size_t n) {
        const Node& node = real_.nodes[n];
        const auto channels = static_cast<std::int64_t>(output_channels(real_, node));
        const std::vector<int>& exponents = scales_.weights(n);
        const int x = scales_.exponent(node.inputs[0]);
        TensorValue bias(ElementType::kInt32, {channels});
        std::string name = node.name + "/bias";
        if (node.has_input(2)) {
            name = real_.input_of(node, 2).name;
            const TensorValue numbers = real_.input_of(node, 2).value();
            for (std::int64_t i = 0; i < channels; ++i)
                bias.data<std::int32_t>()[i] = bias_code(
                    static_cast<double>(numbers.data<float>()[i]),
                    x + exponents[exponents.size() > 1 ? static_cast<std::size_t>(i) : 0]);
        }
        result_.bias[n] = graph().add_constant(name, std::move(bias));
        return result_.bias[n];
    }

    const Graph& real_;
    const QuantisePlan& plan_;
    const QuantiseScales& scales_;
    QuantisedGraph result_;
    std::vector<TensorId> reals_;  // by tensor of the float graph
};

}  // namespace

QuantisedGraph build_quantised(const Graph& real,
                               const QuantisePlan& plan,
                               const QuantiseScales& scales) {
    return Builder(real, plan, scales).build();
}

std::int32_t bias_code(double number, int exponent) {
    const double steps = std::nearbyint(std::ldexp(number, -exponent));
    return static_cast<std::int32_t>(
        std::clamp(steps,
                   static_cast<double>(std::numeric_limits<std::int32_t>::min()),
                   static_cast<double>(std::numeric_limits<std::int32_t>::max())));
}

float rounded_slope(float alpha) {
    // A network that is mostly in the negative half lost 6 of 27 pictures with an error of 6 %.
    constexpr float kTolerance = 0.025F;
    constexpr int kMaxMultiplier = 127;
    if (alpha <= 0.0F) return 0.0F;
    float best = 0.0F;
    for (int k = 1; k <= kMaxMultiplier; k += 2)
        for (int m = 0; m < kMaxShift; ++m) {
            const float slope = std::ldexp(static_cast<float>(k), -m);
            if (slope <= 1.0F && std::fabs(slope - alpha) <= kTolerance * alpha) return slope;
            if (slope <= 1.0F && std::fabs(slope - alpha) < std::fabs(best - alpha)) best = slope;
        }
    return best;
}

}  // namespace vta::workloads
