// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "cosim/access_history.h"
#include "cosim/legality.h"
#include "cosim/operation_sets.h"
#include "cosim/token_order.h"
#include "isa/codec.h"
#include "models/functional/dram.h"

namespace vta::cosim {

/// Collects violations, up to a number.
class Findings {
  public:
    Findings(const std::vector<isa::Instruction>& instructions, std::size_t most)
        : instructions_(instructions), most_(most) {}
    void add(Rule rule, std::uint32_t at, const std::string& text);
    void add_race(std::uint32_t at, std::uint32_t other, const std::string& place);
    std::vector<Violation> take() { return std::move(violations_); }

  private:
    std::string name(std::uint32_t at) const;

    const std::vector<isa::Instruction>& instructions_;
    std::size_t most_;
    std::vector<Violation> violations_;
};

/// Checks instructions one by one, in an order that the tokens allow: fields, ranges, micro-ops
/// (it keeps the uop memory), and conflicts with what was checked before.
class InstructionChecker {
  public:
    InstructionChecker(const isa::HardwareConfig& config,
                       const isa::Program& program,
                       const std::vector<isa::Instruction>& instructions,
                       const TokenOrder& order,
                       Findings& findings);

    void check(std::uint32_t at);

  private:
    enum class Access : std::uint8_t { kRead, kWrite };
    struct Place {  ///< a LOAD's or STORE's rows in DRAM
        std::uint64_t first = 0, row_bytes = 0, step = 0, rows = 0;
        std::uint64_t end() const { return first + (rows - 1) * step + row_bytes; }
    };

    void check_memory(std::uint32_t at);
    bool check_scratchpad(std::uint32_t at, isa::MemoryType type);
    bool check_dram(std::uint32_t at, isa::MemoryType type, Place& place);
    void check_operations(std::uint32_t at);
    bool check_counts(std::uint32_t at);
    bool check_operand(std::uint32_t at,
                       const Operand& operand,
                       isa::MemoryType type,
                       const char* field);
    void load_uops(std::uint32_t at, const Place& place);
    void touch(std::uint32_t at, isa::MemoryType type, std::uint32_t first, std::uint32_t count);
    void touch(std::uint32_t at, isa::MemoryType type, const IndexSet& tensors);
    std::uint32_t touch_tensor(std::uint32_t at, isa::MemoryType type, std::uint32_t tensor);
    void touch_dram(std::uint32_t at, const Place& place, Access access);
    void report_race(std::uint32_t at, std::uint32_t other, const std::string& place);
    std::uint32_t number_of(std::uint32_t at) const;

    const isa::HardwareConfig& config_;
    const isa::Program& program_;
    const std::vector<isa::Instruction>& instructions_;
    const TokenOrder& order_;
    Findings& findings_;
    isa::Codec codec_;
    functional::Dram dram_;       ///< as before the launch
    std::vector<isa::Uop> uops_;  ///< the uop memory
    /// Latest instruction (number in its module) that touched a tensor of inp, wgt or out.
    using Tensors = std::array<std::vector<std::uint32_t>, isa::kModuleCount>;
    std::array<Tensors, isa::kMemoryTypeCount> tensors_;
    std::array<AccessHistory, isa::kModuleCount> dram_accesses_;
};

}  // namespace vta::cosim
