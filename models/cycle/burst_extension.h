// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <tlm>

#include "models/cycle/observer.h"

namespace vta::cycle {

/// One more run of contiguous beats of a read burst that stalled after an earlier run. Ignorable.
DECLARE_EXTENDED_PHASE(NEXT_RUN);

/// What a burst on the memory socket says beyond the generic payload. Ignorable: a target that does
/// not know it gets by with address, length and command. Offsets are cycles after the cycle of
/// BEGIN_REQ (its annotated delay included); `kUnknown` where the target does not say.
struct BurstExtension : tlm::tlm_extension<BurstExtension> {
    static constexpr Cycle kUnknown = -1;

    // Set by the initiator.
    Client client = Client::kFetch;  ///< reads: who asks
    bool write = false;              ///< also set where the command is TLM_IGNORE_COMMAND (no data)
    std::uint32_t id = 0;            ///< reads: AXI id
    std::uint32_t beats = 0;
    /// Writes: cycles from the address handshake to the last beat; -1 where the request follows its
    /// beats (Verilated RTL).
    Cycle data_cycles = 0;

    // Set by the target. Reads completed in one call: all beats are in [first_beat, last_beat],
    // contiguous, or evenly spaced by beat_cycles.
    Cycle first_beat = kUnknown;
    Cycle last_beat = kUnknown;
    Cycle beat_cycles = 1;
    /// Writes completed in one call: the address handshake; the response is the annotated time.
    Cycle handshake = kUnknown;
    /// The target takes no further read address before this offset.
    Cycle next_ready = kUnknown;
    /// Reads answered in phases: beats of the run that BEGIN_RESP or NEXT_RUN announces; they
    /// begin in the cycle of the phase. 0: the rest of the burst.
    std::uint32_t run_beats = 0;

    void clear_answer() {
        first_beat = last_beat = handshake = next_ready = kUnknown;
        beat_cycles = 1;
        run_beats = 0;
    }

    tlm_extension_base* clone() const override { return new BurstExtension(*this); }
    void copy_from(const tlm_extension_base& other) override {
        *this = static_cast<const BurstExtension&>(other);
    }
};

}  // namespace vta::cycle
