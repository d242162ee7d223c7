// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cosim/lockstep_run.h"
#include "cosim/rtl_simulation.h"

namespace vta::sim {

enum class TraceWanted : std::uint8_t { kNone, kWindow, kFull };

/// What the user of `vta cosim` asks for.
struct CosimOptions {
    std::string program;  ///< empty: random programs
    std::uint64_t random = 0;
    std::uint64_t seed = 1;
    std::string config;
    cosim::MemoryBehaviour memory = cosim::MemoryBehaviour::kFixed;
    std::string rtl_dir;  ///< empty: our own
    std::string top = "VTAShell";
    std::optional<cosim::Level> level;  ///< default: as deep as the design can be looked into
    TraceWanted trace = TraceWanted::kNone;
    unsigned workers = 1;
    std::string junit;
    bool fail_fast = false;     ///< end at the first failing program
    bool shrink = true;         ///< failing random programs
    std::string out_dir = ".";  ///< for shrunk programs and waveforms
};

const char* to_string(cosim::MemoryBehaviour memory);

/// The command line that repeats one program: `what` is PROGRAM or "--random 1 --seed N".
std::string reproduce_command(const CosimOptions& options, const std::string& what);

}  // namespace vta::sim
