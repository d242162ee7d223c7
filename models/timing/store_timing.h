// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "models/timing/burst.h"
#include "models/timing/cycle.h"

namespace vta::timing {

/// How the storer of a configuration moves a write burst (microarchitecture 9).
class StoreTiming {
  public:
    explicit StoreTiming(const isa::HardwareConfig& config);

    /// Narrow: an out tensor is wider than the bus; a bubble follows every tensor but a burst's
    /// last.
    bool narrow() const { return narrow_; }

    /// The bursts of a STORE whose first tensor lies at byte `address`. A narrow STORE with
    /// y_size 0 has 65536 rows (quirk Q13).
    RowBursts bursts(const isa::Instruction& store, std::uint64_t address) const;

    /// Cycles from the address handshake to the last of `beats` beats.
    Cycle data_cycles(std::uint32_t beats) const {
        return narrow_ ? beats + bubbles(beats) : beats;
    }
    /// Cycles without a beat between the first and the last beat of a burst.
    Cycle bubbles(std::uint32_t beats) const {
        return narrow_ ? (static_cast<Cycle>(beats) - 1) / beats_per_tensor_ : 0;
    }
    /// Beats moved within `cycles` cycles after the address handshake, of a burst of `beats`.
    std::uint32_t beats_within(Cycle cycles, std::uint32_t beats) const;

    // Cycles between the events of a burst, from its command on (3.5, 4.4).
    static constexpr Cycle kStartToCommand = 1;    ///< start of the STORE to the first command
    static constexpr Cycle kCommandToAddress = 1;  ///< command to address valid
    static constexpr Cycle kLastBeatToResponse = 1;
    /// Response to the storer's next command: the wide storer takes the same cycle as the narrow.
    static constexpr Cycle kResponseToCommand = 1;

  private:
    BusShape bus_;
    std::uint32_t tensor_bytes_;
    bool narrow_;
    Cycle beats_per_tensor_;
};

}  // namespace vta::timing
