// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "isa/hardware_config.h"
#include "models/timing/burst.h"
#include "models/timing/cycle.h"

namespace vta::timing {

/// The two variants of Fetch, chosen by the bus width (microarchitecture 5).
struct FetchTiming {
    bool wide = false;                     ///< bus of 128 bits or more
    std::uint32_t chunk_instructions = 0;  ///< read at once, then dispatched, at most
    /// Start of a chunk to its first command at the arbiter.
    Cycle start_to_request = 0;
    /// Last beat of a chunk to the first cycle in which it can be drained.
    Cycle last_beat_to_drain = 0;

    explicit FetchTiming(const isa::HardwareConfig& config)
        : wide(config.bus_bytes() > 8),
          chunk_instructions(wide ? config.max_burst_beats() : config.max_burst_beats() / 2),
          start_to_request(wide ? 2 : 1),
          last_beat_to_drain(wide ? 4 : 2) {}

    /// Launch (T = 0) to the start of the first chunk.
    Cycle launch_to_start() const { return wide ? 0 : 1; }
    /// Last dispatch (64-bit bus) or last push into the output queue (wide) to the next start.
    static constexpr Cycle kDrainedToStart = 2;

    /// The bursts that read `instructions` instructions at `address`. The 64-bit variant reads them
    /// in one burst wherever they lie.
    RowBursts bursts(const BusShape& bus, std::uint64_t address, std::uint32_t instructions) const {
        BusShape shape = bus;
        if (!wide) {
            shape.max_beats = 2 * instructions;
            return RowBursts(shape,
                             address,
                             0,
                             1,
                             std::uint64_t{instructions} * 16,
                             false,
                             RowBursts::Windows::kIgnore);
        }
        return RowBursts(shape, address, 0, 1, std::uint64_t{instructions} * 16, true);
    }
};

}  // namespace vta::timing
