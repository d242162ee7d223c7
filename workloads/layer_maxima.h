// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "workloads/layer_kernels.h"
#include "workloads/layer_plan.h"

namespace vta::workloads {

/// One axis of maxima that are taken along rows and columns one after the other. Entries of the
/// windows are sorted into classes by their place modulo the stride, so that each class lies
/// without gaps: class p holds entries p, p + stride, ... The base class has one tap and as many
/// entries as there are windows; the others are compared with it, in place.
struct MaximaAxis {
    std::uint32_t stride = 1, base = 0, entries = 0;
    std::uint32_t before = 0, inside = 0;  ///< entries around and in the picture
    std::vector<std::uint32_t> taps;       ///< from the first one's place, each once

    /// Entries of class p among the first `end`.
    std::uint32_t count(std::uint32_t p, std::uint32_t end) const {
        return end > p ? (end - p + stride - 1) / stride : 0;
    }
    std::uint32_t size(std::uint32_t p) const { return count(p, entries); }
    std::uint32_t classes() const { return stride < entries ? stride : entries; }
};

/// Whether the taps of a step over maxima are all those of some rows and columns, of which one row
/// and one column can be the base.
bool is_separable(const LayerStepShape& shape);

/// Comparisons of accumulators that a separable step takes for a tile, and their kernels.
struct MaximaSize {
    std::uint64_t operations = 0, kernels = 0;
};
MaximaSize maxima_size(const LayerStepShape& shape,
                       std::uint32_t rows,
                       std::uint32_t columns,
                       std::uint32_t co_blocks);

/// The work of a separable step on a tile. Accumulators lie from `acc` on: the base classes, which
/// become the results, then the others.
class SeparableMaxima {
  public:
    SeparableMaxima(const LayerStepShape& shape, const LayerTile& tile, std::uint32_t acc);

    std::uint32_t tensors() const { return co_blocks_ * y_.entries * x_.entries; }
    /// Where what lies outside of the picture is to be lowered.
    std::vector<KernelWork> borders() const;
    /// Products that bring the inputs to their classes, but for channels; `channel` is what lies
    /// between output blocks.
    struct Copy {
        KernelWork work;
        std::uint32_t channel = 0;
    };
    std::vector<Copy> copies(std::uint32_t inp_base, std::uint32_t wgt_base) const;
    /// Maxima along rows, then along columns.
    std::vector<KernelWork> comparisons() const;

  private:
    std::uint32_t area(std::uint32_t p, std::uint32_t q) const;

    const std::uint32_t acc_;
    const std::uint32_t co_blocks_;
    MaximaAxis y_, x_;
};

}  // namespace vta::workloads
