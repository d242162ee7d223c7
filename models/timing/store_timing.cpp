// SPDX-License-Identifier: Apache-2.0
#include "models/timing/store_timing.h"

#include <algorithm>

namespace vta::timing {

StoreTiming::StoreTiming(const isa::HardwareConfig& config)
    : bus_(config),
      tensor_bytes_(config.elem_bytes(isa::MemoryType::kOut)),
      narrow_(tensor_bytes_ > bus_.beat_bytes),
      beats_per_tensor_(std::max<Cycle>(1, tensor_bytes_ / bus_.beat_bytes)) {}

RowBursts StoreTiming::bursts(const isa::Instruction& store, std::uint64_t address) const {
    const std::uint32_t rows = store.y_size == 0 ? 65536u : store.y_size;
    return RowBursts(bus_,
                     address,
                     std::uint64_t{store.x_stride} * tensor_bytes_,
                     rows,
                     std::uint64_t{store.x_size} * tensor_bytes_,
                     !narrow_);
}

std::uint32_t StoreTiming::beats_within(Cycle cycles, std::uint32_t beats) const {
    if (cycles <= 0) return 0;
    if (!narrow_) return static_cast<std::uint32_t>(std::min<Cycle>(cycles, beats));
    const Cycle period = beats_per_tensor_ + 1;
    const Cycle moved =
        cycles / period * beats_per_tensor_ + std::min<Cycle>(cycles % period, beats_per_tensor_);
    return static_cast<std::uint32_t>(std::min<Cycle>(moved, beats));
}

}  // namespace vta::timing
