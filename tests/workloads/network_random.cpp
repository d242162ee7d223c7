// SPDX-License-Identifier: Apache-2.0
#include "tests/workloads/network_random.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "tests/workloads/network_graphs.h"

namespace vta::tests {

using namespace workloads;

namespace {

/// A network of random operators on pictures, each reading values made before it.
class RandomNetwork {
  public:
    explicit RandomNetwork(unsigned long long seed)
        : random_(seed), builder_(seed, IntegerArithmetic::kShift) {
        const std::int64_t channels = pick({3, 8, 16, 20, 32});
        pictures_.push_back(
            builder_.input({pick({1, 1, 2}), pick({7, 8, 12}), pick({6, 9}), channels}, scale()));
    }

    Graph graph(int operators) {
        for (int i = 0; i < operators; ++i) add_operator();
        std::vector<TensorId> outputs{pictures_.back()};
        if (pictures_.size() > 3) outputs.push_back(pictures_[pictures_.size() - 2]);
        if (outputs.back() == outputs.front()) outputs.pop_back();
        const Shape shape = shape_of(outputs[0]);
        const TensorId flat = builder_.add(Reshape{{shape[0], shape[1] * shape[2] * shape[3]}},
                                           {outputs[0]},
                                           scale_of(outputs[0]));
        const TensorId w = builder_.weights({7, shape[1] * shape[2] * shape[3]}, {0.0078125F});
        outputs[0] = builder_.add(
            FullyConnected{}, {flat, w}, scale_of(outputs[0]) * 0.0078125F, ElementType::kInt32);
        return builder_.finish(outputs);
    }

  private:
    std::int64_t pick(const std::vector<std::int64_t>& choices) {
        return choices[random_() % choices.size()];
    }
    float scale() { return std::ldexp(1.0F, static_cast<int>(pick({-8, -7, -6}))); }
    const Shape& shape_of(TensorId id) { return builder_.graph().tensor(id).shape; }
    float scale_of(TensorId id) { return builder_.graph().tensor(id).quantisation->scales[0]; }
    Activation activation() { return pick({0, 1}) == 0 ? Activation{} : Activation{0.0F, 6.0F}; }

    void add_operator() {
        const TensorId x = pictures_[random_() % pictures_.size()];
        switch (pick({0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9})) {
            case 0:
                return keep(convolution(x));
            case 1:
                return keep(depthwise(x));
            case 2:
                return keep(sum(x));
            case 3:
                return keep(residual(x));
            case 4:
                return keep(pool(x));
            case 5:
                return keep(builder_.add(LeakyRelu{0.25F}, {x}, scale_of(x) * 2));
            case 6:
                return keep(builder_.add(Quantize{}, {x}, scale()));
            case 7:
                return keep(concat(x));
            case 8:
                return keep(movement(x));
            default:
                return keep(transposed(x));
        }
    }
    void keep(TensorId id) {
        const Shape& shape = shape_of(id);
        if (shape[1] * shape[2] <= 600 && shape[3] <= 96) pictures_.push_back(id);
    }

    TensorId convolution(TensorId x) {
        const Shape shape = shape_of(x);
        Conv2D op;
        op.window.stride_h = op.window.stride_w = pick({1, 1, 2});
        op.activation = activation();
        const std::int64_t kernel = pick({1, 3});
        op.window.padding = {kernel / 2, kernel / 2, kernel / 2, kernel / 2};
        const std::int64_t out = pick({8, 16, 24, 32});
        const TensorId w = builder_.weights({out, kernel, kernel, shape[3]}, {0.0078125F});
        return builder_.add(op, {x, w, builder_.bias(out)}, scale_of(x) * 4);
    }
    TensorId depthwise(TensorId x) {
        const std::int64_t channels = shape_of(x)[3];
        DepthwiseConv2D op;
        op.window.padding = {1, 1, 1, 1};
        op.window.stride_h = pick({1, 2});
        op.activation = activation();
        const TensorId w = builder_.weights({1, 3, 3, channels}, {0.015625F}, 3);
        return builder_.add(op, {x, w, builder_.bias(channels)}, scale_of(x) * 2);
    }
    /// With another value of the same shape, else with itself.
    TensorId other(TensorId x) {
        for (const TensorId id : pictures_)
            if (id != x && shape_of(id) == shape_of(x)) return id;
        return x;
    }
    TensorId sum(TensorId x) {
        Elementwise op;
        op.kind = pick({0, 1}) == 0 ? ElementwiseKind::kAdd : ElementwiseKind::kSub;
        op.activation = activation();
        const TensorId y = other(x);
        return builder_.add(op, {x, y}, std::max(scale_of(x), scale_of(y)));
    }
    TensorId residual(TensorId x) {
        const std::int64_t channels = shape_of(x)[3];
        const TensorId w = builder_.weights({channels, 1, 1, channels}, {0.0625F});
        const TensorId wide =
            builder_.add(Conv2D{}, {x, w}, scale_of(x) * 0.125F, ElementType::kInt32);
        return builder_.add(Elementwise{}, {wide, x}, scale_of(x) * 2);
    }
    TensorId pool(TensorId x) {
        Pool2D op;
        op.kind = pick({0, 1}) == 0 ? PoolKind::kMax : PoolKind::kAverage;
        op.kernel_h = op.kernel_w =
            std::min<std::int64_t>({pick({2, 3}), shape_of(x)[1], shape_of(x)[2]});
        op.window.stride_h = op.window.stride_w = pick({1, 2});
        return builder_.add(op, {x}, scale_of(x));
    }
    TensorId concat(TensorId x) {
        for (const TensorId id : pictures_) {
            Shape same = shape_of(id);
            same[3] = shape_of(x)[3];
            if (same == shape_of(x) && scale_of(id) == scale_of(x))
                return builder_.add(Concat{3, {}}, {id, x}, scale_of(x));
        }
        return x;
    }
    TensorId movement(TensorId x) {
        const Shape shape = shape_of(x);
        if (pick({0, 1}) == 0) {
            Pad op;
            op.before = {0, pick({0, 1}), pick({0, 2}), pick({0, 8, 16})};
            op.after = {0, pick({0, 1}), pick({0, 1}), pick({0, 3})};
            return builder_.add(op, {x}, scale_of(x));
        }
        Resize op;
        op.height = shape[1] * 2;
        op.width = shape[2];
        return builder_.add(op, {x}, scale_of(x));
    }
    TensorId transposed(TensorId x) {
        TransposeConv2D op;
        op.window.stride_h = op.window.stride_w = 2;
        op.activation = activation();
        const TensorId w = builder_.weights({12, 3, 3, shape_of(x)[3]}, {0.0078125F});
        return builder_.add(op, {x, w}, scale_of(x) * 4);
    }

    std::mt19937_64 random_;
    IntegerGraphBuilder builder_;
    std::vector<TensorId> pictures_;
};

}  // namespace

Graph random_network(unsigned long long seed, int operators) {
    return RandomNetwork(seed).graph(operators);
}

}  // namespace vta::tests
