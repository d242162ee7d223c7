// SPDX-License-Identifier: Apache-2.0
#include "cosim/operation_sets.h"

#include <algorithm>

namespace vta::cosim {

using isa::Instruction;
using isa::Uop;

void IndexSet::add_moved(std::uint64_t by) {
    const std::size_t words = by / 64, bits = by % 64;
    // From the top, so that what is read has not been added to.
    for (std::size_t to = words_.size(); to-- > words;) {
        std::uint64_t moved = words_[to - words] << bits;
        if (bits != 0 && to > words) moved |= words_[to - words - 1] >> (64 - bits);
        words_[to] |= moved;
    }
}

void IndexSet::spread(std::uint32_t step, std::uint32_t count) {
    if (step == 0) return;
    // After each round the set holds its members moved by 0 .. copies - 1 steps.
    for (std::uint64_t copies = 1; copies <= count;) {
        const std::uint64_t more = std::min<std::uint64_t>(copies, count + 1 - copies);
        add_moved(more * step);
        copies += more;
    }
}

std::vector<IndexRange> IndexSet::ranges() const {
    std::vector<IndexRange> ranges;
    for (std::size_t word = 0; word < words_.size(); ++word) {
        const auto base = static_cast<std::uint32_t>(64 * word);
        for (std::uint64_t bits = words_[word]; bits != 0;) {
            const auto first = static_cast<std::uint32_t>(__builtin_ctzll(bits));
            // The run of ones that starts here: filled below, its end is the first zero.
            const std::uint64_t zeros = ~(bits | (bits - 1));
            const auto end = zeros == 0 ? 64u : static_cast<std::uint32_t>(__builtin_ctzll(zeros));
            if (!ranges.empty() && ranges.back().end == base + first)
                ranges.back().end = base + end;
            else
                ranges.push_back({base + first, base + end});
            bits = end == 64 ? 0 : bits & ~std::uint64_t{0} << end;
        }
    }
    return ranges;
}

Operand dst_operand(const Instruction& instruction) {
    return {&Uop::dst, instruction.dst_factor_out, instruction.dst_factor_in};
}
Operand src_operand(const Instruction& instruction) {
    return {&Uop::src, instruction.src_factor_out, instruction.src_factor_in};
}
Operand wgt_operand(const Instruction& instruction) {
    return {&Uop::wgt, instruction.wgt_factor_out, instruction.wgt_factor_in};
}

std::uint64_t highest_index(const Instruction& instruction,
                            const Operand& operand,
                            const std::vector<Uop>& uops) {
    std::uint64_t highest = 0;
    for (std::uint32_t u = instruction.uop_begin; u < instruction.uop_end; ++u)
        highest = std::max<std::uint64_t>(highest, uops[u].*operand.index);
    return highest + std::uint64_t{operand.factor_out} * (instruction.iter_out - 1u) +
           std::uint64_t{operand.factor_in} * (instruction.iter_in - 1u);
}

IndexSet all_indices(const Instruction& instruction,
                     const Operand& operand,
                     const std::vector<Uop>& uops,
                     std::uint32_t depth) {
    IndexSet set(depth);
    for (std::uint32_t u = instruction.uop_begin; u < instruction.uop_end; ++u)
        set.insert(uops[u].*operand.index);
    set.spread(operand.factor_in, instruction.iter_in - 1u);
    set.spread(operand.factor_out, instruction.iter_out - 1u);
    return set;
}

namespace {

/// Values first .. last.
struct Range {
    std::int64_t first = 0;
    std::int64_t last = 0;
};

/// Whether a * o + b * i = wanted for some o and i of the ranges.
bool solvable(std::int64_t a, std::int64_t b, std::int64_t wanted, Range o, Range i) {
    if (o.first > o.last || i.first > i.last) return false;
    if (a == 0) o.last = o.first;  // o does not matter
    for (std::int64_t outer = o.first; outer <= o.last; ++outer) {
        const std::int64_t rest = wanted - a * outer;
        if (b == 0 && rest == 0) return true;
        if (b != 0 && rest % b == 0 && rest / b >= i.first && rest / b <= i.last) return true;
    }
    return false;
}

}  // namespace

bool has_alu_lag(const Instruction& instruction, const std::vector<Uop>& uops) {
    const Operand dst = dst_operand(instruction), src = src_operand(instruction);
    const std::int64_t a = std::int64_t{src.factor_out} - dst.factor_out;
    const std::int64_t b = std::int64_t{src.factor_in} - dst.factor_in;
    const Range outer = {0, instruction.iter_out - 1}, inner = {0, instruction.iter_in - 1};
    // From one micro-op to the next: src[u] + o * so + i * si = dst[u-1] + o * do + i * di.
    std::vector<std::int64_t> wanted;
    for (std::uint32_t u = instruction.uop_begin + 1u; u < instruction.uop_end; ++u)
        wanted.push_back(std::int64_t{uops[u - 1].dst} - uops[u].src);
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    for (const std::int64_t difference : wanted)
        if (solvable(a, b, difference, outer, inner)) return true;
    // From the last micro-op of an iteration to the first one of the next.
    const std::int64_t wrap =
        std::int64_t{uops[instruction.uop_end - 1].dst} - uops[instruction.uop_begin].src;
    if (solvable(a, b, wrap - dst.factor_in, outer, {1, inner.last})) return true;
    const std::int64_t last_inner = std::int64_t{dst.factor_in} * inner.last;
    return solvable(a, 0, wrap - dst.factor_out + last_inner, {1, outer.last}, {0, 0});
}

bool repeats_dst(const Instruction& instruction, const std::vector<Uop>& uops) {
    for (std::uint32_t u = instruction.uop_begin + 1u; u < instruction.uop_end; ++u)
        if (uops[u].dst == uops[u - 1].dst) return true;
    const std::uint32_t first = uops[instruction.uop_begin].dst;
    const std::uint32_t last = uops[instruction.uop_end - 1].dst;
    if (instruction.iter_in > 1 && last == first + instruction.dst_factor_in) return true;
    return instruction.iter_out > 1 &&
           last + (instruction.iter_in - 1u) * instruction.dst_factor_in ==
               first + instruction.dst_factor_out;
}

}  // namespace vta::cosim
