// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "workloads/reference_fixed_point.h"
#include "workloads/reference_kernels.h"

// Operators on 8-bit codes with the arithmetic of TensorFlow Lite's reference implementation, as
// its quantisation specification and operator documentation describe it.
namespace vta::workloads {

namespace {

double scale_of(const Tensor& tensor) { return static_cast<double>(tensor.quantisation->scale(0)); }
std::int32_t zero_of(const Tensor& tensor) { return tensor.quantisation->zero_point(0); }

void store(TensorValue& value,
           std::int64_t i,
           std::int64_t code,
           const std::pair<std::int32_t, std::int32_t>& range) {
    const std::int64_t clipped =
        std::clamp<std::int64_t>(code, range.first, std::max(range.first, range.second));
    value.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(clipped);
}

// A sum of codes divided by their number, rounded half away from zero.
std::int64_t rounded_average(std::int64_t sum, std::int64_t count) {
    return (sum + (sum >= 0 ? count / 2 : -(count / 2))) / count;
}

// Both terms are brought to twice the larger scale, in units of 2^-20.
struct SumScales {
    static constexpr int kLeftShift = 20;
    FixedPointScale a;
    FixedPointScale b;
    FixedPointScale out;
    SumScales(double a_scale, double b_scale, double out_scale) {
        const double twice_largest = 2.0 * std::max(a_scale, b_scale);
        a = fixed_point_scale(a_scale / twice_largest);
        b = fixed_point_scale(b_scale / twice_largest);
        out = fixed_point_scale(twice_largest / (static_cast<double>(1 << kLeftShift) * out_scale));
    }
};

}  // namespace

TensorValue run_integer_elementwise(const NodeRun& run, const Elementwise& op) {
    TensorValue result = run.make_output();
    const Tensor& a = run.tensor(0);
    const Tensor& b = run.tensor(1);
    const auto range = code_range(run.out(), op.activation, run.graph.arithmetic);
    const BroadcastIndex a_index(a.shape, result.shape);
    const BroadcastIndex b_index(b.shape, result.shape);
    const SumScales sum(scale_of(a), scale_of(b), scale_of(run.out()));
    const FixedPointScale product =
        fixed_point_scale(scale_of(a) * scale_of(b) / scale_of(run.out()));
    for (std::int64_t i = 0; i < result.count(); ++i) {
        const auto x = static_cast<std::int32_t>(run.in(0).as_integer(a_index(i)) - zero_of(a));
        const auto y = static_cast<std::int32_t>(run.in(1).as_integer(b_index(i)) - zero_of(b));
        std::int64_t code = zero_of(run.out());
        if (op.kind == ElementwiseKind::kMul) {
            code += multiply(x * y, product);
        } else {
            const std::int32_t left = multiply(x * (1 << SumScales::kLeftShift), sum.a);
            const std::int32_t right = multiply(y * (1 << SumScales::kLeftShift), sum.b);
            code +=
                multiply(op.kind == ElementwiseKind::kAdd ? left + right : left - right, sum.out);
        }
        store(result, i, code, range);
    }
    return result;
}

TensorValue run_integer_clip(const NodeRun& run, const Clip& op) {
    TensorValue result = run.make_output();
    const auto range = code_range(run.out(), op.range, run.graph.arithmetic);
    const FixedPointScale scale = fixed_point_scale(scale_of(run.tensor(0)) / scale_of(run.out()));
    for (std::int64_t i = 0; i < result.count(); ++i) {
        const auto x = static_cast<std::int32_t>(run.in(0).as_integer(i) - zero_of(run.tensor(0)));
        store(result, i, std::int64_t{multiply(x, scale)} + zero_of(run.out()), range);
    }
    return result;
}

TensorValue run_integer_leaky_relu(const NodeRun& run, const LeakyRelu& op) {
    TensorValue result = run.make_output();
    const auto range = code_range(result.type);
    const double ratio = scale_of(run.tensor(0)) / scale_of(run.out());
    const FixedPointScale positive = fixed_point_scale(ratio);
    // The sign of the slope is applied afterwards: a multiplier is positive.
    const FixedPointScale negative =
        fixed_point_scale(std::fabs(static_cast<double>(op.alpha)) * ratio);
    for (std::int64_t i = 0; i < result.count(); ++i) {
        const auto x = static_cast<std::int32_t>(run.in(0).as_integer(i) - zero_of(run.tensor(0)));
        std::int64_t steps = multiply(x, x < 0 ? negative : positive);
        if (x < 0 && op.alpha < 0.0F) steps = -steps;
        store(result, i, steps + zero_of(run.out()), range);
    }
    return result;
}

TensorValue run_integer_pool(const NodeRun& run, const Pool2D& op) {
    TensorValue result = run.make_output();
    const Shape& x = run.in(0).shape;
    const auto range = code_range(run.out(), op.activation, run.graph.arithmetic);
    std::vector<std::int64_t> sums(static_cast<std::size_t>(x[3]));
    std::int64_t to = 0;
    for (std::int64_t n = 0; n < x[0]; ++n) {
        for (std::int64_t y = 0; y < result.shape[1]; ++y) {
            for (std::int64_t column = 0; column < result.shape[2]; ++column) {
                std::fill(sums.begin(), sums.end(), 0);
                std::int64_t count = 0;
                for_window(x, op, y, column, [&](std::int64_t at) {
                    ++count;
                    const std::int64_t from = (n * x[1] * x[2] + at) * x[3];
                    for (std::int64_t c = 0; c < x[3]; ++c)
                        sums[static_cast<std::size_t>(c)] += run.in(0).as_integer(from + c);
                });
                for (const std::int64_t sum : sums)
                    store(result,
                          to++,
                          rounded_average(sum, std::max<std::int64_t>(count, 1)),
                          range);
            }
        }
    }
    return result;
}

TensorValue run_integer_mean(const NodeRun& run, const Mean& op) {
    TensorValue result = run.make_output();
    const Shape& x = run.in(0).shape;
    Shape kept = x;
    for (const std::size_t axis : op.axes) kept[axis] = 1;
    const BroadcastIndex index(kept, x);
    std::vector<std::int64_t> sums(static_cast<std::size_t>(result.count()), 0);
    for (std::int64_t i = 0; i < run.in(0).count(); ++i)
        sums[static_cast<std::size_t>(index(i))] +=
            run.in(0).as_integer(i) - zero_of(run.tensor(0));
    const FixedPointScale scale = fixed_point_scale(scale_of(run.tensor(0)) / scale_of(run.out()));
    const std::int64_t count = run.in(0).count() / std::max<std::int64_t>(result.count(), 1);
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const std::int64_t scaled = multiply(static_cast<std::int32_t>(sums[i]), scale);
        store(result,
              static_cast<std::int64_t>(i),
              rounded_average(scaled, count) + zero_of(run.out()),
              code_range(result.type));
    }
    return result;
}

TensorValue run_integer_concat(const NodeRun& run, const Concat& op) {
    // Inputs of another scale are brought to that of the output in single precision.
    std::vector<TensorValue> scaled;
    NodeRun same = run;
    scaled.reserve(run.inputs.size());
    const float inverse = 1.0F / run.out().quantisation->scale(0);
    for (std::size_t i = 0; i < run.inputs.size(); ++i) {
        const Tensor& from = run.tensor(i);
        if (from.type == run.out().type && from.quantisation == run.out().quantisation) continue;
        const float scale = from.quantisation->scale(0) * inverse;
        const float shift = static_cast<float>(-zero_of(from)) * scale;
        scaled.emplace_back(run.out().type, from.shape);
        for (std::int64_t k = 0; k < run.in(i).count(); ++k) {
            const float number = static_cast<float>(run.in(i).as_integer(k)) * scale + shift;
            store(
                scaled.back(),
                k,
                std::int64_t{quantise(number, 1.0F, 0, ElementType::kInt32, run.graph.arithmetic)} +
                    zero_of(run.out()),
                code_range(run.out().type));
        }
        same.inputs[i] = &scaled.back();
    }
    TensorValue result = run_concat(same, op);
    const auto range = code_range(run.out(), op.activation, run.graph.arithmetic);
    for (std::int64_t i = 0; i < result.count(); ++i) store(result, i, result.as_integer(i), range);
    return result;
}

}  // namespace vta::workloads
