// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "isa/hardware_config.h"
#include "workloads/layer.h"

namespace vta::workloads {

/// What a layer takes at least, whatever its schedule.
struct LayerBounds {
    std::uint64_t gemm_cycles = 0;  ///< one tensor product a cycle
    std::uint64_t bytes_read = 0;   ///< inputs (rows that are needed), weights, vectors once
    std::uint64_t bytes_written = 0;
    /// Reads and writes have buses of their own.
    std::uint64_t memory_cycles(const isa::HardwareConfig& config) const;
};
LayerBounds layer_bounds(const isa::HardwareConfig& config,
                         const LayerSpec& spec,
                         std::uint64_t weight_bytes,
                         std::uint64_t vector_bytes);

}  // namespace vta::workloads
