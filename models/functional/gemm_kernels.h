// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "models/functional/kernel_target.h"
#include "models/functional/scalar_kernels.h"

namespace vta::functional {

/// One (input, weight) pair that is summed into every row of a tile.
struct GemmStep {
    std::uint32_t src = 0;  ///< byte offset into the converted inputs
    std::uint32_t wgt = 0;  ///< byte offset into the packed weights
};

/// The 4 bytes of one group.
inline std::int32_t group_at(const std::uint8_t* from) {
    std::int32_t group;
    std::memcpy(&group, from, sizeof group);
    return group;
}

/// Rows of inputs times a run of weight tensors:
///   result[r][oc] = sum over steps and ic of inputs[src[r] + step.src][ic] *
///   weights[step][oc][ic].
/// Inputs and weights are cut into groups of 4 bytes: two 16-bit scalars, or four 8-bit ones where
/// the machine multiplies those. Packed weights are [group][oc], followed by one correction a
/// channel for the 8-bit form.
struct GemmTile {
    const std::uint8_t* const* src = nullptr;  ///< [rows]
    std::size_t rows = 0;                      ///< 1..max_rows
    const GemmStep* steps = nullptr;
    std::size_t step_count = 0;
    const std::uint8_t* weights = nullptr;
    std::uint32_t groups = 0;
    std::uint32_t block_out = 0;
    /// Either 32-bit accumulators to add to, with the 8-bit outputs beside them: [rows] ...
    std::uint8_t* const* acc = nullptr;
    std::uint8_t* const* out = nullptr;
    /// ... or, where acc is null, plain sums [rows][block_out].
    std::int32_t* sums = nullptr;
};

/// The kernels of one instruction set; null where it has nothing better than another one.
struct VectorKernels {
    std::size_t max_rows = 0;
    bool bytes = false;  ///< groups are four 8-bit scalars, inputs offset by 128
    void (*tile)(const GemmTile& tile) = nullptr;
    /// Byte kernels: writes the correction behind packed weights, -128 times each channel's sum.
    void (*correct)(std::uint32_t groups, std::uint32_t block_out, std::uint8_t* packed) = nullptr;
    /// ALU on 32-bit accumulators with 8-bit outputs; arguments of alu_lanes().
    void (*alu)(const AluOperation& operation,
                const std::int32_t* a,
                const std::int32_t* b,
                std::size_t lanes,
                std::int32_t* dst,
                std::uint8_t* out) = nullptr;
};

/// Null if this machine, or this build, lacks the level.
const VectorKernels* highway_kernels(SimdLevel level);
const VectorKernels* dot_product_kernels(SimdLevel level);

}  // namespace vta::functional
