// SPDX-License-Identifier: Apache-2.0
#include "workloads/builtin_network.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "base/error.h"

namespace vta::workloads {

namespace {

/// Deep Residual Learning for Image Recognition (He et al. 2016), table 1.
struct ResNet {
    const char* name;
    std::vector<int> blocks;  ///< of the four stages
    bool bottleneck;
};

class Builder {
  public:
    explicit Builder(const ResNet& net) : net_(net) {}

    Graph build() {
        Tensor input;
        input.name = "image";
        input.shape = {1, 224, 224, 3};
        graph_.file = std::string("builtin:") + net_.name;
        TensorId x = graph_.add_tensor(input);
        graph_.inputs.push_back(x);
        x = convolution("conv1", x, {64, 7, 2, 3}, true);
        Pool2D pool;
        pool.kernel_h = pool.kernel_w = 3;
        pool.window = window(2, 1);
        x = node("pool1", "MaxPool", pool, {x});
        for (std::size_t stage = 0; stage < net_.blocks.size(); ++stage)
            for (int block = 0; block < net_.blocks[stage]; ++block)
                x = residual(fmt::format("stage{}.{}", stage + 1, block),
                             x,
                             std::int64_t{64} << stage,
                             stage > 0 && block == 0 ? 2 : 1);
        x = node("pool2", "GlobalAveragePool", Mean{{1, 2}, false}, {x});
        const std::int64_t features = graph_.tensor(x).shape[1];
        const TensorId weights = weight("dense.weights", {1000, features}, features, 1.0);
        x = node("dense", "Gemm", FullyConnected{}, {x, weights, bias("dense.bias", 1000)});
        graph_.outputs.push_back(x);
        graph_.validate();
        return std::move(graph_);
    }

  private:
    struct Layer {
        std::int64_t channels;
        std::int64_t kernel;
        std::int64_t stride;
        std::int64_t padding;
        double gain = 1.0;  ///< of the weights
    };

    static Window window(std::int64_t stride, std::int64_t padding) {
        Window window;
        window.stride_h = window.stride_w = stride;
        window.padding = {padding, padding, padding, padding};
        return window;
    }

    TensorId node(const std::string& name,
                  const char* source,
                  Operator op,
                  std::vector<TensorId> inputs) {
        Node made;
        made.name = name;
        made.source = source;
        made.op = std::move(op);
        made.inputs = std::move(inputs);
        return graph_.add_node(std::move(made), ElementType::kFloat32, name + ".out");
    }

    TensorId convolution(const std::string& name, TensorId x, const Layer& layer, bool relu) {
        const std::int64_t in = graph_.tensor(x).shape[3];
        const TensorId weights = weight(name + ".weights",
                                        {layer.channels, layer.kernel, layer.kernel, in},
                                        in * layer.kernel * layer.kernel,
                                        layer.gain);
        Conv2D op;
        op.window = window(layer.stride, layer.padding);
        if (relu) op.activation.low = 0.0F;
        return node(name, "Conv", op, {x, weights, bias(name + ".bias", layer.channels)});
    }

    TensorId residual(const std::string& name,
                      TensorId x,
                      std::int64_t channels,
                      std::int64_t stride) {
        // Branches that end small keep the sums of many blocks in range.
        constexpr double kBranchGain = 0.35;
        const std::int64_t out = net_.bottleneck ? channels * 4 : channels;
        TensorId branch = x;
        if (net_.bottleneck) {
            branch = convolution(name + ".conv1", branch, {channels, 1, 1, 0}, true);
            branch = convolution(name + ".conv2", branch, {channels, 3, stride, 1}, true);
            branch = convolution(name + ".conv3", branch, {out, 1, 1, 0, kBranchGain}, false);
        } else {
            branch = convolution(name + ".conv1", branch, {channels, 3, stride, 1}, true);
            branch = convolution(name + ".conv2", branch, {out, 3, 1, 1, kBranchGain}, false);
        }
        TensorId shortcut = x;
        if (stride != 1 || graph_.tensor(x).shape[3] != out)
            shortcut = convolution(name + ".shortcut", x, {out, 1, stride, 0, 0.7}, false);
        Elementwise add;
        add.activation.low = 0.0F;
        return node(name + ".add", "Add", add, {branch, shortcut});
    }

    // Uniform with the variance that keeps that of the activations.
    TensorId weight(const std::string& name, const Shape& shape, std::int64_t fan_in, double gain) {
        const double bound = gain * std::sqrt(6.0 / static_cast<double>(fan_in));
        return random_constant(name, shape, bound);
    }
    TensorId bias(const std::string& name, std::int64_t channels) {
        return random_constant(name, {channels}, 0.1);
    }
    TensorId random_constant(const std::string& name, const Shape& shape, double bound) {
        TensorValue value(ElementType::kFloat32, shape);
        auto* numbers = value.data<float>();
        for (std::int64_t i = 0; i < value.count(); ++i)
            numbers[i] = static_cast<float>(bound * (2.0 * next_uniform() - 1.0));
        return graph_.add_constant(name, std::move(value));
    }

    // SplitMix64 (Steele, Lea, Flood 2014): fast, and the same on every machine.
    double next_uniform() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
    }

    const ResNet& net_;
    Graph graph_;
    std::uint64_t state_ = 1;
};

}  // namespace

Graph builtin_network(const std::string& name) {
    static const ResNet kNetworks[] = {{"resnet18", {2, 2, 2, 2}, false},
                                       {"resnet34", {3, 4, 6, 3}, false},
                                       {"resnet50", {3, 4, 6, 3}, true}};
    for (const ResNet& net : kNetworks)
        if (name == net.name) return Builder(net).build();
    throw UserError("builtin:" + name +
                    ": no such network; known: builtin:resnet18, builtin:resnet34, "
                    "builtin:resnet50");
}

}  // namespace vta::workloads
