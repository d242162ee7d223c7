// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/json_reader.h"
#include "isa/hardware_config.h"
#include "workloads/layer.h"

namespace vta::workloads {

/// How a layer is cut: the output into tiles that are accumulated on chip, each tile's sum into
/// steps over input channel blocks. Channels count blocks. Tiles at the edges may be smaller.
struct LayerSchedule {
    std::uint32_t tile_h = 1;   ///< output rows of a tile (a multiple of the phases)
    std::uint32_t tile_w = 1;   ///< output columns
    std::uint32_t tile_co = 1;  ///< output channel blocks
    std::uint32_t tile_ci = 1;  ///< input channel blocks of a step
    /// 1, or 2: two tiles have accumulators, each half of them, and the other scratchpads hold the
    /// data of at least two steps, so that loads and stores overlap with computation.
    std::uint32_t virtual_threads = 2;
    /// Innermost tile loop: false, over the image (weights are reused); true, over output channels
    /// (inputs are).
    bool channels_innermost = false;

    std::string to_json() const;
    /// Keys as the members; virtual_threads and channels_innermost may be missing.
    static LayerSchedule from_json(const JsonReader& reader);
    friend bool operator==(const LayerSchedule& a, const LayerSchedule& b);
};

/// Empty if the schedule can run; else why not, for a person.
std::string why_not(const isa::HardwareConfig& config,
                    const LayerSpec& spec,
                    const LayerSchedule& schedule);

/// The schedule with the fewest estimated cycles for `virtual_threads`; one thread where two do not
/// fit. Throws UserError if no tiling fits the configuration.
LayerSchedule choose_layer_schedule(const isa::HardwareConfig& config,
                                    const LayerSpec& spec,
                                    std::uint32_t virtual_threads);

}  // namespace vta::workloads
