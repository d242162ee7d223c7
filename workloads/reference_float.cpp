// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>

#include "workloads/reference_kernels.h"

namespace vta::workloads {

namespace {

float clamped(float number, const Activation& range) {
    return std::min(std::max(number, range.low), range.high);
}

template <typename Function>
TensorValue map(const NodeRun& run, const Function& function) {
    TensorValue result = run.make_output();
    const float* from = run.in(0).data<float>();
    std::transform(from, from + result.count(), result.data<float>(), function);
    return result;
}

// Elements along an axis lie `inner` apart.
struct Lines {
    std::int64_t outer = 1;
    std::int64_t size = 1;
    std::int64_t inner = 1;
    Lines(const Shape& shape, std::size_t axis) : size(shape[axis]) {
        for (std::size_t i = 0; i < axis; ++i) outer *= shape[i];
        for (std::size_t i = axis + 1; i < shape.size(); ++i) inner *= shape[i];
    }
    template <typename Visit>
    void each(const Visit& visit) const {
        for (std::int64_t o = 0; o < outer; ++o)
            for (std::int64_t i = 0; i < inner; ++i) visit(o * size * inner + i);
    }
};

double sum_of_exp(const float* x, const Lines& lines, float largest, float beta) {
    double sum = 0.0;
    for (std::int64_t k = 0; k < lines.size; ++k)
        sum += std::exp(static_cast<double>((x[k * lines.inner] - largest) * beta));
    return sum;
}

float largest_of(const float* x, const Lines& lines) {
    float largest = -std::numeric_limits<float>::infinity();
    for (std::int64_t k = 0; k < lines.size; ++k) largest = std::max(largest, x[k * lines.inner]);
    return largest;
}

}  // namespace

TensorValue run_elementwise(const NodeRun& run, const Elementwise& op) {
    TensorValue result = run.make_output();
    const BroadcastIndex a_index(run.in(0).shape, result.shape);
    const BroadcastIndex b_index(run.in(1).shape, result.shape);
    const float* a = run.in(0).data<float>();
    const float* b = run.in(1).data<float>();
    for (std::int64_t i = 0; i < result.count(); ++i) {
        const float x = a[a_index(i)];
        const float y = b[b_index(i)];
        const float number = op.kind == ElementwiseKind::kAdd   ? x + y
                             : op.kind == ElementwiseKind::kSub ? x - y
                                                                : x * y;
        result.data<float>()[i] = clamped(number, op.activation);
    }
    return result;
}

TensorValue run_clip(const NodeRun& run, const Clip& op) {
    return map(run, [&](float x) { return clamped(x, op.range); });
}

TensorValue run_leaky_relu(const NodeRun& run, const LeakyRelu& op) {
    return map(run, [&](float x) { return x < 0.0F ? x * op.alpha : x; });
}

TensorValue run_unary(const NodeRun& run, const Unary& op) {
    if (op.kind == UnaryKind::kTanh) return map(run, [](float x) { return std::tanh(x); });
    return map(run, [](float x) { return 1.0F / (1.0F + std::exp(-x)); });
}

TensorValue run_pool(const NodeRun& run, const Pool2D& op) {
    TensorValue result = run.make_output();
    const Shape& x = run.in(0).shape;
    const bool max = op.kind == PoolKind::kMax;
    const float start = max ? -std::numeric_limits<float>::infinity() : 0.0F;
    float* to = result.data<float>();
    for (std::int64_t n = 0; n < x[0]; ++n) {
        const float* image = run.in(0).data<float>() + n * x[1] * x[2] * x[3];
        for (std::int64_t y = 0; y < result.shape[1]; ++y) {
            for (std::int64_t column = 0; column < result.shape[2]; ++column, to += x[3]) {
                std::fill_n(to, x[3], start);
                std::int64_t count = 0;
                for_window(x, op, y, column, [&](std::int64_t at) {
                    ++count;
                    for (std::int64_t c = 0; c < x[3]; ++c)
                        to[c] = max ? std::max(to[c], image[at * x[3] + c])
                                    : to[c] + image[at * x[3] + c];
                });
                if (op.count_padding) count = op.kernel_h * op.kernel_w;
                const float divisor =
                    max ? 1.0F : static_cast<float>(std::max<std::int64_t>(count, 1));
                for (std::int64_t c = 0; c < x[3]; ++c)
                    to[c] = clamped(to[c] / divisor, op.activation);
            }
        }
    }
    return result;
}

TensorValue run_mean(const NodeRun& run, const Mean& op) {
    TensorValue result = run.make_output();
    const Shape& x = run.in(0).shape;
    Shape kept = x;
    for (const std::size_t axis : op.axes) kept[axis] = 1;
    // The reduced shape, broadcast back, tells which mean every element belongs to.
    const BroadcastIndex index(kept, x);
    std::vector<double> sums(static_cast<std::size_t>(result.count()), 0.0);
    const float* from = run.in(0).data<float>();
    for (std::int64_t i = 0; i < run.in(0).count(); ++i)
        sums[static_cast<std::size_t>(index(i))] += static_cast<double>(from[i]);
    const double count = static_cast<double>(run.in(0).count()) /
                         static_cast<double>(std::max<std::int64_t>(result.count(), 1));
    for (std::size_t i = 0; i < sums.size(); ++i)
        result.data<float>()[i] = static_cast<float>(sums[i] / count);
    return result;
}

TensorValue run_softmax(const NodeRun& run, const Softmax& op) {
    TensorValue result = run.make_output();
    const Lines lines(result.shape, op.axis);
    lines.each([&](std::int64_t start) {
        const float* x = run.in(0).data<float>() + start;
        float* y = result.data<float>() + start;
        const float largest = largest_of(x, lines);
        const double sum = sum_of_exp(x, lines, largest, op.beta);
        for (std::int64_t k = 0; k < lines.size; ++k) {
            const double power = static_cast<double>((x[k * lines.inner] - largest) * op.beta);
            y[k * lines.inner] = static_cast<float>(std::exp(power) / sum);
        }
    });
    return result;
}

TensorValue run_log_softmax(const NodeRun& run, const LogSoftmax& op) {
    TensorValue result = run.make_output();
    const Lines lines(result.shape, op.axis);
    lines.each([&](std::int64_t start) {
        const float* x = run.in(0).data<float>() + start;
        float* y = result.data<float>() + start;
        const float largest = largest_of(x, lines);
        const double log_sum = std::log(sum_of_exp(x, lines, largest, 1.0F));
        for (std::int64_t k = 0; k < lines.size; ++k)
            y[k * lines.inner] =
                static_cast<float>(static_cast<double>(x[k * lines.inner] - largest) - log_sum);
    });
    return result;
}

TensorValue run_batch_norm(const NodeRun& run, const BatchNorm& op) {
    TensorValue result = run.make_output();
    const std::int64_t channels = result.shape.back();
    for (std::int64_t i = 0; i < result.count(); ++i) {
        const std::int64_t c = i % channels;
        const float deviation = std::sqrt(run.in(4).data<float>()[c] + op.epsilon);
        const float centred = run.in(0).data<float>()[i] - run.in(3).data<float>()[c];
        result.data<float>()[i] =
            centred / deviation * run.in(1).data<float>()[c] + run.in(2).data<float>()[c];
    }
    return result;
}

TensorValue run_instance_norm(const NodeRun& run, const InstanceNorm& op) {
    TensorValue result = run.make_output();
    const Shape& shape = result.shape;
    const std::int64_t pixels = shape[1] * shape[2];
    for (std::int64_t n = 0; n < shape[0]; ++n) {
        for (std::int64_t c = 0; c < shape[3]; ++c) {
            const std::int64_t start = n * pixels * shape[3] + c;
            const float* x = run.in(0).data<float>() + start;
            double sum = 0.0;
            double squares = 0.0;
            for (std::int64_t i = 0; i < pixels; ++i) sum += static_cast<double>(x[i * shape[3]]);
            const double mean = sum / static_cast<double>(pixels);
            for (std::int64_t i = 0; i < pixels; ++i) {
                const double difference = static_cast<double>(x[i * shape[3]]) - mean;
                squares += difference * difference;
            }
            const double variance = squares / static_cast<double>(pixels);
            const double factor = static_cast<double>(run.in(1).data<float>()[c]) /
                                  std::sqrt(variance + static_cast<double>(op.epsilon));
            for (std::int64_t i = 0; i < pixels; ++i)
                result.data<float>()[start + i * shape[3]] =
                    static_cast<float>((static_cast<double>(x[i * shape[3]]) - mean) * factor +
                                       static_cast<double>(run.in(2).data<float>()[c]));
        }
    }
    return result;
}

}  // namespace vta::workloads
