// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>

#include "workloads/reference_kernels.h"

namespace vta::workloads {

namespace {

// Place in the input that output pixel `i` of one axis comes from.
float source_of(
    std::int64_t i, std::int64_t in, std::int64_t out, float scale, ResizeCoordinates how) {
    const float ratio =
        scale > 0.0F ? 1.0F / scale : static_cast<float>(in) / static_cast<float>(out);
    switch (how) {
        case ResizeCoordinates::kAsymmetric:
            return static_cast<float>(i) * ratio;
        case ResizeCoordinates::kHalfPixel:
            return (static_cast<float>(i) + 0.5F) * ratio - 0.5F;
        case ResizeCoordinates::kAlignCorners:
            return out == 1 ? 0.0F
                            : static_cast<float>(i) * static_cast<float>(in - 1) /
                                  static_cast<float>(out - 1);
    }
    return 0.0F;
}

std::int64_t rounded(float at, std::int64_t size, ResizeRounding how) {
    float whole = std::floor(at);
    if (how == ResizeRounding::kCeil) whole = std::ceil(at);
    if (how == ResizeRounding::kPreferFloor) whole = std::ceil(at - 0.5F);
    if (how == ResizeRounding::kPreferCeil) whole = std::floor(at + 0.5F);
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(whole), 0, size - 1);
}

// The two neighbours of a place, and the share of the second.
struct Neighbours {
    std::int64_t first;
    std::int64_t second;
    float share;
    Neighbours(float at, std::int64_t size) {
        const float inside = std::clamp(at, 0.0F, static_cast<float>(size - 1));
        first = static_cast<std::int64_t>(std::floor(inside));
        second = std::min(first + 1, size - 1);
        share = inside - static_cast<float>(first);
    }
};

bool repeats(const Resize& op, std::int64_t in, std::int64_t out, float scale) {
    if (in == 0 || out % in != 0) return false;
    for (std::int64_t i = 0; i < out; ++i)
        if (rounded(source_of(i, in, out, scale, op.coordinates), in, op.rounding) !=
            i / (out / in))
            return false;
    return true;
}

}  // namespace

bool repeats_pixels(const Resize& op, const Shape& input) {
    return op.mode == ResizeMode::kNearest && repeats(op, input[1], op.height, op.scale_h) &&
           repeats(op, input[2], op.width, op.scale_w);
}

TensorValue run_resize(const NodeRun& run, const Resize& op) {
    TensorValue result = run.make_output();
    const Shape& x = run.in(0).shape;
    const std::size_t pixel = static_cast<std::size_t>(x[3]) * byte_size(result.type);
    for (std::int64_t n = 0; n < x[0]; ++n) {
        for (std::int64_t i = 0; i < op.height; ++i) {
            const float row = source_of(i, x[1], op.height, op.scale_h, op.coordinates);
            for (std::int64_t j = 0; j < op.width; ++j) {
                const float column = source_of(j, x[2], op.width, op.scale_w, op.coordinates);
                const std::int64_t to = (n * op.height + i) * op.width + j;
                const auto from = [&](std::int64_t r, std::int64_t c) {
                    return (n * x[1] + r) * x[2] + c;
                };
                if (op.mode == ResizeMode::kNearest) {
                    const std::int64_t at =
                        from(rounded(row, x[1], op.rounding), rounded(column, x[2], op.rounding));
                    std::memcpy(result.bytes.data() + static_cast<std::size_t>(to) * pixel,
                                run.in(0).bytes.data() + static_cast<std::size_t>(at) * pixel,
                                pixel);
                    continue;
                }
                const Neighbours rows(row, x[1]);
                const Neighbours columns(column, x[2]);
                const float* numbers = run.in(0).data<float>();
                for (std::int64_t c = 0; c < x[3]; ++c) {
                    const auto at = [&](std::int64_t r, std::int64_t k) {
                        return numbers[from(r, k) * x[3] + c];
                    };
                    const float top = at(rows.first, columns.first) * (1.0F - columns.share) +
                                      at(rows.first, columns.second) * columns.share;
                    const float bottom = at(rows.second, columns.first) * (1.0F - columns.share) +
                                         at(rows.second, columns.second) * columns.share;
                    result.data<float>()[to * x[3] + c] =
                        top * (1.0F - rows.share) + bottom * rows.share;
                }
            }
        }
    }
    return result;
}

}  // namespace vta::workloads
