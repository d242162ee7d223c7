// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "workloads/graph_shapes.h"
#include "workloads/import_onnx_reader.h"

namespace vta::workloads {

void OnnxReader::convert_identity() { finish(emit(Identity{}, {in(0)})); }

void OnnxReader::convert_constant() {
    const OnnxAttribute* found = find("value", OnnxAttribute::Kind::kTensor);
    if (found == nullptr) fail("value", "is missing", "a tensor");
    finish(graph_.add_constant(current_->outputs[0], *found->tensor));
}

void OnnxReader::convert_shape() {
    const Shape& shape = tensor(in(0)).shape;
    const auto rank = static_cast<std::int64_t>(shape.size());
    finish(graph_.add_constant(current_->outputs[0], make_value<std::int64_t>({rank}, shape)));
}

void OnnxReader::convert_reshape() {
    const Shape from = tensor(in(0)).shape;
    Shape shape = integers_of(1, "shape");
    const bool zero_stays = integer("allowzero", 0) != 0;
    std::int64_t known = 1;
    std::int64_t* open = nullptr;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == 0 && !zero_stays) {
            if (i >= from.size()) fail("shape", "copies a size that the input does not have");
            shape[i] = from[i];
        }
        if (shape[i] == -1 && open == nullptr) {
            open = &shape[i];
            continue;
        }
        if (shape[i] < 0 || (shape[i] != 0 && known > kMaxElements / shape[i]))
            fail("shape", fmt::format("has the size {}", shape[i]));
        known *= shape[i];
    }
    if (open != nullptr) *open = known == 0 ? 0 : element_count(from) / known;
    finish(emit(Reshape{shape}, {in(0)}));
}

void OnnxReader::convert_flatten() {
    const Shape& shape = tensor(in(0)).shape;
    const std::size_t axis = axis_of(integer("axis", 1), shape.size() + 1, "axis");
    std::int64_t outer = 1;
    std::int64_t inner = 1;
    for (std::size_t i = 0; i < shape.size(); ++i) (i < axis ? outer : inner) *= shape[i];
    finish(emit(Reshape{{outer, inner}}, {in(0)}));
}

void OnnxReader::convert_squeeze() {
    const Shape& from = tensor(in(0)).shape;
    std::vector<bool> gone(from.size(), false);
    const std::vector<std::int64_t> axes = integers_of(1, "axes");
    for (const std::int64_t axis : axes) gone[axis_of(axis, from.size(), "axes")] = true;
    Shape shape;
    for (std::size_t i = 0; i < from.size(); ++i)
        if (axes.empty() ? from[i] != 1 : !gone[i]) shape.push_back(from[i]);
    finish(emit(Reshape{shape}, {in(0)}));
}

void OnnxReader::convert_unsqueeze() {
    const Shape& from = tensor(in(0)).shape;
    const std::vector<std::int64_t> axes = integers_of(1, "axes");
    std::vector<bool> added(from.size() + axes.size(), false);
    for (const std::int64_t axis : axes) {
        const std::size_t at = axis_of(axis, added.size(), "axes");
        if (added[at]) fail("axes", "names an axis twice");
        added[at] = true;
    }
    Shape shape;
    std::size_t next = 0;
    for (const bool one : added) shape.push_back(one ? 1 : from[next++]);
    finish(emit(Reshape{shape}, {in(0)}));
}

void OnnxReader::convert_transpose() {
    const std::size_t rank = tensor(in(0)).shape.size();
    const std::vector<std::int64_t> named = integers("perm");
    std::vector<std::size_t> order;
    order.reserve(rank);
    for (const std::int64_t axis : named) order.push_back(axis_of(axis, rank, "perm"));
    for (std::size_t i = 0; named.empty() && i < rank; ++i) order.push_back(rank - 1 - i);
    finish(transposed(in(0), order));
}

void OnnxReader::convert_concat() {
    std::vector<TensorId> inputs;
    for (std::size_t i = 0; i < current_->inputs.size(); ++i) inputs.push_back(in(i));
    if (inputs.empty()) fail("", "has no input");
    const std::size_t rank = tensor(inputs[0]).shape.size();
    finish(emit(Concat{axis_of(integer("axis", 1), rank, "axis"), {}}, inputs));
}

void OnnxReader::convert_slice() {
    const Shape& x = tensor(in(0)).shape;
    const std::vector<std::int64_t> starts = integers_of(1, "starts");
    const std::vector<std::int64_t> ends = integers_of(2, "ends");
    std::vector<std::int64_t> axes = integers_of(3, "axes");
    std::vector<std::int64_t> steps = has(4) ? constant_integers(4, "steps") : axes;
    if (!has(4)) steps.assign(starts.size(), 1);
    for (std::size_t i = 0; axes.size() < starts.size() && i < starts.size(); ++i)
        axes.push_back(static_cast<std::int64_t>(i));
    if (ends.size() != starts.size() || axes.size() != starts.size() ||
        steps.size() != starts.size())
        fail("starts", "has another size than ends, axes or steps");
    Slice op{std::vector<std::int64_t>(x.size(), 0), x, std::vector<std::int64_t>(x.size(), 1)};
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const std::size_t axis = axis_of(axes[i], x.size(), "axes");
        const std::int64_t size = x[axis];
        if (steps[i] == 0 || steps[i] < -kMaxElements || steps[i] > kMaxElements)
            fail("steps", fmt::format("is {}", steps[i]));
        const bool back = steps[i] < 0;
        const auto place = [&](std::int64_t at, std::int64_t low, std::int64_t high) {
            return std::clamp<std::int64_t>(at < 0 ? at + size : at, low, high);
        };
        const std::int64_t first = back ? place(starts[i], 0, size - 1) : place(starts[i], 0, size);
        const std::int64_t last = back ? place(ends[i], -1, size - 1) : place(ends[i], 0, size);
        const std::int64_t span = back ? first - last : last - first;
        const std::int64_t step = std::abs(steps[i]);
        op.begin[axis] = first;
        op.size[axis] = span <= 0 ? 0 : (span - 1) / step + 1;
        op.step[axis] = steps[i];
    }
    finish(emit(op, {in(0)}));
}

void OnnxReader::convert_crop() {
    const Shape& x = picture(in(0));
    const std::vector<std::int64_t> border = integers("border");
    if (border.size() != 4) fail("border", "has not four numbers", "left, top, right, bottom");
    const std::vector<std::int64_t> scale = integers("scale");
    if (!scale.empty() && scale.size() != 2) fail("scale", "has not two numbers");
    for (const std::int64_t each : border)
        if (each < 0 || each > kMaxElements) fail("border", fmt::format("is {}", each));
    Slice op{{0, 0, border[1], border[0]},
             {x[0], x[1], x[2] - border[1] - border[3], x[3] - border[0] - border[2]},
             {1, 1, 1, 1}};
    if (!scale.empty()) std::tie(op.size[2], op.size[3]) = std::tie(scale[0], scale[1]);
    finish(emit(op, {in(0)}));
}

void OnnxReader::convert_pad() {
    Pad op;
    const std::string mode = text("mode", "constant");
    if (mode == "reflect") {
        op.mode = PadMode::kReflect;
    } else if (mode == "edge") {
        op.mode = PadMode::kEdge;
    } else if (mode != "constant") {
        fail("mode", "is " + mode, "constant, reflect, edge");
    }
    op.value = real("value", 0.0F);
    if (has(2)) {
        const Tensor& value = constant(2, "constant_value");
        if (value.type != ElementType::kFloat32 || value.bytes.size() != sizeof(float))
            fail("constant_value", "is no single float", "one float");
        op.value = *value.value().data<float>();
    }
    std::vector<std::int64_t> pads = integers_of(1, "pads");
    if (pads.empty()) pads = integers("paddings");
    const std::size_t rank = tensor(in(0)).shape.size();
    if (pads.size() != 2 * rank)
        fail("pads", fmt::format("has {} numbers", pads.size()), "two for each axis");
    const auto middle = pads.begin() + static_cast<std::ptrdiff_t>(rank);
    op.before.assign(pads.begin(), middle);
    op.after.assign(middle, pads.end());
    finish(emit(op, {in(0)}));
}

void OnnxReader::convert_reduce_mean() {
    const std::size_t rank = tensor(in(0)).shape.size();
    Mean op;
    op.keep_dims = integer("keepdims", 1) != 0;
    const std::vector<std::int64_t> named = integers_of(1, "axes");
    for (const std::int64_t axis : named) op.axes.push_back(axis_of(axis, rank, "axes"));
    for (std::size_t i = 0; named.empty() && i < rank; ++i) op.axes.push_back(i);
    std::sort(op.axes.begin(), op.axes.end());
    op.axes.erase(std::unique(op.axes.begin(), op.axes.end()), op.axes.end());
    finish(emit(op, {in(0)}));
}

void OnnxReader::resize(const std::vector<float>& scales,
                        const std::vector<std::int64_t>& sizes,
                        Resize op) {
    const Shape x = picture(in(0));
    if (!sizes.empty()) {
        if (sizes.size() != 4 || sizes[0] != x[0] || sizes[1] != x[1])
            fail("sizes", "resizes other axes than height and width", "height and width");
        op.height = sizes[2];
        op.width = sizes[3];
    } else {
        if (scales.size() != 4 || scales[0] != 1.0F || scales[1] != 1.0F)
            fail("scales", "resizes other axes than height and width", "height and width");
        for (const float scale : scales)
            if (!(scale > 0.0F && scale < 65536.0F)) fail("scales", "is out of range");
        op.scale_h = scales[2];
        op.scale_w = scales[3];
        op.height = static_cast<std::int64_t>(std::floor(static_cast<float>(x[2]) * scales[2]));
        op.width = static_cast<std::int64_t>(std::floor(static_cast<float>(x[3]) * scales[3]));
    }
    const std::string mode = text("mode", "nearest");
    if (mode == "linear" || mode == "bilinear") {
        op.mode = ResizeMode::kLinear;
    } else if (mode != "nearest") {
        fail("mode", "is " + mode, "nearest, linear");
    }
    finish(to_nchw(emit(op, {to_nhwc(in(0))})));
}

namespace {

std::vector<float> reals_of(const Tensor& tensor) {
    if (tensor.type != ElementType::kFloat32) return {};
    const TensorValue value = tensor.value();
    return {value.data<float>(), value.data<float>() + value.count()};
}

}  // namespace

void OnnxReader::convert_upsample() {
    std::vector<float> scales;
    if (has(1)) scales = reals_of(constant(1, "scales"));
    if (const OnnxAttribute* found = find("scales", OnnxAttribute::Kind::kFloats))
        scales = found->reals;
    resize(scales, {}, Resize{});
}

void OnnxReader::convert_resize() {
    Resize op;
    if (model_.opset < 11) return resize(reals_of(constant(1, "scales")), {}, op);
    const std::string how = text("coordinate_transformation_mode", "half_pixel");
    if (how == "half_pixel") {
        op.coordinates = ResizeCoordinates::kHalfPixel;
    } else if (how == "align_corners") {
        op.coordinates = ResizeCoordinates::kAlignCorners;
    } else if (how != "asymmetric") {
        fail(
            "coordinate_transformation_mode", "is " + how, "half_pixel, align_corners, asymmetric");
    }
    const std::map<std::string, ResizeRounding> roundings = {
        {"round_prefer_floor", ResizeRounding::kPreferFloor},
        {"round_prefer_ceil", ResizeRounding::kPreferCeil},
        {"floor", ResizeRounding::kFloor},
        {"ceil", ResizeRounding::kCeil}};
    const auto found = roundings.find(text("nearest_mode", "round_prefer_floor"));
    if (found == roundings.end())
        fail("nearest_mode", "is unknown", "round_prefer_floor, round_prefer_ceil, floor, ceil");
    op.rounding = found->second;
    std::vector<float> scales;
    if (has(2)) scales = reals_of(constant(2, "scales"));
    std::vector<std::int64_t> sizes;
    if (has(3)) sizes = constant_integers(3, "sizes");
    resize(scales, sizes, op);
}

}  // namespace vta::workloads
