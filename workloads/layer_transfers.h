// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "runtime/runtime.h"
#include "workloads/layer_plan.h"

namespace vta::workloads {

/// The LOADs of a step's inputs; their handle is left to the caller. `base` is in the scratchpad.
std::vector<runtime::Load2D> input_loads(const LayerGeometry& geometry,
                                         const LayerTile& tile,
                                         const LayerStepShape& shape,
                                         std::uint32_t base);

std::vector<runtime::Load2D> weight_loads(const LayerTile& tile,
                                          const LayerStepShape& shape,
                                          std::uint32_t base);

/// The STOREs of one plane of a tile whose results begin at accumulator `base`.
std::vector<runtime::Store2D> tile_stores(const LayerGeometry& geometry,
                                          const LayerTile& tile,
                                          std::uint32_t plane,
                                          std::uint32_t base);

}  // namespace vta::workloads
