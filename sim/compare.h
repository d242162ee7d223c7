// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "isa/codec.h"
#include "sim/vector.h"

namespace vta::sim {

/// What a model can tell of a launch; the rest of a vector is skipped.
struct Knowledge {
    bool timing = true;  ///< cycles, memory traffic, timeline, read requests
    bool data = true;    ///< contents of DRAM
};

struct Difference {
    std::string place;  ///< field, or module with the instruction's index and disassembly
    std::string expected;
    std::string got;
    /// "<place>: expected <expected>, got <got>".
    std::string text() const { return place + ": expected " + expected + ", got " + got; }
};

/// Result of comparing the launches of a vector. A field is one key of the record.
struct Comparison {
    std::uint64_t compared_fields = 0;
    std::uint64_t skipped_fields = 0;
    /// The earliest timeline difference of each launch first, then its other fields.
    std::vector<Difference> differences;
};

/// Compares every field that is known, and every entry of timeline and read requests.
/// `got.read_requests` must be there if timing is known. `prefix` names the launch in messages.
void compare_launch(const LaunchRecord& expected,
                    const LaunchRecord& got,
                    const Knowledge& known,
                    const isa::Codec& codec,
                    const std::string& prefix,
                    Comparison& result);

}  // namespace vta::sim
