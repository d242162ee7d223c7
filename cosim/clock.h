// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "isa/instruction.h"

namespace vta::cosim {

/// How many instructions of each module (by isa::Module) are known to be complete.
using Clock = std::array<std::uint32_t, isa::kModuleCount>;

inline void join(Clock& into, const Clock& from) {
    for (std::size_t m = 0; m < into.size(); ++m) into[m] = std::max(into[m], from[m]);
}

}  // namespace vta::cosim
