// SPDX-License-Identifier: Apache-2.0
#include "models/timing/loader.h"

#include <algorithm>

namespace vta::timing {

LoaderKind loader_kind(const isa::HardwareConfig& config, isa::MemoryType type) {
    return config.bus_bytes() >= config.elem_bytes(type) ? LoaderKind::kWide : LoaderKind::kNarrow;
}

RowBursts load_bursts(const isa::HardwareConfig& config,
                      const isa::Instruction& load,
                      std::uint64_t address) {
    const std::uint64_t tensor_bytes = config.elem_bytes(load.memory_type);
    return RowBursts(BusShape(config),
                     address,
                     load.x_stride * tensor_bytes,
                     load.y_size,
                     load.x_size * tensor_bytes,
                     loader_kind(config, load.memory_type) == LoaderKind::kWide);
}

LoadProgress::LoadProgress(LoaderKind kind, const isa::Instruction& load, Cycle start)
    : kind_(kind), first_request_(start + 2 + load.y_pad_0) {
    const std::int64_t side = load.x_pad_0 + load.x_pad_1;
    const std::int64_t width = side + load.x_size;
    middle_is_skip_ = side == 0 && load.y_pad_1 > 0;
    phase_left_[0] = width * load.y_pad_0;
    phase_left_[1] = middle_is_skip_ ? load.y_size : side * load.y_size;
    phase_left_[2] = width * load.y_pad_1;
    pads_ = phase_left_[0] + phase_left_[1] + phase_left_[2] > 0;
    pad_cycle_ = start + write_delay(kind);
}

// Lets the padder work in the free cycles before `limit`.
void LoadProgress::pad_until(Cycle limit) {
    for (std::int64_t& left : phase_left_) {
        if (left == 0) continue;
        const std::int64_t steps =
            std::min<std::int64_t>(left, std::max<Cycle>(0, limit - pad_cycle_));
        left -= steps;
        pad_cycle_ += steps;
        if (left > 0) return;
    }
}

void LoadProgress::run(Cycle first, Cycle last) {
    last_beat_ = last;
    if (!pads_) return;
    const Cycle write_first = first + write_delay(kind_);
    const Cycle write_end = last + write_delay(kind_) + 1;
    pad_until(write_first);
    if (phase_left_[0] == 0 && middle_is_skip_ && phase_left_[1] > 0) {
        // Stepping over rows needs no write slot: it goes on under the data.
        const std::int64_t steps =
            std::min<std::int64_t>(phase_left_[1], std::max<Cycle>(0, write_end - pad_cycle_));
        phase_left_[1] -= steps;
        pad_cycle_ += steps;
        if (phase_left_[1] > 0) return;
    }
    if (phase_left_[0] + phase_left_[1] + phase_left_[2] > 0)
        pad_cycle_ = std::max(pad_cycle_, write_end);
}

Cycle LoadProgress::done() const {
    if (!pads_) return data_done();
    return std::max(data_done(), pad_cycle_ + phase_left_[0] + phase_left_[1] + phase_left_[2]);
}

}  // namespace vta::timing
