// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/layer_plan.h"
#include "workloads/layer_taps.h"

namespace vta::workloads {

/// Cycles of single operations, from the formulas for an idle memory (microarchitecture reference
/// 0.4). No contention.
class LayerCosts {
  public:
    explicit LayerCosts(const isa::HardwareConfig& config) : config_(config) {}

    std::uint64_t beats(std::uint64_t tensors, isa::MemoryType memory) const;
    /// `count` LOADs that move `beats` together.
    std::uint64_t loads(std::uint64_t count, std::uint64_t beats) const;
    std::uint64_t uop_load(std::uint64_t uops) const;
    /// Rows of a STORE.
    std::uint64_t store_rows(std::uint64_t rows, std::uint64_t columns) const;
    std::uint64_t input(const LayerGeometry& geometry,
                        const LayerStepShape& shape,
                        const AxisWindow& y,
                        const AxisWindow& x,
                        std::uint64_t blocks) const;
    std::uint64_t weights(const LayerStepShape& shape, std::uint32_t co_blocks) const;
    std::uint64_t store(const LayerGeometry& geometry,
                        std::uint32_t rows,
                        std::uint32_t columns,
                        std::uint32_t co_blocks) const;
    std::uint64_t operation(const EpilogueOp& op,
                            std::uint32_t pixels,
                            std::uint32_t co_blocks) const;
    /// Of maxima, beyond the GEMM.
    std::uint64_t maxima(const LayerStepShape& shape,
                         std::uint32_t rows,
                         std::uint32_t columns,
                         std::uint32_t co_blocks) const;

  private:
    const isa::HardwareConfig& config_;
};

/// Products that a step of a tile needs, and its micro-ops.
struct GemmSize {
    std::uint64_t operations = 0, uops = 0, gemms = 1;
};
GemmSize gemm_size(const LayerStepShape& shape,
                   std::uint32_t rows,
                   std::uint32_t columns,
                   std::uint32_t co_blocks);
/// The same where products with zeros around the picture are left out; `scratch` is reused.
GemmSize gemm_size(const LayerStepShape& shape,
                   const LayerTile& tile,
                   const AxisWindow& y,
                   const AxisWindow& x,
                   std::vector<TapWindows>& scratch);

/// Cycles that a plan takes, roughly: three modules in order, tokens between them. Good to a few
/// percent; made for ranking schedules, not for reports.
std::uint64_t estimate_cycles(const LayerGeometry& geometry, const LayerPlan& plan);

/// The same from sums over tiles, for ranking many schedules before the best are planned.
std::uint64_t estimate_roughly(const LayerGeometry& geometry);

}  // namespace vta::workloads
