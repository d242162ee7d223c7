// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/layer_geometry.h"

namespace vta::workloads {

/// Windows of a tile that a tap's products are added to.
struct TapWindows {
    std::uint32_t first_row = 0, rows = 0;
    std::uint32_t first_column = 0, columns = 0;

    std::uint64_t count() const { return std::uint64_t{rows} * columns; }
    friend bool operator==(const TapWindows& a, const TapWindows& b) {
        return a.first_row == b.first_row && a.rows == b.rows && a.first_column == b.first_column &&
               a.columns == b.columns;
    }
    friend bool operator<(const TapWindows& a, const TapWindows& b);
};

/// For each tap of a step, on a tile of so many rows and columns with these input windows. Windows
/// in which the tap reads zeros around the picture are left out where that saves more than the
/// further GEMMs cost; taps with equal windows share one. The vector's memory is reused.
void list_tap_windows(const LayerStepShape& shape,
                      const AxisWindow& y,
                      const AxisWindow& x,
                      std::uint32_t rows,
                      std::uint32_t columns,
                      std::uint32_t co_blocks,
                      std::vector<TapWindows>& list);

}  // namespace vta::workloads
