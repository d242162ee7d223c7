// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph_shapes.h"

#include <fmt/format.h>

#include <algorithm>

namespace vta::workloads {

namespace {

/// Applies the rule of each operator; every call describes one node.
class Rules {
  public:
    Rules(const Graph& graph, const Node& node) : graph_(graph), node_(node) {}

    Shape operator()(const Conv2D& op) const {
        const Shape& x = rank4(0, "input");
        const Shape& w = rank4(1, "weights");
        if (op.groups < 1 || x[3] % op.groups != 0 || w[0] % op.groups != 0 ||
            w[3] != x[3] / op.groups)
            fail(fmt::format("weights {} do not fit {} input channels in {} groups",
                             to_string(w),
                             x[3],
                             op.groups));
        check_bias(w[0]);
        return window(x, w[1], w[2], op.window, w[0]);
    }

    Shape operator()(const DepthwiseConv2D& op) const {
        const Shape& x = rank4(0, "input");
        const Shape& w = rank4(1, "weights");
        if (w[0] != 1 || x[3] < 1 || w[3] % x[3] != 0)
            fail(fmt::format(
                "depthwise weights {} do not fit {} input channels", to_string(w), x[3]));
        check_bias(w[3]);
        return window(x, w[1], w[2], op.window, w[3]);
    }

    Shape operator()(const TransposeConv2D& op) const {
        const Shape& x = rank4(0, "input");
        const Shape& w = rank4(1, "weights");
        if (op.groups < 1 || w[3] != x[3] || x[3] % op.groups != 0)
            fail(fmt::format("weights {} do not fit {} input channels in {} groups",
                             to_string(w),
                             x[3],
                             op.groups));
        check_window(op.window);
        if (!in_range(op.output_padding_h, 0) || !in_range(op.output_padding_w, 0))
            fail("has an output padding out of range");
        const Padding& pad = op.window.padding;
        const auto size = [](std::int64_t in, std::int64_t stride, std::int64_t reach) {
            return (in - 1) * stride + reach + 1;
        };
        const std::int64_t h = size(x[1], op.window.stride_h, op.window.dilation_h * (w[1] - 1)) -
                               pad.top - pad.bottom + op.output_padding_h;
        const std::int64_t width =
            size(x[2], op.window.stride_w, op.window.dilation_w * (w[2] - 1)) - pad.left -
            pad.right + op.output_padding_w;
        const std::int64_t channels = w[0] * op.groups;
        check_bias(channels);
        if (h < 1 || width < 1) fail("nothing is left of the output");
        return {x[0], h, width, channels};
    }

    Shape operator()(const FullyConnected&) const {
        Shape x = input(0);
        const Shape& w = input(1);
        if (w.size() != 2 || x.empty() || x.back() != w[1])
            fail(fmt::format("weights {} do not fit the input {}", to_string(w), to_string(x)));
        check_bias(w[0]);
        x.back() = w[0];
        return x;
    }

    Shape operator()(const MatMul&) const {
        const Shape& a = input(0);
        const Shape& b = input(1);
        if (a.size() < 2 || b.size() < 2 || a.back() != b[b.size() - 2])
            fail(fmt::format("cannot multiply {} with {}", to_string(a), to_string(b)));
        std::optional<Shape> lead =
            broadcast(Shape(a.begin(), a.end() - 2), Shape(b.begin(), b.end() - 2));
        if (!lead) fail(fmt::format("cannot broadcast {} and {}", to_string(a), to_string(b)));
        lead->push_back(a[a.size() - 2]);
        lead->push_back(b.back());
        return *lead;
    }

    Shape operator()(const Elementwise&) const {
        const std::optional<Shape> shape = broadcast(input(0), input(1));
        if (!shape)
            fail(fmt::format(
                "cannot broadcast {} and {}", to_string(input(0)), to_string(input(1))));
        return *shape;
    }

    Shape operator()(const Pool2D& op) const {
        const Shape& x = rank4(0, "input");
        return window(x, op.kernel_h, op.kernel_w, op.window, x[3]);
    }

    Shape operator()(const Mean& op) const {
        const Shape& x = input(0);
        Shape shape;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const bool reduced = std::find(op.axes.begin(), op.axes.end(), i) != op.axes.end();
            if (!reduced) shape.push_back(x[i]);
            if (reduced && op.keep_dims) shape.push_back(1);
            if (reduced && x[i] == 0) fail("has no element to take the mean of");
        }
        for (const std::size_t axis : op.axes) check_axis(axis, x);
        return shape;
    }

    Shape operator()(const Reshape& op) const {
        if (std::any_of(op.shape.begin(), op.shape.end(), [](std::int64_t s) { return s < 0; }))
            fail("has a negative size");
        if (checked_count(op.shape) != element_count(input(0)))
            fail(fmt::format(
                "cannot give {} the shape {}", to_string(input(0)), to_string(op.shape)));
        return op.shape;
    }

    Shape operator()(const Transpose& op) const {
        const Shape& x = input(0);
        std::vector<bool> used(x.size(), false);
        Shape shape;
        for (const std::size_t axis : op.order) {
            check_axis(axis, x);
            if (used[axis]) fail("uses an axis twice");
            used[axis] = true;
            shape.push_back(x[axis]);
        }
        if (shape.size() != x.size()) fail("does not say where every axis goes");
        return shape;
    }

    Shape operator()(const Softmax& op) const { return along(op.axis); }
    Shape operator()(const LogSoftmax& op) const { return along(op.axis); }

    Shape operator()(const Pad& op) const {
        Shape shape = input(0);
        if (op.before.size() != shape.size() || op.after.size() != shape.size())
            fail("does not pad every axis of " + to_string(shape));
        for (std::size_t i = 0; i < shape.size(); ++i) {
            const std::int64_t most = std::max(op.before[i], op.after[i]);
            const std::int64_t least = std::min(op.before[i], op.after[i]);
            if (least < 0 || most > kMaxElements) fail("has an amount that is out of range");
            if (op.mode == PadMode::kReflect && most >= shape[i] && most > 0)
                fail("reflects more than there is");
            if (op.mode == PadMode::kEdge && shape[i] == 0) fail("has no edge");
            shape[i] += op.before[i] + op.after[i];
        }
        return shape;
    }

    Shape operator()(const Slice& op) const {
        const Shape& x = input(0);
        if (op.begin.size() != x.size() || op.size.size() != x.size() || op.step.size() != x.size())
            fail("does not cut every axis of " + to_string(x));
        for (std::size_t i = 0; i < x.size(); ++i) {
            const std::int64_t size = op.size[i];
            if (op.begin[i] < 0 || op.step[i] == 0 || size < 0 || size > x[i])
                fail("cuts outside of " + to_string(x));
            if (op.step[i] > kMaxElements || op.step[i] < -kMaxElements)
                fail("has a step that is out of range");
            const std::int64_t last = op.begin[i] + (size - 1) * op.step[i];
            if (size > 0 && (op.begin[i] >= x[i] || last < 0 || last >= x[i]))
                fail("cuts outside of " + to_string(x));
        }
        return op.size;
    }

    Shape operator()(const Concat& op) const {
        Shape shape = input(0);
        check_axis(op.axis, shape);
        for (std::size_t i = 1; i < node_.inputs.size(); ++i) {
            Shape other = input(i);
            if (other.size() != shape.size()) fail("joins tensors of different rank");
            const std::int64_t size = other[op.axis];
            other[op.axis] = shape[op.axis];
            if (other != shape)
                fail(fmt::format("cannot join {} and {}", to_string(shape), to_string(input(i))));
            shape[op.axis] += size;
        }
        return shape;
    }

    Shape operator()(const Resize& op) const {
        const Shape& x = rank4(0, "input");
        if (op.height < 1 || op.width < 1 || x[1] < 1 || x[2] < 1) fail("has an empty picture");
        return {x[0], op.height, op.width, x[3]};
    }

    Shape operator()(const BatchNorm&) const {
        for (std::size_t i = 1; i < 5; ++i) check_vector(i, channels_of(0));
        return input(0);
    }
    Shape operator()(const InstanceNorm&) const {
        rank4(0, "input");
        for (std::size_t i = 1; i < 3; ++i) check_vector(i, channels_of(0));
        return input(0);
    }

    Shape operator()(const Clip&) const { return input(0); }
    Shape operator()(const LeakyRelu&) const { return input(0); }
    Shape operator()(const Unary&) const { return input(0); }
    Shape operator()(const Quantize&) const { return input(0); }
    Shape operator()(const Dequantize&) const { return input(0); }
    Shape operator()(const Identity&) const { return input(0); }

  private:
    [[noreturn]] void fail(const std::string& problem) const { fail_node(graph_, node_, problem); }

    const Shape& input(std::size_t i) const {
        if (!node_.has_input(i)) fail(fmt::format("input {} is missing", i));
        return graph_.input_of(node_, i).shape;
    }

    const Shape& rank4(std::size_t i, const char* what) const {
        const Shape& shape = input(i);
        if (shape.size() != 4)
            fail(fmt::format("{} is {}, want four axes", what, to_string(shape)));
        return shape;
    }

    std::int64_t checked_count(const Shape& shape) const {
        std::int64_t count = 1;
        for (const std::int64_t size : shape) {
            if (size != 0 && count > kMaxElements / size) fail("has too many elements");
            count *= size;
        }
        return count;
    }

    std::int64_t channels_of(std::size_t i) const {
        if (input(i).empty()) fail("has no channels");
        return input(i).back();
    }

    void check_vector(std::size_t i, std::int64_t size) const {
        if (input(i) != Shape{size})
            fail(fmt::format("input {} is {}, want {}", i, to_string(input(i)), size));
    }

    void check_bias(std::int64_t channels) const {
        if (node_.has_input(2)) check_vector(2, channels);
    }

    void check_axis(std::size_t axis, const Shape& x) const {
        if (axis >= x.size()) fail(fmt::format("axis {} is outside of {}", axis, to_string(x)));
    }

    Shape along(std::size_t axis) const {
        check_axis(axis, input(0));
        return input(0);
    }

    static bool in_range(std::int64_t value, std::int64_t low) {
        return value >= low && value <= 1 << 20;
    }

    void check_window(const Window& w) const {
        if (!in_range(w.stride_h, 1) || !in_range(w.stride_w, 1)) fail("has a stride out of range");
        if (!in_range(w.dilation_h, 1) || !in_range(w.dilation_w, 1))
            fail("has a dilation out of range");
        const Padding& p = w.padding;
        if (!in_range(p.top, 0) || !in_range(p.left, 0) || !in_range(p.bottom, 0) ||
            !in_range(p.right, 0))
            fail("has a padding out of range");
    }

    Shape window(const Shape& x,
                 std::int64_t kernel_h,
                 std::int64_t kernel_w,
                 const Window& w,
                 std::int64_t channels) const {
        check_window(w);
        if (kernel_h < 1 || kernel_w < 1) fail("has an empty kernel");
        const Padding& p = w.padding;
        const std::int64_t h =
            window_positions(x[1], kernel_h, w.stride_h, w.dilation_h, p.top + p.bottom);
        const std::int64_t width =
            window_positions(x[2], kernel_w, w.stride_w, w.dilation_w, p.left + p.right);
        if (h < 1 || width < 1)
            fail(fmt::format(
                "a {}x{} kernel does not fit into {}", kernel_h, kernel_w, to_string(x)));
        return {x[0], h, width, channels};
    }

    const Graph& graph_;
    const Node& node_;
};

}  // namespace

Shape infer_shape(const Graph& graph, const Node& node) {
    return std::visit(Rules(graph, node), node.op);
}

std::optional<Shape> broadcast(const Shape& a, const Shape& b) {
    const std::size_t rank = std::max(a.size(), b.size());
    Shape shape(rank, 1);
    for (std::size_t i = 0; i < rank; ++i) {
        const std::int64_t from_a = i + a.size() < rank ? 1 : a[i + a.size() - rank];
        const std::int64_t from_b = i + b.size() < rank ? 1 : b[i + b.size() - rank];
        if (from_a != from_b && from_a != 1 && from_b != 1) return std::nullopt;
        shape[i] = from_a == 1 ? from_b : from_a;
    }
    return shape;
}

std::int64_t window_positions(std::int64_t size,
                              std::int64_t kernel,
                              std::int64_t stride,
                              std::int64_t dilation,
                              std::int64_t padding) {
    const std::int64_t room = size + padding - (dilation * (kernel - 1) + 1);
    return room < 0 ? 0 : room / stride + 1;
}

}  // namespace vta::workloads
