// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace vta::isa {

/// The memory_type field of LOAD and STORE.
enum class MemoryType : std::uint8_t {
    kUop = 0,
    kWgt = 1,
    kInp = 2,
    kAcc = 3,
    kOut = 4,
    kAcc8 = 5,  ///< accumulators stored as one signed byte a lane in DRAM (ACC_8BIT)
};
inline constexpr std::size_t kMemoryTypeCount = 6;

inline constexpr std::size_t index_of(MemoryType type) { return static_cast<std::size_t>(type); }

/// "uop", "wgt", "inp", "acc", "out", "acc8".
const char* to_string(MemoryType type);

}  // namespace vta::isa
