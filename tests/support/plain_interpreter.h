// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/codec.h"
#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "isa/program.h"

namespace vta::tests {

/// A second definition of what VTA programs do, written from the reference one scalar at a time, to
/// compare the models with. It executes in program order and shares no code with them.
class PlainInterpreter {
  public:
    explicit PlainInterpreter(const isa::HardwareConfig& config);

    /// Executes `count` instructions from base[0] until FINISH. `dram` is all of DRAM. Throws
    /// std::runtime_error for an instruction that cannot be decoded or leaves DRAM.
    void run(const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
             std::uint32_t count,
             std::vector<std::uint8_t>& dram);
    void execute(const isa::Instruction& instruction,
                 const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
                 std::vector<std::uint8_t>& dram);

    /// All bytes of a scratchpad, as they would lie in DRAM one tensor after the other.
    std::vector<std::uint8_t> scratchpad(isa::MemoryType type) const;
    void set_scratchpad(isa::MemoryType type, const std::vector<std::uint8_t>& bytes);

  private:
    /// Scalars of one memory, sign-extended; a micro-op is one scalar of 32 bits.
    struct Memory {
        std::uint32_t scalar_bytes = 1;
        std::uint32_t scalars = 1;  ///< of one tensor
        std::uint32_t depth = 1;
        std::vector<std::int64_t> values;
        std::int64_t& at(std::uint64_t tensor, std::uint32_t scalar) {
            return values[(tensor % depth) * scalars + scalar];
        }
    };
    Memory make(isa::MemoryType type) const;
    Memory& memory(isa::MemoryType type);

    void load(const isa::Instruction& i, std::uint64_t base, const std::vector<std::uint8_t>& dram);
    void store(const isa::Instruction& i, std::uint64_t base, std::vector<std::uint8_t>& dram);
    void gemm(const isa::Instruction& i);
    void alu(const isa::Instruction& i);
    std::int64_t alu_result(const isa::Instruction& i, std::int64_t a, std::int64_t b) const;
    isa::Uop uop(std::uint64_t index);

    isa::HardwareConfig config_;
    isa::Codec codec_;
    Memory uop_, inp_, wgt_, acc_, out_;
};

}  // namespace vta::tests
