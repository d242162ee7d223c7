// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference_matrix.h"

#include <algorithm>

namespace vta::workloads {

namespace {

constexpr std::int64_t kRows = 4;         // computed together: each weight is loaded once for them
constexpr std::int64_t kColumns = 64;     // whose sums stay in the first cache
constexpr std::int64_t kChunk = 1 << 14;  // products of 9-bit numbers whose sum fits 31 bits

template <std::int64_t rows>
void multiply_block(const float* a,
                    const float* weights,
                    std::int64_t depth,
                    std::int64_t columns,
                    std::int64_t width,
                    float* sums) {
    float block[rows][kColumns] = {};
    for (std::int64_t k = 0; k < depth; ++k) {
        const float* line = weights + k * columns;
        for (std::int64_t r = 0; r < rows; ++r) {
            const float factor = a[r * depth + k];
            for (std::int64_t c = 0; c < width; ++c) block[r][c] += factor * line[c];
        }
    }
    for (std::int64_t r = 0; r < rows; ++r) std::copy_n(block[r], width, sums + r * columns);
}

// Summed as the compiler's vectors like it: integer sums do not depend on the order.
std::int32_t dot(const std::int16_t* a, const std::int16_t* b, std::int64_t size) {
    std::int32_t sum = 0;
    for (std::int64_t i = 0; i < size; ++i)
        sum += static_cast<std::int32_t>(a[i]) * static_cast<std::int32_t>(b[i]);
    return sum;
}

}  // namespace

FloatMatrix::FloatMatrix(const float* weights, std::int64_t columns, std::int64_t depth)
    : columns_(columns), depth_(depth), transposed_(static_cast<std::size_t>(columns * depth)) {
    for (std::int64_t c = 0; c < columns; ++c)
        for (std::int64_t k = 0; k < depth; ++k)
            transposed_[static_cast<std::size_t>(k * columns + c)] = weights[c * depth + k];
}

void FloatMatrix::multiply(const float* a, std::int64_t rows, float* sums) const {
    for (std::int64_t c = 0; c < columns_; c += kColumns) {
        const std::int64_t width = std::min(kColumns, columns_ - c);
        const float* weights = transposed_.data() + c;
        std::int64_t r = 0;
        for (; r + kRows <= rows; r += kRows)
            multiply_block<kRows>(
                a + r * depth_, weights, depth_, columns_, width, sums + r * columns_ + c);
        for (; r < rows; ++r)
            multiply_block<1>(
                a + r * depth_, weights, depth_, columns_, width, sums + r * columns_ + c);
    }
}

IntegerMatrix::IntegerMatrix(const std::int16_t* weights, std::int64_t columns, std::int64_t depth)
    : columns_(columns), depth_(depth), weights_(weights, weights + columns * depth) {}

void IntegerMatrix::multiply(const std::int16_t* a, std::int64_t rows, std::int32_t* sums) const {
    for (std::int64_t r = 0; r < rows; ++r) {
        for (std::int64_t c = 0; c < columns_; ++c) {
            const std::int16_t* b = weights_.data() + c * depth_;
            std::uint32_t sum = 0;
            for (std::int64_t k = 0; k < depth_; k += kChunk)
                sum += static_cast<std::uint32_t>(
                    dot(a + r * depth_ + k, b + k, std::min(kChunk, depth_ - k)));
            sums[r * columns_ + c] = static_cast<std::int32_t>(sum);
        }
    }
}

}  // namespace vta::workloads
