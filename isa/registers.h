// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "isa/program.h"

namespace vta::isa {

/// Byte offsets of the control registers (VCR). Every register is 32 bits wide; with 64-bit
/// addresses each base register takes two, low word first.
struct RegisterMap {
    static constexpr std::uint32_t kControl = 0x00;  ///< bit 0 launch, bit 1 finish
    static constexpr std::uint32_t kCycles = 0x04;   ///< event counter 0, captured at finish
    static constexpr std::uint32_t kInstructionCount = 0x08;
    static constexpr std::uint32_t kFirstBase = 0x0c;

    static constexpr std::uint32_t kLaunch = 1;  ///< control bits
    static constexpr std::uint32_t kFinish = 2;

    std::uint32_t words_per_base = 1;  ///< 1, or 2 with 64-bit addresses

    explicit RegisterMap(std::uint32_t memory_address_bits)
        : words_per_base(memory_address_bits > 32 ? 2 : 1) {}

    /// Offset of a base register's low word; the high word, where there is one, follows at + 4.
    std::uint32_t base(BaseRegister which) const {
        return kFirstBase + 4 * words_per_base * static_cast<std::uint32_t>(which);
    }
    /// User counter 0: accumulator writes by GEMM and ALU, captured at finish.
    std::uint32_t acc_writes() const {
        return kFirstBase + 4 * words_per_base * static_cast<std::uint32_t>(kBaseRegisterCount);
    }
    /// One past the last register.
    std::uint32_t end() const { return acc_writes() + 4; }
};

}  // namespace vta::isa
