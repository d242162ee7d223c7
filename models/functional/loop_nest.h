// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "isa/codec.h"
#include "isa/instruction.h"
#include "models/functional/scratchpads.h"

namespace vta::functional {

/// What a loop count or the difference of a micro-op range means: modulo 2^14, 0 being 16384.
std::uint32_t loop_count(std::uint32_t field);

/// The index stream of a GEMM or ALU: for each outer, each inner iteration, each micro-op.
/// Index = micro-op's + outer * *_out + inner * *_in, wrapped at the depth by whoever uses it.
struct LoopNest {
    std::uint32_t outer = 0;  ///< 1..16384, likewise inner and uops.size()
    std::uint32_t inner = 0;
    std::vector<isa::Uop> uops;  ///< decoded once an instruction
    std::uint32_t dst_out = 0, dst_in = 0;
    std::uint32_t src_out = 0, src_in = 0;
    std::uint32_t wgt_out = 0, wgt_in = 0;

    /// Micro-op indices wrap at the storage depth.
    /// Reuses the memory of `uops`.
    void decode(const isa::Instruction& instruction,
                const Scratchpad& uop_memory,
                const isa::Codec& codec);
};

/// Lets a long instruction be given up: asked after every kOperations operations or so.
class Interrupt {
  public:
    void set(std::function<bool()> stop) { stop_ = std::move(stop); }
    void begin() { left_ = kOperations; }
    /// True if the instruction should end now.
    bool after(std::uint64_t operations) {
        if (operations < left_) {
            left_ -= operations;
            return false;
        }
        left_ = kOperations;
        return stop_ && stop_();
    }

  private:
    static constexpr std::uint64_t kOperations = 1u << 20;
    std::function<bool()> stop_;
    std::uint64_t left_ = kOperations;
};

}  // namespace vta::functional
