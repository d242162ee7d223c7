// SPDX-License-Identifier: Apache-2.0
#include "cosim/operation_sets.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "cosim/access_history.h"
#include "cosim/random_source.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

/// Every operation in its order, one by one.
template <typename Visit>
void enumerate(const isa::Instruction& instruction,
               const std::vector<isa::Uop>& uops,
               Visit visit) {
    for (std::uint32_t o = 0; o < instruction.iter_out; ++o)
        for (std::uint32_t i = 0; i < instruction.iter_in; ++i)
            for (std::uint32_t u = instruction.uop_begin; u < instruction.uop_end; ++u)
                visit(uops[u].dst + o * instruction.dst_factor_out + i * instruction.dst_factor_in,
                      uops[u].src + o * instruction.src_factor_out + i * instruction.src_factor_in);
}

isa::Instruction random_alu(cosim::RandomSource& random) {
    isa::Instruction alu;
    alu.opcode = isa::Opcode::kAlu;
    alu.uop_begin = static_cast<std::uint16_t>(random.below(3));
    alu.uop_end = static_cast<std::uint16_t>(alu.uop_begin + random.between(1, 4));
    alu.iter_out = static_cast<std::uint16_t>(random.between(1, 5));
    alu.iter_in = static_cast<std::uint16_t>(random.between(1, 5));
    alu.dst_factor_out = static_cast<std::uint16_t>(random.below(9));
    alu.dst_factor_in = static_cast<std::uint16_t>(random.below(9));
    alu.src_factor_out = static_cast<std::uint16_t>(random.below(9));
    alu.src_factor_in = static_cast<std::uint16_t>(random.below(9));
    return alu;
}

}  // namespace

TEST_CASE("Index sets and ALU lag equal an enumeration of the operations") {
    const std::uint64_t seed = test_seed(5);
    CAPTURE(seed);
    cosim::RandomSource random(seed);
    std::uint32_t lagging = 0;
    const std::uint32_t rounds = 20000;
    for (std::uint32_t round = 0; round < rounds; ++round) {
        CAPTURE(round);
        std::vector<isa::Uop> uops(8);
        for (isa::Uop& uop : uops) {
            uop.dst = static_cast<std::uint16_t>(random.below(60));
            uop.src = static_cast<std::uint16_t>(random.below(60));
        }
        const isa::Instruction alu = random_alu(random);
        std::set<std::uint32_t> written, sources;
        bool lag = false;
        std::int64_t before = -1;
        enumerate(alu, uops, [&](std::uint32_t dst, std::uint32_t src) {
            lag = lag || src == before;
            before = dst;
            written.insert(dst);
            sources.insert(src);
        });
        lagging += lag ? 1 : 0;
        REQUIRE(cosim::has_alu_lag(alu, uops) == lag);
        REQUIRE(cosim::highest_index(alu, cosim::dst_operand(alu), uops) == *written.rbegin());
        std::set<std::uint32_t> found;
        cosim::all_indices(alu, cosim::src_operand(alu), uops, 200)
            .for_each([&](std::uint32_t index) { found.insert(index); });
        REQUIRE(found == sources);
    }
    CHECK(lagging > rounds / 20);
    CHECK(lagging < rounds - rounds / 20);
}

TEST_CASE("An index set as ranges has every member once, in as few ranges as possible") {
    const std::uint64_t seed = test_seed(7);
    CAPTURE(seed);
    cosim::RandomSource random(seed);
    for (std::uint32_t round = 0; round < 2000; ++round) {
        CAPTURE(round);
        const std::uint32_t density = random.below(101);
        cosim::IndexSet set(256);
        std::vector<bool> members(256);
        for (std::uint32_t index = 0; index < 256; ++index) {
            if (!random.chance(density)) continue;
            set.insert(index);
            members[index] = true;
        }
        std::vector<bool> found(256);
        std::uint32_t before = 0;
        bool first = true;
        for (const cosim::IndexRange& range : set.ranges()) {
            REQUIRE((first || range.first > before));
            REQUIRE(range.end > range.first);
            REQUIRE(range.end <= 256);
            std::fill(found.begin() + range.first, found.begin() + range.end, true);
            before = range.end;
            first = false;
        }
        REQUIRE(found == members);
    }
}

TEST_CASE("The history of accesses equals one number a byte") {
    const std::uint64_t seed = test_seed(6);
    CAPTURE(seed);
    cosim::RandomSource random(seed);
    cosim::AccessHistory history;
    std::vector<std::uint32_t> bytes(200);
    for (std::uint32_t number = 1; number < 5000; ++number) {
        const std::uint32_t begin = random.below(200), end = random.between(begin, 200);
        std::uint32_t latest = 0;
        for (std::uint32_t at = begin; at < end; ++at) latest = std::max(latest, bytes[at]);
        REQUIRE(history.latest(begin, end) == latest);
        if (!random.chance(50)) continue;
        const std::uint32_t until = random.between(begin, std::min(200u, begin + 20));
        history.note(begin, until, number);
        for (std::uint32_t at = begin; at < until; ++at) bytes[at] = number;
    }
}

}  // namespace vta::tests
