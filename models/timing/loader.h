// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "models/timing/burst.h"
#include "models/timing/cycle.h"

namespace vta::timing {

/// The two families of tensor loaders, chosen by the bus width (microarchitecture 1.7).
enum class LoaderKind : std::uint8_t {
    kNarrow,  ///< a tensor is wider than the bus
    kWide,    ///< a beat holds one tensor or several
};
LoaderKind loader_kind(const isa::HardwareConfig& config, isa::MemoryType type);

/// Cycles from the bus to the scratchpad write, and from the last beat to done.
inline constexpr Cycle write_delay(LoaderKind kind) { return kind == LoaderKind::kNarrow ? 2 : 1; }
inline constexpr Cycle done_delay(LoaderKind kind) { return kind == LoaderKind::kNarrow ? 3 : 2; }

/// The bursts of a LOAD whose first tensor lies at byte `address`.
RowBursts load_bursts(const isa::HardwareConfig& config,
                      const isa::Instruction& load,
                      std::uint64_t address);

/// When a LOAD that started at `start` is done, told its beats as they become known (14.4). The
/// zero padder runs beside the data and loses the write port to it.
class LoadProgress {
  public:
    LoadProgress() = default;
    LoadProgress(LoaderKind kind, const isa::Instruction& load, Cycle start);

    /// Cycle from which the first command is at the memory engine's arbiter.
    Cycle first_request() const { return first_request_; }

    /// Beats in every cycle of [first, last]; runs come in order.
    void run(Cycle first, Cycle last);

    /// After the last run: the done cycle.
    Cycle done() const;
    /// After the last run: the cycle in which the data alone would have been done.
    Cycle data_done() const { return last_beat_ + done_delay(kind_); }

  private:
    void pad_until(Cycle limit);

    LoaderKind kind_ = LoaderKind::kNarrow;
    bool pads_ = false;
    Cycle first_request_ = 0;
    Cycle last_beat_ = -kNever;
    // The padder: zeros (or row steps) left in each of its three phases, and its next cycle.
    std::int64_t phase_left_[3] = {0, 0, 0};
    bool middle_is_skip_ = false;  ///< the middle phase only steps rows, needing no write slot
    Cycle pad_cycle_ = 0;
};

}  // namespace vta::timing
