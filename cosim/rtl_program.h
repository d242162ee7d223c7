// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "isa/codec.h"
#include "isa/hardware_config.h"
#include "models/functional/dram.h"

namespace vta::cosim {

/// The instructions of a launch as they lay in DRAM at its beginning, to name and to bound what
/// hardware does with them.
class RtlProgram {
  public:
    explicit RtlProgram(const isa::HardwareConfig& config) : config_(config), codec_(config) {}

    void load(const functional::Dram& dram, std::uint64_t address, std::uint32_t count);

    std::uint32_t count() const { return count_; }
    /// Nothing where it cannot be decoded or read.
    std::optional<isa::Instruction> at(std::uint32_t index) const;
    /// "12 (LOAD ...)"; "12" where it cannot be decoded.
    std::string name(std::uint32_t index) const;
    /// GEMM operations of an instruction that count (not those of a reset).
    std::uint64_t gemm_operations(std::uint32_t index) const;
    /// Those of all instructions up to the first FINISH.
    std::uint64_t gemm_operations() const;
    /// No design takes longer for all of them together without touching the memory bus.
    std::uint64_t silent_cycles() const { return silent_cycles_; }
    /// The same for what may still be under way when FINISH is done: a LOAD or STORE and the one
    /// after it, each of which uses the bus. Everything, if instructions follow FINISH.
    std::uint64_t silent_cycles_after_finish() const { return silent_after_finish_; }

  private:
    void find_silence_after_finish();
    std::uint64_t silent_cycles_of(const isa::Instruction& instruction) const;

    const isa::HardwareConfig& config_;
    const isa::Codec codec_;
    std::vector<isa::Word128> words_;
    std::uint32_t count_ = 0;
    std::uint64_t silent_cycles_ = 0;
    std::uint64_t silent_after_finish_ = 0;
};

}  // namespace vta::cosim
