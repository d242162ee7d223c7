// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "isa/instruction.h"

namespace vta::cosim {

/// Indices first .. end - 1.
struct IndexRange {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
};

/// A set of tensor indices below a fixed depth.
class IndexSet {
  public:
    explicit IndexSet(std::uint32_t depth) : words_((depth + 63) / 64) {}

    void insert(std::uint32_t index) { words_[index / 64] |= std::uint64_t{1} << (index % 64); }
    /// Adds every member moved up by each of 1 .. count times step. All must stay below the depth.
    void spread(std::uint32_t step, std::uint32_t count);

    template <typename Visit>
    void for_each(Visit visit) const {
        for (std::size_t word = 0; word < words_.size(); ++word)
            for (std::uint64_t bits = words_[word]; bits != 0; bits &= bits - 1)
                visit(static_cast<std::uint32_t>(64 * word) +
                      static_cast<std::uint32_t>(__builtin_ctzll(bits)));
    }

    /// The members as ranges, in order.
    std::vector<IndexRange> ranges() const;

  private:
    void add_moved(std::uint64_t by);

    std::vector<std::uint64_t> words_;
};

/// One operand of a GEMM or ALU instruction: which field of the micro-op, and its loop steps.
struct Operand {
    std::uint16_t isa::Uop::*index = nullptr;
    std::uint32_t factor_out = 0;
    std::uint32_t factor_in = 0;
};
Operand dst_operand(const isa::Instruction& instruction);
Operand src_operand(const isa::Instruction& instruction);
Operand wgt_operand(const isa::Instruction& instruction);

/// Highest index that the operand reaches. `uops` is the whole uop memory.
std::uint64_t highest_index(const isa::Instruction& instruction,
                            const Operand& operand,
                            const std::vector<isa::Uop>& uops);
/// All indices that the operand reaches; they must lie below `depth`.
IndexSet all_indices(const isa::Instruction& instruction,
                     const Operand& operand,
                     const std::vector<isa::Uop>& uops,
                     std::uint32_t depth);

/// Whether some operation of an ALU instruction reads as source what the operation just before it
/// writes (micro-architecture reference 8.11). Takes time by micro-ops and loop steps, not by
/// operations.
bool has_alu_lag(const isa::Instruction& instruction, const std::vector<isa::Uop>& uops);

/// Whether some operation writes the tensor that the operation just before it writes.
bool repeats_dst(const isa::Instruction& instruction, const std::vector<isa::Uop>& uops);

}  // namespace vta::cosim
