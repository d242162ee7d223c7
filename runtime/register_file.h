// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "isa/registers.h"

namespace vta::runtime {

/// The control registers of a device that has no VCR of its own. As in the hardware, unknown
/// offsets read 0 and ignore writes.
class RegisterFile {
  public:
    explicit RegisterFile(const isa::HardwareConfig& config)
        : map_(config.parameters().memory_address_bits), values_(map_.end() / 4) {}

    const isa::RegisterMap& map() const { return map_; }
    std::uint32_t read(std::uint32_t offset) const {
        return is_register(offset) ? values_[offset / 4] : 0;
    }
    void write(std::uint32_t offset, std::uint32_t value) {
        if (is_register(offset)) values_[offset / 4] = value;
    }

    bool launched() const {
        return (read(isa::RegisterMap::kControl) & isa::RegisterMap::kLaunch) != 0;
    }
    std::uint32_t instruction_count() const { return read(isa::RegisterMap::kInstructionCount); }
    std::array<std::uint64_t, isa::kBaseRegisterCount> bases() const {
        std::array<std::uint64_t, isa::kBaseRegisterCount> bases{};
        for (std::size_t i = 0; i < bases.size(); ++i) {
            const std::uint32_t offset = map_.base(static_cast<isa::BaseRegister>(i));
            bases[i] = read(offset);
            if (map_.words_per_base == 2) bases[i] |= std::uint64_t{read(offset + 4)} << 32;
        }
        return bases;
    }
    /// What the hardware does at FINISH: launch drops, finish rises.
    void finish() { write(isa::RegisterMap::kControl, isa::RegisterMap::kFinish); }

  private:
    bool is_register(std::uint32_t offset) const { return offset % 4 == 0 && offset < map_.end(); }

    isa::RegisterMap map_;
    std::vector<std::uint32_t> values_;
};

}  // namespace vta::runtime
