// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/functional/gemm_kernels.h"
#include "models/functional/loop_nest.h"
#include "models/functional/scalar_kernels.h"
#include "models/functional/scratchpads.h"

namespace vta::functional {

/// Executes ALU instructions, runs of neighbouring tensors at once where nothing in a run depends
/// on anything else in it.
class AluEngine {
  public:
    AluEngine(const Scratchpads& memories, const VectorKernels& kernels);
    void run(const LoopNest& loops, const AluOperation& operation, Interrupt& interrupt);

  private:
    /// `count` operations whose indices go up by one.
    struct Run {
        std::uint32_t dst = 0;
        std::uint32_t src = 0;
        std::uint32_t count = 0;
    };

    void add(std::uint32_t dst, std::uint32_t src, std::uint32_t count);
    void queue(const Run& next);
    void execute(const Run& run, bool keep_last);
    void apply(const Run& run, const std::uint8_t* source);

    const Scratchpads& memories_;
    const VectorKernels& kernels_;
    const bool vector_;
    AluOperation operation_;
    Run waiting_;  ///< the last run, executed when the next one's source is known; count 0: none
    // An operation does not see the write of the one just before it (microarchitecture 8.11): what
    // that one overwrote, if the operation will want it.
    bool has_overwritten_ = false;
    std::vector<std::uint8_t> overwritten_;
    std::vector<std::uint8_t> source_;
};

}  // namespace vta::functional
