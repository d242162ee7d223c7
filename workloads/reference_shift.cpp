// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "workloads/graph_types.h"
#include "workloads/reference_kernels.h"
#include "workloads/reference_products.h"
#include "workloads/shift_arithmetic.h"

// Operators on codes whose scales are powers of two (IntegerArithmetic::kShift). Sums wrap around
// in 32 bits, as the accelerator's do.
namespace vta::workloads {

namespace {

std::int32_t wrapped_sum(std::int32_t a, std::int32_t b) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}

std::int32_t wrapped_product(std::int32_t a, std::int32_t b) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) * static_cast<std::uint32_t>(b));
}

std::int32_t shifted_left(std::int32_t x, int shift) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << shift);
}

std::int32_t shifted_right(std::int32_t x, int shift) {
    return wrapped_sum(x, half(shift)) >> shift;
}

/// Writes codes that are clipped to what the output and its activation let pass.
class Codes {
  public:
    Codes(const NodeRun& run, const Activation& activation)
        : result_(run.make_output()), range_(shift_range(run.out(), activation)) {
        range_.second = std::max(range_.first, range_.second);
    }
    void store(std::int64_t i, std::int32_t code) {
        const std::int32_t clipped = std::clamp(code, range_.first, range_.second);
        if (result_.type == ElementType::kInt32) {
            result_.data<std::int32_t>()[i] = clipped;
        } else {
            result_.data<std::int8_t>()[i] = static_cast<std::int8_t>(clipped);
        }
    }
    std::int64_t count() const { return result_.count(); }
    TensorValue take() { return std::move(result_); }

  private:
    TensorValue result_;
    std::pair<std::int32_t, std::int32_t> range_;
};

std::int32_t code_at(const TensorValue& value, std::int64_t i) {
    return value.type == ElementType::kInt8 ? value.data<std::int8_t>()[i]
                                            : value.data<std::int32_t>()[i];
}

TensorValue run_layer(const NodeRun& run) { return finish_shifted_sums(run, integer_sums(run)); }

// One input: codes are changed by `function`, then rescaled.
template <typename Function>
TensorValue rescaled(const NodeRun& run, const Activation& activation, const Function& function) {
    const SumShifts shifts = sum_shifts(run.graph, run.node);
    Codes codes(run, activation);
    for (std::int64_t i = 0; i < codes.count(); ++i) {
        const std::int32_t x = function(code_at(run.in(0), i));
        codes.store(i, shifted_right(shifted_left(x, shifts.left[0]), shifts.right));
    }
    return codes.take();
}

TensorValue averaged(const NodeRun& run,
                     const Activation& activation,
                     const std::vector<std::int32_t>& sums) {
    const ShiftFactor factor = *average_factor(run.graph, run.node);
    Codes codes(run, activation);
    for (std::int64_t i = 0; i < codes.count(); ++i)
        codes.store(
            i,
            shifted_right(wrapped_product(sums[static_cast<std::size_t>(i)], factor.multiplier),
                          factor.shift));
    return codes.take();
}

struct ShiftKernels {
    const NodeRun& run;

    TensorValue operator()(const Conv2D&) const { return run_layer(run); }
    TensorValue operator()(const DepthwiseConv2D&) const { return run_layer(run); }
    TensorValue operator()(const TransposeConv2D&) const { return run_layer(run); }
    TensorValue operator()(const FullyConnected&) const { return run_layer(run); }
    TensorValue operator()(const MatMul&) const { return run_layer(run); }

    TensorValue operator()(const Elementwise& op) const {
        const SumShifts shifts = sum_shifts(run.graph, run.node);
        const BroadcastIndex a_index(run.in(0).shape, run.out().shape);
        const BroadcastIndex b_index(run.in(1).shape, run.out().shape);
        Codes codes(run, op.activation);
        for (std::int64_t i = 0; i < codes.count(); ++i) {
            const std::int32_t a = shifted_left(code_at(run.in(0), a_index(i)), shifts.left[0]);
            std::int32_t b = shifted_left(code_at(run.in(1), b_index(i)), shifts.left[1]);
            if (op.kind == ElementwiseKind::kSub) b = wrapped_product(b, -1);
            codes.store(i, shifted_right(wrapped_sum(a, b), shifts.right));
        }
        return codes.take();
    }
    TensorValue operator()(const Clip& op) const {
        return rescaled(run, op.range, [](std::int32_t x) { return x; });
    }
    TensorValue operator()(const LeakyRelu& op) const {
        const ShiftFactor slope = *exact_slope(op.alpha);
        return rescaled(run, {}, [&](std::int32_t x) {
            return std::max(x, wrapped_product(x, slope.multiplier) >> slope.shift);
        });
    }
    TensorValue operator()(const Quantize&) const {
        if (run.in(0).type == ElementType::kFloat32)
            return quantised(run.in(0), run.out(), IntegerArithmetic::kShift);
        return rescaled(run, {}, [](std::int32_t x) { return x; });
    }

    TensorValue operator()(const Pool2D& op) const {
        if (op.kind == PoolKind::kMax) return run_max_pool(run, op);
        const Shape& x = run.in(0).shape;
        const Shape& y = run.out().shape;
        std::vector<std::int32_t> sums(static_cast<std::size_t>(element_count(y)), 0);
        std::int32_t* to = sums.data();
        for (std::int64_t n = 0; n < x[0]; ++n)
            for (std::int64_t row = 0; row < y[1]; ++row)
                for (std::int64_t column = 0; column < y[2]; ++column, to += x[3])
                    for_window(x, op, row, column, [&](std::int64_t at) {
                        const std::int8_t* from =
                            run.in(0).data<std::int8_t>() + (n * x[1] * x[2] + at) * x[3];
                        for (std::int64_t c = 0; c < x[3]; ++c) to[c] += from[c];
                    });
        return averaged(run, op.activation, sums);
    }
    TensorValue operator()(const Mean&) const {
        const Shape& x = run.in(0).shape;
        const std::int64_t picture = x[1] * x[2] * x[3];
        std::vector<std::int32_t> sums(static_cast<std::size_t>(x[0] * x[3]), 0);
        const std::int8_t* from = run.in(0).data<std::int8_t>();
        for (std::int64_t i = 0; i < run.in(0).count(); ++i)
            sums[static_cast<std::size_t>(i / picture * x[3] + i % x[3])] += from[i];
        return averaged(run, {}, sums);
    }

    TensorValue operator()(const Concat& op) const {
        const TensorValue joined = run_concat(run, op);
        Codes codes(run, op.activation);
        for (std::int64_t i = 0; i < codes.count(); ++i) codes.store(i, code_at(joined, i));
        return codes.take();
    }
    TensorValue operator()(const Reshape&) const { return run_copy(run); }
    TensorValue operator()(const Identity&) const { return run_copy(run); }
    TensorValue operator()(const Transpose& op) const { return run_transpose(run, op); }
    TensorValue operator()(const Pad& op) const { return run_pad(run, op); }
    TensorValue operator()(const Slice& op) const { return run_slice(run, op); }
    TensorValue operator()(const Resize& op) const { return run_resize(run, op); }
    template <typename Other>
    TensorValue operator()(const Other&) const {
        VTA_CHECK(false, run.node.name);
        return {};
    }
};

}  // namespace

TensorValue finish_shifted_sums(const NodeRun& run, const std::vector<std::int32_t>& sums) {
    Operator op = run.node.op;
    const Activation* activation = activation_of(op);
    const std::vector<int> shifts = layer_shifts(run.graph, run.node);
    const std::int32_t* bias = run.has(2) ? run.in(2).data<std::int32_t>() : nullptr;
    const auto channels =
        static_cast<std::size_t>(run.out().shape.empty() ? 1 : run.out().shape.back());
    Codes codes(run, activation == nullptr ? Activation{} : *activation);
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const std::size_t channel = i % channels;
        std::int32_t sum = sums[i];
        if (bias != nullptr) sum = wrapped_sum(sum, bias[channel]);
        codes.store(static_cast<std::int64_t>(i),
                    shifted_right(sum, shifts[shifts.size() > 1 ? channel : 0]));
    }
    return codes.take();
}

TensorValue run_shift_node(const NodeRun& run) {
    return std::visit(ShiftKernels{run}, run.node.op);
}

}  // namespace vta::workloads
