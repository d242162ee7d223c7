// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "isa/hardware_config.h"
#include "workloads/conv2d_plan.h"

namespace vta::workloads {

/// Cycles that a plan takes, roughly: three modules in order, tokens between them, durations from
/// the formulas for an idle memory (microarchitecture reference 0.4). No contention, no bursts cut
/// at boundaries. Good to a few percent; made for ranking schedules, not for reports.
class Conv2dEstimator {
  public:
    Conv2dEstimator(const isa::HardwareConfig& config, const Conv2dEpilogue& epilogue);

    std::uint64_t cycles(const Conv2dGeometry& geometry, const Conv2dPlan& plan) const;

  private:
    std::uint64_t load_cycles(std::uint64_t rows,
                              std::uint64_t columns,
                              isa::MemoryType memory) const;
    std::uint64_t input_cycles(const Conv2dGeometry& geometry,
                               const Conv2dTile& tile,
                               std::uint32_t ci_blocks) const;
    std::uint64_t weight_cycles(const Conv2dGeometry& geometry,
                                const Conv2dTile& tile,
                                std::uint32_t ci_blocks) const;
    std::uint64_t epilogue_cycles(const Conv2dTile& tile) const;
    std::uint64_t store_cycles(const Conv2dGeometry& geometry, const Conv2dTile& tile) const;

    const isa::HardwareConfig& config_;
    const Conv2dEpilogue epilogue_;
};

}  // namespace vta::workloads
