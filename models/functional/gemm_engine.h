// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/functional/gemm_kernels.h"
#include "models/functional/gemm_plan.h"
#include "models/functional/loop_nest.h"
#include "models/functional/scratchpads.h"

namespace vta::functional {

/// Executes GEMMs with the tile kernels of one instruction set.
class GemmEngine {
  public:
    /// `kernels` must be usable for these memories (see usable()).
    GemmEngine(const Scratchpads& memories, const VectorKernels& kernels);
    /// Whether the kernels multiply scalars of these widths.
    static bool usable(const Scratchpads& memories, const VectorKernels& kernels);

    void run(const LoopNest& loops, Interrupt& interrupt);

  private:
    static constexpr std::size_t kRowsAtOnce = 512;  ///< kernel rows whose addresses are kept

    /// One row of the kernel: one batch row of a tensor.
    struct KernelRows {
        std::vector<const std::uint8_t*> src;
        std::vector<std::uint8_t*> acc;
        std::vector<std::uint8_t*> out;
    };

    void run_plan(Interrupt& interrupt);
    void run_one_by_one(const LoopNest& loops, Interrupt& interrupt);
    void convert_inputs(std::uint32_t first, std::uint32_t count);
    void address_rows();
    void address_steps(const std::vector<TensorOffsets>& steps);
    void multiply(std::int32_t dst);
    void multiply_rows(std::size_t first, std::size_t count, std::int32_t dst);
    /// Offset of the packed form of weight tensor `index`, packed now if it was not in this
    /// instruction.
    std::uint32_t packed_weights(std::uint32_t index);
    void forget_weights();

    const Scratchpads& memories_;
    const VectorKernels& kernels_;
    const bool direct_;  ///< 32-bit accumulators, 8-bit outputs: the kernel updates them itself
    const std::uint32_t groups_;
    const std::uint32_t row_bytes_;     ///< of one converted batch row
    const std::uint32_t packed_bytes_;  ///< of one packed weight tensor

    // Reused from instruction to instruction.
    GemmPlan plan_;
    std::vector<std::uint8_t> inputs_;  ///< converted tensors from first_input_ on
    AlignedBytes packed_;
    std::size_t packed_count_ = 0;
    std::vector<std::uint32_t> slot_;  ///< of each weight tensor, valid where stamp_ is current
    std::vector<std::uint32_t> stamp_;
    std::uint32_t current_ = 0;
    std::vector<TensorOffsets> rows_;
    std::vector<TensorOffsets> run_;
    std::vector<GemmStep> steps_;
    KernelRows kernel_rows_;
    std::vector<std::uint8_t*> acc_;
    std::vector<std::uint8_t*> out_;
    std::vector<std::int32_t> sums_;
};

}  // namespace vta::functional
