// SPDX-License-Identifier: Apache-2.0
#include "models/functional/loop_nest.h"

#include <cstring>

namespace vta::functional {

std::uint32_t loop_count(std::uint32_t field) {
    // The hardware counts up to "limit - 1" in 14-bit registers.
    constexpr std::uint32_t kRange = 1u << 14;
    const std::uint32_t count = field % kRange;
    return count == 0 ? kRange : count;
}

void LoopNest::decode(const isa::Instruction& instruction,
                      const Scratchpad& uop_memory,
                      const isa::Codec& codec) {
    outer = loop_count(instruction.iter_out);
    inner = loop_count(instruction.iter_in);
    dst_out = instruction.dst_factor_out;
    dst_in = instruction.dst_factor_in;
    src_out = instruction.src_factor_out;
    src_in = instruction.src_factor_in;
    wgt_out = instruction.wgt_factor_out;
    wgt_in = instruction.wgt_factor_in;
    const std::uint32_t begin = instruction.uop_begin;
    uops.resize(loop_count(std::uint32_t{instruction.uop_end} - begin));
    for (std::uint32_t i = 0; i < uops.size(); ++i) {
        std::uint32_t word = 0;
        std::memcpy(&word, uop_memory.tensor(begin + i), sizeof word);
        uops[i] = codec.decode_uop(word);
    }
}

}  // namespace vta::functional
