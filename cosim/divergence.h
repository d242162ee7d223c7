// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cosim/lockstep_run.h"
#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vta::cosim {

/// The first difference between two runs.
struct Divergence {
    std::size_t launch = 0;
    /// The earlier cycle of the two sides; nothing for a difference found after the launch (bytes,
    /// counters).
    std::optional<cycle::Cycle> cycle;
    /// What differs: "end of instruction 5", "read request 12", "byte 0x1040 of DRAM".
    std::string what;
    std::array<std::string, 2> sides;    ///< what each side had in its place
    std::optional<std::uint32_t> index;  ///< the instruction concerned
    std::string disassembly;
    /// Modules of the design that can make this difference, the likeliest first.
    std::vector<std::string> modules;
    /// The last events before it on each side, oldest first.
    std::array<std::vector<std::string>, 2> history;
};

/// Several lines for people; `names` are those of the sides.
std::string to_text(const Divergence& divergence, const std::array<std::string, 2>& names);

/// The earliest difference between two launches of `program`; memories are not looked at.
std::optional<Divergence> compare_launches(const isa::HardwareConfig& config,
                                           const isa::Program& program,
                                           const SideLaunch& reference,
                                           const SideLaunch& candidate,
                                           Level level,
                                           std::size_t history,
                                           std::uint64_t& compared_events);

/// The first byte that differs in DRAM, or, at level retire, in a scratchpad that both show.
std::optional<Divergence> compare_memories(const SideRun& reference,
                                           const SideRun& candidate,
                                           const isa::HardwareConfig& config,
                                           Level level);

}  // namespace vta::cosim
