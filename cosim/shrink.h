// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vta::cosim {

struct ShrinkOptions {
    std::uint32_t most_trials = 4000;  ///< calls of the predicate
    double most_seconds = 0;           ///< of wall clock; 0: no limit
    bool race_free = false;  ///< smaller programs must also be free of races, not only legal
};

struct ShrinkResult {
    isa::Program program;
    std::uint32_t trials = 0;
    bool minimal = false;  ///< nothing more could be taken away; else a limit ended it
};

/// Makes a failing program smaller while it stays legal and `fails` says it still fails: takes out
/// instructions (delta debugging, with the tokens that tie them to others), tokens and data, then
/// moves fields towards simple values. `program` itself must fail.
ShrinkResult shrink(const isa::HardwareConfig& config,
                    const isa::Program& program,
                    const std::function<bool(const isa::Program&)>& fails,
                    const ShrinkOptions& options = {});

}  // namespace vta::cosim
