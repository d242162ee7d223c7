// SPDX-License-Identifier: Apache-2.0
#include "sim/network_operators.h"

#include <cmath>
#include <variant>

namespace vta::sim {

namespace {

using nlohmann::json;
using namespace workloads;

// An open end is null: JSON has no infinity.
json bound(float value) { return std::isfinite(value) ? json(value) : json(nullptr); }

void put(json& to, const Activation& activation) {
    if (!activation.none()) to["clip"] = {bound(activation.low), bound(activation.high)};
}

void put(json& to, const Window& window) {
    const Padding& p = window.padding;
    to["stride"] = {window.stride_h, window.stride_w};
    to["dilation"] = {window.dilation_h, window.dilation_w};
    to["padding"] = {{"top", p.top}, {"left", p.left}, {"bottom", p.bottom}, {"right", p.right}};
}

/// Adds the attributes of each kind of operator.
struct Attributes {
    json& to;

    void operator()(const Conv2D& op) const {
        put(to, op.window);
        put(to, op.activation);
        to["groups"] = op.groups;
    }
    void operator()(const DepthwiseConv2D& op) const {
        put(to, op.window);
        put(to, op.activation);
    }
    void operator()(const TransposeConv2D& op) const {
        put(to, op.window);
        put(to, op.activation);
        to["groups"] = op.groups;
        to["output_padding"] = {op.output_padding_h, op.output_padding_w};
    }
    void operator()(const FullyConnected& op) const { put(to, op.activation); }
    void operator()(const Elementwise& op) const { put(to, op.activation); }
    void operator()(const Clip& op) const { put(to, op.range); }
    void operator()(const LeakyRelu& op) const { to["alpha"] = op.alpha; }
    void operator()(const Pool2D& op) const {
        put(to, op.window);
        put(to, op.activation);
        to["kernel"] = {op.kernel_h, op.kernel_w};
        to["count_padding"] = op.count_padding;
    }
    void operator()(const Mean& op) const {
        to["axes"] = op.axes;
        to["keep_dims"] = op.keep_dims;
    }
    void operator()(const Reshape& op) const { to["shape"] = op.shape; }
    void operator()(const Transpose& op) const { to["order"] = op.order; }
    void operator()(const Softmax& op) const {
        to["axis"] = op.axis;
        to["beta"] = op.beta;
    }
    void operator()(const LogSoftmax& op) const { to["axis"] = op.axis; }
    void operator()(const Pad& op) const {
        static constexpr const char* kModes[] = {"constant", "reflect", "edge"};
        to["before"] = op.before;
        to["after"] = op.after;
        to["mode"] = kModes[static_cast<std::size_t>(op.mode)];
        to["value"] = op.value;
    }
    void operator()(const Slice& op) const {
        to["begin"] = op.begin;
        to["size"] = op.size;
        to["step"] = op.step;
    }
    void operator()(const Concat& op) const {
        to["axis"] = op.axis;
        put(to, op.activation);
    }
    void operator()(const Resize& op) const {
        static constexpr const char* kCoordinates[] = {"asymmetric", "half_pixel", "align_corners"};
        static constexpr const char* kRoundings[] = {
            "floor", "ceil", "prefer_floor", "prefer_ceil"};
        to["height"] = op.height;
        to["width"] = op.width;
        to["mode"] = op.mode == ResizeMode::kNearest ? "nearest" : "linear";
        to["coordinates"] = kCoordinates[static_cast<std::size_t>(op.coordinates)];
        to["rounding"] = kRoundings[static_cast<std::size_t>(op.rounding)];
        to["scale"] = {op.scale_h, op.scale_w};
    }
    void operator()(const BatchNorm& op) const { to["epsilon"] = op.epsilon; }
    void operator()(const InstanceNorm& op) const { to["epsilon"] = op.epsilon; }
    template <typename Op>
    void operator()(const Op&) const {}  // no attributes
};

}  // namespace

json operator_json(const Operator& op) {
    json result = {{"operator", name_of(op)}};
    std::visit(Attributes{result}, op);
    return result;
}

}  // namespace vta::sim
