// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

namespace vta::timing {

/// A clock cycle. In models it counts from the start of the simulation, in observers and results
/// from the launch. Signed, so that differences are plain.
using Cycle = std::int64_t;

/// Later than anything: not known, or never.
inline constexpr Cycle kNever = std::numeric_limits<Cycle>::max() / 4;

}  // namespace vta::timing
