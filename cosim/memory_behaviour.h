// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace vta::cosim {

/// How the memory behind the RTL behaves beyond the configuration's parameters.
enum class MemoryBehaviour : std::uint8_t {
    kFixed,   ///< the configuration's latency, as the model's memory
    kJitter,  ///< random extra latency before bursts
    kStall,   ///< jitter, and random gaps on every channel: AR, R, AW, W, B
};

}  // namespace vta::cosim
