// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "models/cycle/observer.h"
#include "models/timing/burst.h"
#include "models/timing/cycle.h"

namespace vta::cycle {

/// Beats of one read burst, as they become known.
struct ReadRun {
    timing::Cycle grant = 0;       ///< address handshake of the burst
    timing::Cycle first_beat = 0;  ///< on the bus
    timing::Cycle last_beat = 0;
    timing::Cycle beat_cycles = 1;     ///< from one beat to the next; more than 1: evenly spaced
    timing::Cycle bus_busy_until = 0;  ///< last beat of the burst before it on the bus, if known
    std::uint32_t beats = 0;
    bool ends_burst = true;
};

/// Who reads through the memory engine: asks with VME::request() and is called back.
class ReadClient {
  public:
    /// Whose cycles the bursts are, for observers.
    struct Reader {
        Unit unit = Unit::kFetch;
        std::uint32_t index = Observer::kNoInstruction;  ///< the instruction
    };

    virtual ~ReadClient() = default;
    const Reader& reader() const { return reader_; }
    /// The command at the arbiter was granted: its burst. `more` is set if another follows.
    virtual timing::Burst next_burst(bool& more) = 0;
    /// Whether bursts must carry data (else only times).
    virtual bool wants_data() const = 0;
    /// A run of beats is known. Called in the order in which beats are on the bus.
    virtual void beats(const ReadRun& run) = 0;
    /// The bytes of a burst of wants_data(), after its last beat is known.
    virtual void data(const timing::Burst& burst,
                      const unsigned char* bytes,
                      std::size_t count) = 0;

  protected:
    Reader reader_;
};

}  // namespace vta::cycle
