// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "workloads/graph_passes.h"
#include "workloads/graph_types.h"
#include "workloads/quantise.h"
#include "workloads/quantise_scales.h"
#include "workloads/reference_fixed_point.h"
#include "workloads/reference_kernels.h"

namespace vta::workloads {

namespace {

class RealGraph {
  public:
    explicit RealGraph(const Graph& integer)
        : integer_(integer), reals_(integer.tensors.size(), kNoTensor) {
        result_.file = integer.file;
    }

    Graph build() {
        for (const TensorId id : integer_.inputs) {
            reals_[id] = add_real(id);
            result_.inputs.push_back(reals_[id]);
        }
        for (const Node& node : integer_.nodes) add(node);
        for (const TensorId id : integer_.outputs) result_.outputs.push_back(real_of(id));
        result_.validate();
        simplify(result_);
        return std::move(result_);
    }

  private:
    TensorId add_real(TensorId id) {
        Tensor tensor = integer_.tensor(id);
        if (tensor.quantisation) tensor.type = ElementType::kFloat32;
        tensor.quantisation.reset();
        return result_.add_tensor(std::move(tensor));
    }

    TensorId real_of(TensorId id) {
        if (id == kNoTensor || reals_[id] != kNoTensor) return id == kNoTensor ? id : reals_[id];
        const Tensor& tensor = integer_.tensor(id);
        if (tensor.quantisation) {
            reals_[id] = result_.add_constant(tensor.name,
                                              dequantised(tensor.value(), *tensor.quantisation));
        } else {
            reals_[id] = add_real(id);
        }
        return reals_[id];
    }

    void add(const Node& node) {
        if (std::holds_alternative<Quantize>(node.op) ||
            std::holds_alternative<Dequantize>(node.op)) {
            reals_[node.output] = real_of(node.inputs[0]);
            return;
        }
        const Tensor& y = integer_.output_of(node);
        if (y.type != ElementType::kFloat32 && is_byte(integer_.input_of(node, 0).type) &&
            !y.quantisation)
            fail_node(integer_,
                      node,
                      "makes " + std::string(to_string(y.type)) +
                          " without a scale, which are no real numbers");
        Node real = node;
        const bool layer = has_weights(node.op) && integer_.input_of(node, 1).quantisation;
        for (std::size_t i = 0; i < real.inputs.size(); ++i)
            real.inputs[i] =
                layer && i == 2 && node.has_input(2) ? add_bias(node) : real_of(node.inputs[i]);
        if (y.quantisation) add_implied_ramp(y, real);
        reals_[node.output] = add_real(node.output);
        real.output = reals_[node.output];
        result_.nodes.push_back(std::move(real));
    }

    // Sums that are saturated at a code of zero are cut off there, without an activation that says
    // so.
    static void add_implied_ramp(const Tensor& y, Node& node) {
        Activation* activation = activation_of(node.op);
        const auto range = code_range(y.type);
        const bool ramp = is_byte(y.type) && y.quantisation->zero_point(0) == range.first;
        if (activation == nullptr || !ramp || activation->low >= 0.0F) return;
        activation->low = 0.0F;
        activation->high =
            std::min(activation->high,
                     static_cast<float>(range.second - range.first) * y.quantisation->scale(0));
    }

    // The bias is in units of the sums.
    TensorId add_bias(const Node& node) {
        const Tensor& stored = integer_.input_of(node, 2);
        if (!stored.constant)
            fail_node(integer_, node, "has a bias that is computed; supported: a constant");
        const TensorValue codes = stored.value();
        const double x = static_cast<double>(integer_.input_of(node, 0).quantisation->scale(0));
        const Quantisation& w = *integer_.input_of(node, 1).quantisation;
        TensorValue bias(ElementType::kFloat32, codes.shape);
        for (std::int64_t i = 0; i < bias.count(); ++i)
            bias.data<float>()[i] =
                static_cast<float>(static_cast<double>(codes.as_integer(i)) * x *
                                   static_cast<double>(w.scale(static_cast<std::size_t>(i))));
        return result_.add_constant(stored.name, std::move(bias));
    }

    const Graph& integer_;
    Graph result_;
    std::vector<TensorId> reals_;  // by tensor of the integer graph
};

}  // namespace

Graph dequantised_graph(const Graph& integer) { return RealGraph(integer).build(); }

}  // namespace vta::workloads
