// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference_products.h"

#include <algorithm>

#include "workloads/graph_types.h"
#include "workloads/reference_fixed_point.h"
#include "workloads/reference_matrix.h"
#include "workloads/reference_onednn.h"

namespace vta::workloads {

namespace {

// The numbers that are multiplied: the value itself, or its codes less the zero point.
void load_numbers(const TensorValue& value, const Tensor&, std::vector<float>& numbers) {
    numbers.assign(value.data<float>(), value.data<float>() + value.count());
}

void load_numbers(const TensorValue& value,
                  const Tensor& tensor,
                  std::vector<std::int16_t>& numbers) {
    const Quantisation& q = *tensor.quantisation;
    std::int64_t inner = 1;
    for (std::size_t i = q.axis + 1; i < value.shape.size(); ++i) inner *= value.shape[i];
    numbers.resize(static_cast<std::size_t>(value.count()));
    for (std::int64_t i = 0; i < value.count(); ++i) {
        const std::size_t channel =
            q.per_channel() ? static_cast<std::size_t>(i / inner) % q.scales.size() : 0;
        numbers[static_cast<std::size_t>(i)] =
            static_cast<std::int16_t>(value.as_integer(i) - q.zero_point(channel));
    }
}

template <typename Matrix>
class Products {
  public:
    using Number = typename Matrix::Number;
    using Sum = typename Matrix::Sum;

    explicit Products(const NodeRun& run)
        : run_(run),
          x_shape_(run.in(0).shape),
          w_shape_(run.in(1).shape),
          y_shape_(run.out().shape),
          sums_(static_cast<std::size_t>(element_count(run.out().shape))) {
        load_numbers(run.in(0), run.tensor(0), x_);
        load_numbers(run.in(1), run.tensor(1), w_);
    }
    std::vector<Sum> sums() {
        if (!sums_.empty()) std::visit(*this, run_.node.op);
        return std::move(sums_);
    }

    void operator()(const Conv2D& op) {
        const std::int64_t depth = w_shape_[1] * w_shape_[2] * w_shape_[3];
        const std::int64_t channels = w_shape_[0] / op.groups;
        std::vector<Number> rows(static_cast<std::size_t>(y_shape_[2] * depth));
        std::vector<Sum> sums(static_cast<std::size_t>(y_shape_[2] * channels));
        for (std::int64_t g = 0; g < op.groups; ++g) {
            const Matrix matrix(w_.data() + g * channels * depth, channels, depth);
            for (std::int64_t n = 0; n < y_shape_[0]; ++n) {
                for (std::int64_t y = 0; y < y_shape_[1]; ++y) {
                    gather(op.window, n, y, g * w_shape_[3], rows.data());
                    matrix.multiply(rows.data(), y_shape_[2], sums.data());
                    for (std::int64_t x = 0; x < y_shape_[2]; ++x)
                        std::copy_n(
                            sums.data() + x * channels, channels, sum_at(n, y, x) + g * channels);
                }
            }
        }
    }

    void operator()(const DepthwiseConv2D& op) {
        for (std::int64_t n = 0; n < y_shape_[0]; ++n)
            for (std::int64_t y = 0; y < y_shape_[1]; ++y)
                for (std::int64_t x = 0; x < y_shape_[2]; ++x) depthwise_pixel(op.window, n, y, x);
    }

    void operator()(const TransposeConv2D& op) {
        const std::int64_t depth = w_shape_[3] / op.groups;
        const std::int64_t columns = w_shape_[0] * w_shape_[1] * w_shape_[2];
        std::vector<Number> rows(static_cast<std::size_t>(x_shape_[2] * depth));
        std::vector<Sum> sums(static_cast<std::size_t>(x_shape_[2] * columns));
        for (std::int64_t g = 0; g < op.groups; ++g) {
            const std::vector<Number> weights = group_weights(g, depth, columns);
            const Matrix matrix(weights.data(), columns, depth);
            for (std::int64_t n = 0; n < x_shape_[0]; ++n) {
                for (std::int64_t y = 0; y < x_shape_[1]; ++y) {
                    for (std::int64_t x = 0; x < x_shape_[2]; ++x)
                        std::copy_n(x_at(n, y, x) + g * depth, depth, rows.data() + x * depth);
                    matrix.multiply(rows.data(), x_shape_[2], sums.data());
                    for (std::int64_t x = 0; x < x_shape_[2]; ++x)
                        scatter(op, n, y, x, g, sums.data() + x * columns);
                }
            }
        }
    }

    void operator()(const FullyConnected&) {
        const Matrix matrix(w_.data(), w_shape_[0], w_shape_[1]);
        matrix.multiply(x_.data(), rows_of(x_shape_, w_shape_[1]), sums_.data());
    }

    void operator()(const MatMul&) {
        const std::int64_t m = x_shape_[x_shape_.size() - 2];
        const std::int64_t k = x_shape_.back();
        const std::int64_t n = w_shape_.back();
        const Shape lead(y_shape_.begin(), y_shape_.end() - 2);
        const BroadcastIndex a_index(Shape(x_shape_.begin(), x_shape_.end() - 2), lead);
        const BroadcastIndex b_index(Shape(w_shape_.begin(), w_shape_.end() - 2), lead);
        std::vector<Number> transposed(static_cast<std::size_t>(n * k));
        for (std::int64_t i = 0; i < element_count(lead); ++i) {
            const Number* b = w_.data() + b_index(i) * k * n;
            for (std::int64_t row = 0; row < k; ++row)
                for (std::int64_t column = 0; column < n; ++column)
                    transposed[static_cast<std::size_t>(column * k + row)] = b[row * n + column];
            Matrix(transposed.data(), n, k)
                .multiply(x_.data() + a_index(i) * m * k, m, sums_.data() + i * m * n);
        }
    }

    template <typename Other>
    void operator()(const Other&) {
        VTA_CHECK(false, run_.node.name);
    }

  private:
    static std::int64_t rows_of(const Shape& shape, std::int64_t depth) {
        return depth == 0 ? 0 : element_count(shape) / depth;
    }
    const Number* x_at(std::int64_t n, std::int64_t y, std::int64_t x) const {
        return x_.data() + ((n * x_shape_[1] + y) * x_shape_[2] + x) * x_shape_[3];
    }
    Sum* sum_at(std::int64_t n, std::int64_t y, std::int64_t x) {
        return sums_.data() + ((n * y_shape_[1] + y) * y_shape_[2] + x) * y_shape_[3];
    }

    // The windows of one output row, one after the other; outside of the picture lie zeros.
    void gather(const Window& window,
                std::int64_t n,
                std::int64_t y,
                std::int64_t channel,
                Number* rows) const {
        const std::int64_t channels = w_shape_[3];
        for (std::int64_t x = 0; x < y_shape_[2]; ++x) {
            for (std::int64_t i = 0; i < w_shape_[1]; ++i) {
                const std::int64_t row =
                    y * window.stride_h - window.padding.top + i * window.dilation_h;
                for (std::int64_t j = 0; j < w_shape_[2]; ++j, rows += channels) {
                    const std::int64_t column =
                        x * window.stride_w - window.padding.left + j * window.dilation_w;
                    const bool inside =
                        row >= 0 && row < x_shape_[1] && column >= 0 && column < x_shape_[2];
                    if (inside) {
                        std::copy_n(x_at(n, row, column) + channel, channels, rows);
                    } else {
                        std::fill_n(rows, channels, Number{0});
                    }
                }
            }
        }
    }

    void depthwise_pixel(const Window& window, std::int64_t n, std::int64_t y, std::int64_t x) {
        const std::int64_t channels = x_shape_[3];
        const std::int64_t multiplier = w_shape_[3] / channels;
        Sum* sums = sum_at(n, y, x);
        for (std::int64_t i = 0; i < w_shape_[1]; ++i) {
            const std::int64_t row =
                y * window.stride_h - window.padding.top + i * window.dilation_h;
            if (row < 0 || row >= x_shape_[1]) continue;
            for (std::int64_t j = 0; j < w_shape_[2]; ++j) {
                const std::int64_t column =
                    x * window.stride_w - window.padding.left + j * window.dilation_w;
                if (column < 0 || column >= x_shape_[2]) continue;
                const Number* in = x_at(n, row, column);
                const Number* weights = w_.data() + (i * w_shape_[2] + j) * w_shape_[3];
                if (multiplier == 1) {
                    for (std::int64_t c = 0; c < channels; ++c)
                        sums[c] += static_cast<Sum>(in[c]) * static_cast<Sum>(weights[c]);
                    continue;
                }
                for (std::int64_t c = 0; c < channels * multiplier; ++c)
                    sums[c] += static_cast<Sum>(in[c / multiplier]) * static_cast<Sum>(weights[c]);
            }
        }
    }

    // [O/groups * kh * kw][I/groups] of one group.
    std::vector<Number> group_weights(std::int64_t group,
                                      std::int64_t depth,
                                      std::int64_t columns) const {
        std::vector<Number> weights(static_cast<std::size_t>(columns * depth));
        for (std::int64_t c = 0; c < columns; ++c)
            std::copy_n(
                w_.data() + c * w_shape_[3] + group * depth, depth, weights.data() + c * depth);
        return weights;
    }

    // Adds one input pixel's products, [O/groups][kh][kw], to the output.
    void scatter(const TransposeConv2D& op,
                 std::int64_t n,
                 std::int64_t y,
                 std::int64_t x,
                 std::int64_t group,
                 const Sum* products) {
        const Window& window = op.window;
        for (std::int64_t o = 0; o < w_shape_[0]; ++o) {
            for (std::int64_t i = 0; i < w_shape_[1]; ++i) {
                const std::int64_t row =
                    y * window.stride_h - window.padding.top + i * window.dilation_h;
                for (std::int64_t j = 0; j < w_shape_[2]; ++j) {
                    const std::int64_t column =
                        x * window.stride_w - window.padding.left + j * window.dilation_w;
                    const bool inside =
                        row >= 0 && row < y_shape_[1] && column >= 0 && column < y_shape_[2];
                    if (inside)
                        sum_at(n, row, column)[group * w_shape_[0] + o] +=
                            products[(o * w_shape_[1] + i) * w_shape_[2] + j];
                }
            }
        }
    }

    const NodeRun& run_;
    const Shape& x_shape_;
    const Shape& w_shape_;
    const Shape& y_shape_;
    std::vector<Number> x_;
    std::vector<Number> w_;
    std::vector<Sum> sums_;
};

Activation activation_of(const Node& node) {
    Operator op = node.op;
    const Activation* found = activation_of(op);
    return found == nullptr ? Activation{} : *found;
}

TensorValue finish_float(const NodeRun& run) {
    std::optional<std::vector<float>> fast = onednn_sums(run);
    const std::vector<float> sums = fast ? std::move(*fast) : float_sums(run);
    TensorValue result = run.make_output();
    const Activation range = activation_of(run.node);
    const float* bias = run.has(2) ? run.in(2).data<float>() : nullptr;
    const std::int64_t channels = result.shape.empty() ? 1 : result.shape.back();
    float* numbers = result.data<float>();
    for (std::int64_t i = 0; i < result.count(); ++i) {
        float number = sums[static_cast<std::size_t>(i)];
        if (bias != nullptr) number += bias[i % channels];
        numbers[i] = std::min(std::max(number, range.low), range.high);
    }
    return result;
}

}  // namespace

std::vector<std::int32_t> integer_sums(const NodeRun& run) {
    return Products<IntegerMatrix>(run).sums();
}

std::vector<float> float_sums(const NodeRun& run) { return Products<FloatMatrix>(run).sums(); }

TensorValue finish_sums(const NodeRun& run, const std::vector<std::int32_t>& sums) {
    TensorValue result = run.make_output();
    const std::int32_t* bias = run.has(2) ? run.in(2).data<std::int32_t>() : nullptr;
    const std::int64_t channels = result.shape.empty() ? 1 : result.shape.back();
    std::optional<Requantiser> requantiser;
    if (is_byte(result.type)) requantiser.emplace(run.graph, run.node, activation_of(run.node));
    for (std::int64_t i = 0; i < result.count(); ++i) {
        const std::int64_t channel = i % channels;
        auto sum = static_cast<std::uint32_t>(sums[static_cast<std::size_t>(i)]);
        if (bias != nullptr) sum += static_cast<std::uint32_t>(bias[channel]);
        const auto total = static_cast<std::int32_t>(sum);
        if (!requantiser) {
            result.data<std::int32_t>()[i] = total;
        } else {
            result.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(
                requantiser->code(total, static_cast<std::size_t>(channel)));
        }
    }
    return result;
}

TensorValue run_products(const NodeRun& run) {
    if (run.in(0).type == ElementType::kFloat32) return finish_float(run);
    return finish_sums(run, integer_sums(run));
}

}  // namespace vta::workloads
