// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "isa/hardware_config.h"

namespace vta::timing {

/// One AXI burst: `beats` bus words from `address` on.
struct Burst {
    std::uint64_t address = 0;
    std::uint32_t beats = 0;
};

/// What the memory bus allows.
struct BusShape {
    std::uint32_t beat_bytes = 8;
    std::uint32_t max_beats = 16;
    std::uint64_t address_mask = 0xffffffff;

    explicit BusShape(const isa::HardwareConfig& config)
        : beat_bytes(config.bus_bytes()),
          max_beats(config.max_burst_beats()),
          address_mask(config.parameters().memory_address_bits > 32 ? ~std::uint64_t{0}
                                                                    : 0xffffffffu) {}
};

/// Cuts the rows of a transfer into bursts (microarchitecture 7.3, 7.4): a row starts a new burst,
/// its first burst ends at the next boundary of max_beats * beat_bytes, the others are full.
class RowBursts {
  public:
    enum class Windows : std::uint8_t { kRespect, kIgnore };

    /// A transfer of nothing.
    explicit RowBursts(const BusShape& bus) : bus_(bus) {}

    /// Rows of `row_bytes` at `address`, `address + stride_bytes`, ... With `round_to_beats` (a bus
    /// at least as wide as a tensor) a row covers every beat that holds a byte of it; without it,
    /// row_bytes is a whole number of beats. With Windows::kIgnore bursts cross boundaries.
    RowBursts(const BusShape& bus,
              std::uint64_t address,
              std::uint64_t stride_bytes,
              std::uint32_t rows,
              std::uint64_t row_bytes,
              bool round_to_beats,
              Windows windows = Windows::kRespect)
        : bus_(bus),
          row_address_(address),
          stride_bytes_(stride_bytes),
          rows_left_(rows),
          row_bytes_(row_bytes),
          round_to_beats_(round_to_beats),
          windows_(windows) {
        if (rows_left_ > 0) enter_row();
    }

    bool more() const { return rows_left_ > 0; }

    /// The next burst; only while more().
    Burst next() {
        const std::uint32_t beats =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(limit_, beats_left_));
        const Burst burst{address_ & bus_.address_mask, beats};
        address_ += std::uint64_t{beats} * bus_.beat_bytes;
        beats_left_ -= beats;
        limit_ = bus_.max_beats;
        if (beats_left_ == 0 && --rows_left_ > 0) {
            row_address_ += stride_bytes_;
            enter_row();
        }
        return burst;
    }

  private:
    void enter_row() {
        const std::uint64_t window = std::uint64_t{bus_.max_beats} * bus_.beat_bytes;
        address_ = row_address_;
        std::uint64_t bytes = row_bytes_;
        if (round_to_beats_) {
            const std::uint64_t skipped = address_ & (bus_.beat_bytes - 1);
            address_ -= skipped;
            bytes += skipped + bus_.beat_bytes - 1;
        }
        beats_left_ = bytes / bus_.beat_bytes;
        if (windows_ == Windows::kIgnore) {
            limit_ = bus_.max_beats;
            return;
        }
        // At least one beat, so that a row always ends, even at an address no beat starts at.
        limit_ = std::max<std::uint64_t>(1, (window - (address_ & (window - 1))) / bus_.beat_bytes);
    }

    BusShape bus_;
    std::uint64_t row_address_ = 0;
    std::uint64_t stride_bytes_ = 0;
    std::uint32_t rows_left_ = 0;
    std::uint64_t row_bytes_ = 0;
    bool round_to_beats_ = false;
    Windows windows_ = Windows::kRespect;
    std::uint64_t address_ = 0;
    std::uint64_t beats_left_ = 0;
    std::uint64_t limit_ = 0;
};

}  // namespace vta::timing
