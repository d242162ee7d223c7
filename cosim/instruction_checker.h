// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cosim/access_history.h"
#include "cosim/legality.h"
#include "cosim/operation_sets.h"
#include "cosim/token_order.h"
#include "isa/codec.h"
#include "models/functional/dram.h"

namespace vta::cosim {

/// Collects violations, of each severity up to a number.
class Findings {
  public:
    Findings(const std::vector<isa::Instruction>& instructions, std::size_t most)
        : instructions_(instructions), most_(most) {}
    void add(Rule rule, std::uint32_t at, const std::string& text);
    void add_race(std::uint32_t at, std::uint32_t other, const Place& place);
    std::size_t count(Severity severity) const {
        return counts_[static_cast<std::size_t>(severity)];
    }
    std::vector<Violation> take() { return std::move(violations_); }

  private:
    std::string name(std::uint32_t at) const;
    /// Counts one; whether it is to be kept.
    bool keeps(Rule rule) { return counts_[static_cast<std::size_t>(severity_of(rule))]++ < most_; }

    const std::vector<isa::Instruction>& instructions_;
    std::size_t most_;
    std::array<std::size_t, 2> counts_{};  ///< by severity
    std::vector<Violation> violations_;
};

/// What is known of the memories from launch to launch.
struct KnownMemory {
    explicit KnownMemory(const isa::HardwareConfig& config)
        : uops(config.depth(isa::MemoryType::kUop)) {}

    const functional::Dram* dram = nullptr;  ///< where micro-ops are read
    std::vector<isa::Uop> uops;              ///< the uop memory
    AccessHistory stored;                    ///< by STOREs: its bytes are not known before a run
};

/// Checks instructions one by one, in an order that the tokens allow: fields, ranges, micro-ops
/// (it follows them into the uop memory), and conflicts with what was checked before.
class InstructionChecker {
  public:
    enum class Scope : std::uint8_t {
        kRaces,  ///< of a run: every instruction once it starts; fields are only looked at
        kRacesWithoutData,  ///< the same where STOREs move no data: with Rule::kUnknownUops
        kRules,
        kNotes,  ///< with Rule::kAluRepeat
    };
    struct Launch {
        const std::array<std::uint64_t, isa::kBaseRegisterCount>& base;
        const std::vector<isa::Instruction>& instructions;
        const TokenOrder& order;
    };
    InstructionChecker(const isa::HardwareConfig& config,
                       const Launch& launch,
                       KnownMemory& memory,
                       Findings& findings,
                       Scope scope);

    void check(std::uint32_t at);

  private:
    enum class Access : std::uint8_t { kRead, kWrite };
    struct Rows {  ///< a LOAD's or STORE's rows in DRAM
        std::uint64_t first = 0, row_bytes = 0, step = 0, rows = 0;
        std::uint64_t end() const { return first + (rows - 1) * step + row_bytes; }
        /// The same bytes in as few rows as possible.
        Rows joined() const {
            return step == row_bytes ? Rows{first, rows * row_bytes, 0, 1} : *this;
        }
    };
    /// Bytes that hold all of some accesses.
    struct Extent {
        std::uint64_t begin = ~std::uint64_t{0}, end = 0;
        void add(const Rows& rows) {
            begin = std::min(begin, rows.first);
            end = std::max(end, rows.end());
        }
        bool meets(const Rows& rows) const { return rows.first < end && begin < rows.end(); }
    };
    /// The tensors of one instruction that race with one other.
    struct Race {
        std::int32_t other = 0;  ///< its number in its module; 0: none
        std::uint32_t first = 0, last = 0;
    };

    void add(Rule rule, std::uint32_t at, const std::string& text);
    void check_memory(std::uint32_t at);
    bool check_scratchpad(std::uint32_t at, isa::MemoryType type);
    bool check_dram(std::uint32_t at, isa::MemoryType type, Rows& place);
    void check_operations(std::uint32_t at);
    void check_alu(std::uint32_t at);
    bool check_counts(std::uint32_t at);
    bool check_operand(std::uint32_t at,
                       const Operand& operand,
                       isa::MemoryType type,
                       const char* field);
    void load_uops(std::uint32_t at, const Rows& place);
    const std::vector<IndexRange>& indices(const isa::Instruction& instruction,
                                           const Operand& operand,
                                           isa::MemoryType type);
    void touch(std::uint32_t at, isa::MemoryType type, const std::vector<IndexRange>& ranges);
    Race find_race(const std::vector<std::int32_t>& theirs,
                   std::int32_t complete,
                   const std::vector<IndexRange>& ranges) const;
    Rows rows_of(const isa::Instruction& instruction, isa::MemoryType type) const;
    void find_shared_dram();
    void touch_dram(std::uint32_t at, const Rows& place, Access access);
    void find_dram_race(std::uint32_t at, const Rows& place, Access access);
    std::uint32_t number_of(std::uint32_t at) const;

    const isa::HardwareConfig& config_;
    const Launch launch_;
    const std::vector<isa::Instruction>& instructions_;
    const TokenOrder& order_;
    KnownMemory& memory_;
    Findings& findings_;
    const Scope scope_;
    const isa::Codec codec_;
    /// Latest instruction (number in its module) that touched a tensor of inp, wgt or out.
    struct Tensors {
        std::vector<std::int32_t> numbers;  ///< by tensor
        std::int32_t latest = 0;            ///< of all
    };
    std::array<std::array<Tensors, isa::kModuleCount>, isa::kMemoryTypeCount> tensors_;
    /// Indices of operands, which programs repeat, as long as the uop memory stays as it is.
    using OperandKey = std::array<std::uint32_t, 7>;
    std::map<OperandKey, std::vector<IndexRange>> indices_;
    std::array<AccessHistory, isa::kModuleCount> dram_accesses_;  ///< those that may race
    Extent stored_;                                               ///< by the launch's STOREs
    Extent loaded_;  ///< by those of its LOADs that touch it: nothing else races for DRAM
};

}  // namespace vta::cosim
