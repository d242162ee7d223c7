// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isa/instruction.h"

namespace vta::isa {

/// The six base registers, in register order.
enum class BaseRegister : std::uint8_t { kInstruction = 0, kUop, kInp, kWgt, kAcc, kOut };
inline constexpr std::size_t kBaseRegisterCount = 6;
/// The register that a LOAD or STORE of this memory type adds its offset to.
BaseRegister base_register_of(MemoryType type);

/// Bytes that lie in DRAM before the launch.
struct Segment {
    std::string name;  ///< "uop", "inp", ..., for reports
    std::uint64_t address = 0;
    std::vector<std::uint8_t> bytes;
};

/// Bytes that must lie in DRAM after FINISH.
struct ExpectedRegion {
    std::string name;
    std::uint64_t address = 0;
    std::vector<std::uint8_t> bytes;
};

/// A program and everything it finds in DRAM. Instructions lie at base[kInstruction], written after
/// the segments.
struct Program {
    std::string name;
    std::array<std::uint64_t, kBaseRegisterCount> base{};  ///< byte addresses
    std::uint64_t dram_bytes = 0;                          ///< size of DRAM
    std::optional<std::uint64_t> dram_seed;  ///< first contents: splitmix64 stream; absent: zeros
    std::vector<Segment> segments;
    std::vector<Word128> instructions;
    std::vector<ExpectedRegion> expected;
};

}  // namespace vta::isa
