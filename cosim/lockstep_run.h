// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "cosim/event_log.h"
#include "isa/memory_type.h"
#include "models/cycle/simulation.h"

namespace vta::cosim {

/// What of two machines is compared.
enum class Level : std::uint8_t {
    kData,    ///< DRAM and scratchpads: for memories of random latency
    kBus,     ///< read and write requests (cycle, address, length), ECNT, UCNT, DRAM
    kRetire,  ///< also dispatch, start and end of each instruction, ids, tokens, scratchpads
};
const char* to_string(Level level);

/// How a launch ended.
enum class End : std::uint8_t { kFinished, kStuck, kLimit, kError };
const char* to_string(End end);

/// What one machine did in one launch.
struct SideLaunch {
    EventLog log;
    cycle::LaunchResult result;
    End end = End::kFinished;
    std::string message;  ///< of kStuck and kError
};

/// What one machine did in all launches, and what it holds then.
struct SideRun {
    std::vector<SideLaunch> launches;  ///< up to and including the first that did not finish
    std::vector<std::uint8_t> dram;
    /// By isa::MemoryType, without kAcc8; empty where the machine does not show it.
    std::array<std::vector<std::uint8_t>, isa::kMemoryTypeCount> scratchpads;
    double seconds = 0;  ///< of processor time, simulating
};

}  // namespace vta::cosim
