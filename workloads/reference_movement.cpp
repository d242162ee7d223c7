// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "workloads/reference_fixed_point.h"
#include "workloads/reference_kernels.h"

namespace vta::workloads {

namespace {

std::vector<std::int64_t> strides_of(const Shape& shape) {
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;) strides[i - 1] = strides[i] * shape[i];
    return strides;
}

// Fills the output: source(position) is the input element of each, below 0 for the fill element.
template <typename Source>
TensorValue gather(const NodeRun& run,
                   const std::vector<std::uint8_t>& fill,
                   const Source& source) {
    TensorValue result = run.make_output();
    const std::size_t size = byte_size(result.type);
    std::vector<std::int64_t> position(result.shape.size(), 0);
    for (std::int64_t i = 0; i < result.count(); ++i) {
        const std::int64_t from = source(position);
        const std::uint8_t* bytes =
            from < 0 ? fill.data() : run.in(0).bytes.data() + static_cast<std::size_t>(from) * size;
        std::memcpy(result.bytes.data() + static_cast<std::size_t>(i) * size, bytes, size);
        for (std::size_t axis = position.size(); axis-- > 0;) {
            if (++position[axis] < result.shape[axis]) break;
            position[axis] = 0;
        }
    }
    return result;
}

std::vector<std::uint8_t> bytes_of(float value, const NodeRun& run) {
    TensorValue one(run.out().type, {});
    const std::optional<Quantisation>& q = run.out().quantisation;
    switch (one.type) {
        case ElementType::kFloat32:
            *one.data<float>() = value;
            break;
        case ElementType::kInt64:
            *one.data<std::int64_t>() = static_cast<std::int64_t>(value);
            break;
        default: {
            const std::int32_t code = quantise(value,
                                               q ? q->scale(0) : 1.0F,
                                               q ? q->zero_point(0) : 0,
                                               one.type,
                                               run.graph.arithmetic);
            std::memcpy(
                one.bytes.data(), &code, one.bytes.size());  // little-endian, as the formats
        }
    }
    return one.bytes;
}

// Place of a padded position in the input; below 0 outside.
std::int64_t unpadded(std::int64_t at, std::int64_t size, PadMode mode) {
    if (at >= 0 && at < size) return at;
    if (mode == PadMode::kConstant) return -1;
    if (mode == PadMode::kEdge) return std::clamp<std::int64_t>(at, 0, size - 1);
    return at < 0 ? -at : 2 * (size - 1) - at;
}

}  // namespace

BroadcastIndex::BroadcastIndex(const Shape& from, const Shape& to)
    : to_(to), strides_(to.size(), 0), same_(from == to) {
    const std::vector<std::int64_t> own = strides_of(from);
    const std::size_t skipped = to.size() - from.size();
    for (std::size_t i = 0; i < from.size(); ++i)
        if (from[i] != 1) strides_[skipped + i] = own[i];
}

std::int64_t BroadcastIndex::operator()(std::int64_t i) const {
    if (same_) return i;
    std::int64_t index = 0;
    for (std::size_t axis = to_.size(); axis-- > 0;) {
        index += i % to_[axis] * strides_[axis];
        i /= to_[axis];
    }
    return index;
}

TensorValue run_copy(const NodeRun& run) {
    TensorValue result = run.in(0);
    result.shape = run.out().shape;
    return result;
}

TensorValue run_transpose(const NodeRun& run, const Transpose& op) {
    const std::vector<std::int64_t> strides = strides_of(run.in(0).shape);
    return gather(run, {}, [&](const std::vector<std::int64_t>& position) {
        std::int64_t from = 0;
        for (std::size_t i = 0; i < position.size(); ++i)
            from += position[i] * strides[op.order[i]];
        return from;
    });
}

TensorValue run_pad(const NodeRun& run, const Pad& op) {
    const Shape& shape = run.in(0).shape;
    const std::vector<std::int64_t> strides = strides_of(shape);
    return gather(run,
                  bytes_of(op.value, run),
                  [&](const std::vector<std::int64_t>& position) -> std::int64_t {
                      std::int64_t from = 0;
                      for (std::size_t i = 0; i < position.size(); ++i) {
                          const std::int64_t at =
                              unpadded(position[i] - op.before[i], shape[i], op.mode);
                          if (at < 0) return -1;
                          from += at * strides[i];
                      }
                      return from;
                  });
}

TensorValue run_slice(const NodeRun& run, const Slice& op) {
    const std::vector<std::int64_t> strides = strides_of(run.in(0).shape);
    return gather(run, {}, [&](const std::vector<std::int64_t>& position) {
        std::int64_t from = 0;
        for (std::size_t i = 0; i < position.size(); ++i)
            from += (op.begin[i] + position[i] * op.step[i]) * strides[i];
        return from;
    });
}

TensorValue run_concat(const NodeRun& run, const Concat& op) {
    TensorValue result = run.make_output();
    std::int64_t outer = 1;
    for (std::size_t i = 0; i < op.axis; ++i) outer *= result.shape[i];
    std::uint8_t* to = result.bytes.data();
    for (std::int64_t i = 0; i < outer; ++i) {
        for (const TensorValue* input : run.inputs) {
            const std::size_t size = input->bytes.size() / static_cast<std::size_t>(outer);
            std::copy_n(input->bytes.data() + static_cast<std::size_t>(i) * size, size, to);
            to += size;
        }
    }
    if (result.type == ElementType::kFloat32) {
        float* numbers = result.data<float>();
        for (std::int64_t i = 0; i < result.count(); ++i)
            numbers[i] = std::min(std::max(numbers[i], op.activation.low), op.activation.high);
    }
    return result;
}

TensorValue run_max_pool(const NodeRun& run, const Pool2D& op) {
    TensorValue result = run.make_output();
    const Shape& x = run.in(0).shape;
    auto range = code_range(result.type);
    if (run.out().quantisation) range = code_range(run.out(), op.activation, run.graph.arithmetic);
    std::int64_t i = 0;
    for (std::int64_t n = 0; n < result.shape[0]; ++n)
        for (std::int64_t y = 0; y < result.shape[1]; ++y)
            for (std::int64_t column = 0; column < result.shape[2]; ++column)
                for (std::int64_t c = 0; c < x[3]; ++c, ++i) {
                    std::int64_t best = code_range(result.type).first;
                    for_window(x, op, y, column, [&](std::int64_t at) {
                        const std::int64_t from = (n * x[1] * x[2] + at) * x[3] + c;
                        best = std::max(best, run.in(0).as_integer(from));
                    });
                    best = std::clamp<std::int64_t>(best, range.first, range.second);
                    result.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(best);
                }
    return result;
}

TensorValue dequantised(const TensorValue& value, const Quantisation& quantisation) {
    TensorValue result(ElementType::kFloat32, value.shape);
    std::int64_t inner = 1;
    for (std::size_t i = quantisation.axis + 1; i < value.shape.size(); ++i)
        inner *= value.shape[i];
    for (std::int64_t i = 0; i < value.count(); ++i) {
        const std::size_t channel =
            quantisation.per_channel()
                ? static_cast<std::size_t>(i / inner) % quantisation.scales.size()
                : 0;
        const std::int64_t steps = value.as_integer(i) - quantisation.zero_point(channel);
        result.data<float>()[i] = static_cast<float>(steps) * quantisation.scale(channel);
    }
    return result;
}

TensorValue quantised(const TensorValue& value, const Tensor& as, IntegerArithmetic arithmetic) {
    TensorValue result(as.type, value.shape);
    const Quantisation& q = *as.quantisation;
    std::int64_t inner = 1;
    for (std::size_t i = q.axis + 1; i < value.shape.size(); ++i) inner *= value.shape[i];
    const std::size_t size = byte_size(as.type);
    for (std::int64_t i = 0; i < value.count(); ++i) {
        const std::size_t channel =
            q.per_channel() ? static_cast<std::size_t>(i / inner) % q.scales.size() : 0;
        const std::int32_t code = quantise(
            value.data<float>()[i], q.scale(channel), q.zero_point(channel), as.type, arithmetic);
        std::memcpy(result.bytes.data() + static_cast<std::size_t>(i) * size,
                    &code,
                    std::min(size, sizeof(code)));
    }
    return result;
}

TensorValue run_dequantize(const NodeRun& run) {
    return dequantised(run.in(0), *run.tensor(0).quantisation);
}

TensorValue run_quantize(const NodeRun& run) {
    if (run.in(0).type == ElementType::kFloat32)
        return quantised(run.in(0), run.out(), run.graph.arithmetic);
    const Quantisation& from = *run.tensor(0).quantisation;
    const Quantisation& to = *run.out().quantisation;
    if (run.graph.arithmetic == IntegerArithmetic::kFloatScale || !is_byte(run.out().type) ||
        from.per_channel() || to.per_channel())
        return quantised(dequantised(run.in(0), from), run.out(), run.graph.arithmetic);
    TensorValue result = run.make_output();
    const FixedPointScale scale =
        fixed_point_scale(static_cast<double>(from.scale(0)) / static_cast<double>(to.scale(0)));
    const auto range = code_range(result.type);
    for (std::int64_t i = 0; i < result.count(); ++i) {
        const auto steps = static_cast<std::int32_t>(run.in(0).as_integer(i) - from.zero_point(0));
        const std::int64_t code = std::int64_t{multiply(steps, scale)} + to.zero_point(0);
        result.bytes[static_cast<std::size_t>(i)] =
            static_cast<std::uint8_t>(std::clamp<std::int64_t>(code, range.first, range.second));
    }
    return result;
}

}  // namespace vta::workloads
