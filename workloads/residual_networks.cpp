// SPDX-License-Identifier: Apache-2.0
#include "workloads/residual_networks.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <string>

namespace vta::workloads {

namespace {

constexpr std::int64_t kClasses = 1000;
constexpr std::int64_t kMinSize = 32;
constexpr float kBranchGain = 0.5F;  // of a block's last layer: sums would grow from block to block
constexpr float kBiasSize = 0.05F;
constexpr Activation kRamp{0.0F, std::numeric_limits<float>::infinity()};
constexpr Activation kNone{};

struct Depth {
    std::array<int, 4> blocks;
    bool bottleneck;
};

Depth depth_of(int layers) {
    if (layers == 18) return {{2, 2, 2, 2}, false};
    if (layers == 34) return {{3, 4, 6, 3}, false};
    if (layers == 50) return {{3, 4, 6, 3}, true};
    throw UserError(fmt::format("residual network: got {} layers, want 18, 34 or 50", layers));
}

class ResidualNetwork {
  public:
    ResidualNetwork(int layers, std::int64_t image_size, std::uint64_t seed) : random_(seed) {
        graph_.file = fmt::format("resnet{}", layers);
        Tensor input;
        input.name = "input";
        input.shape = {1, image_size, image_size, 3};
        graph_.inputs.push_back(graph_.add_tensor(input));
    }

    Graph build(const Depth& depth) {
        TensorId x = convolution("conv1", graph_.inputs[0], 64, 7, 2, kRamp);
        Pool2D pool;
        pool.kernel_h = pool.kernel_w = 3;
        pool.window.stride_h = pool.window.stride_w = 2;
        pool.window.padding = {1, 1, 1, 1};
        x = add("maxpool", pool, {x});
        std::int64_t channels = 64;
        for (std::size_t stage = 0; stage < depth.blocks.size(); ++stage, channels *= 2)
            for (int i = 0; i < depth.blocks[stage]; ++i) {
                const std::string name = fmt::format("stage{}.{}", stage + 1, i);
                const std::int64_t stride = stage > 0 && i == 0 ? 2 : 1;
                x = depth.bottleneck ? bottleneck(name, x, channels, stride)
                                     : basic(name, x, channels, stride);
            }
        x = add("average", Mean{{1, 2}, false}, {x});
        graph_.outputs = {add("classes",
                              FullyConnected{},
                              {x,
                               weights("classes", {kClasses, channels_of(x)}, channels_of(x)),
                               bias("classes", kClasses)})};
        graph_.validate();
        return std::move(graph_);
    }

  private:
    std::int64_t channels_of(TensorId id) const { return graph_.tensor(id).shape.back(); }

    // Within [-size, size), the same on every machine.
    float random_number(float size) {
        constexpr int kBits = 24;
        const auto whole = static_cast<float>(random_() >> (64 - kBits));
        return (whole / static_cast<float>(1 << (kBits - 1)) - 1.0F) * size;
    }
    TensorId numbers(const std::string& name, const Shape& shape, float size) {
        TensorValue value(ElementType::kFloat32, shape);
        const std::int64_t count = value.count();
        float* to = value.data<float>();
        for (std::int64_t i = 0; i < count; ++i) to[i] = random_number(size);
        return graph_.add_constant(name, std::move(value));
    }
    // A variance of 2 / inputs keeps that of the activations behind ramps.
    TensorId weights(const std::string& name,
                     const Shape& shape,
                     std::int64_t inputs,
                     float gain = 1.0F) {
        return numbers(
            name + ".weights", shape, gain * std::sqrt(6.0F / static_cast<float>(inputs)));
    }
    TensorId bias(const std::string& name, std::int64_t channels) {
        return numbers(name + ".bias", {channels}, kBiasSize);
    }

    TensorId add(const std::string& name, Operator op, std::vector<TensorId> inputs) {
        return graph_.add_node(Node{name, "", std::move(op), std::move(inputs), kNoTensor},
                               ElementType::kFloat32,
                               name + ".out");
    }

    TensorId convolution(const std::string& name,
                         TensorId x,
                         std::int64_t channels,
                         std::int64_t kernel,
                         std::int64_t stride,
                         const Activation& activation,
                         float gain = 1.0F) {
        Conv2D conv;
        conv.window.stride_h = conv.window.stride_w = stride;
        const std::int64_t pad = kernel / 2;
        conv.window.padding = {pad, pad, pad, pad};
        conv.activation = activation;
        const std::int64_t inputs = kernel * kernel * channels_of(x);
        const TensorId w = weights(name, {channels, kernel, kernel, channels_of(x)}, inputs, gain);
        return add(name, conv, {x, w, bias(name, channels)});
    }

    TensorId sum(const std::string& name, TensorId branch, TensorId shortcut) {
        Elementwise op;
        op.activation = kRamp;
        return add(name + ".add", op, {branch, shortcut});
    }

    TensorId shortcut(const std::string& name,
                      TensorId x,
                      std::int64_t channels,
                      std::int64_t stride) {
        if (stride == 1 && channels_of(x) == channels) return x;
        return convolution(name + ".shortcut", x, channels, 1, stride, kNone, kBranchGain);
    }

    TensorId basic(const std::string& name,
                   TensorId x,
                   std::int64_t channels,
                   std::int64_t stride) {
        const TensorId other = shortcut(name, x, channels, stride);
        const TensorId first = convolution(name + ".conv1", x, channels, 3, stride, kRamp);
        return sum(
            name, convolution(name + ".conv2", first, channels, 3, 1, kNone, kBranchGain), other);
    }

    TensorId bottleneck(const std::string& name,
                        TensorId x,
                        std::int64_t channels,
                        std::int64_t stride) {
        const TensorId other = shortcut(name, x, 4 * channels, stride);
        const TensorId first = convolution(name + ".conv1", x, channels, 1, stride, kRamp);
        const TensorId second = convolution(name + ".conv2", first, channels, 3, 1, kRamp);
        return sum(name,
                   convolution(name + ".conv3", second, 4 * channels, 1, 1, kNone, kBranchGain),
                   other);
    }

    std::mt19937_64 random_;
    Graph graph_;
};

}  // namespace

Graph make_resnet(int depth, std::int64_t image_size, std::uint64_t seed) {
    const Depth blocks = depth_of(depth);
    if (image_size < kMinSize)
        throw UserError(
            fmt::format("residual network: got pictures of {0}x{0}, want at least {1}x{1}",
                        image_size,
                        kMinSize));
    return ResidualNetwork(depth, image_size, seed).build(blocks);
}

}  // namespace vta::workloads
