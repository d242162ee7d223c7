// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/instruction.h"
#include "runtime/runtime.h"
#include "workloads/layer_plan.h"

namespace vta::workloads {

/// One dimension of a GEMM or ALU operation: so many, so far apart.
struct KernelDim {
    std::uint32_t extent = 1;
    std::uint32_t dst = 0, src = 0, wgt = 0;
};

/// Operations at all combinations of dimensions and points.
struct KernelWork {
    std::vector<KernelDim> dims;  ///< any number
    std::vector<isa::Uop> points;

    std::uint64_t operations() const;
};

/// Work as hardware runs it: two loops around micro-ops.
struct KernelLoops {
    std::array<KernelDim, 2> loops;
    std::vector<KernelDim> unrolled;

    explicit KernelLoops(const KernelWork& work);
    std::uint64_t uops(const KernelWork& work) const;
};

/// The GEMMs of a step of a tile; more than one where phases have different numbers of windows.
/// `acc` is where the results lie, of maxima the windows.
std::vector<KernelWork> gemm_work(const LayerGeometry& geometry,
                                  const LayerTile& tile,
                                  const LayerStep& step,
                                  std::uint32_t acc);

/// Appends kernels. They are cut where the micro-op buffer is too small.
class KernelWriter {
  public:
    explicit KernelWriter(runtime::Runtime& runtime) : runtime_(runtime) {}

    void gemm(const KernelWork& work);
    void reset(std::uint32_t first, std::uint32_t tensors);
    /// dst = dst op value, at consecutive tensors.
    void immediate(isa::AluOpcode opcode,
                   std::int32_t value,
                   std::uint32_t first,
                   std::uint32_t tensors);
    void immediate(isa::AluOpcode opcode, std::int32_t value, const KernelWork& work);
    /// dst = dst op src.
    void registers(isa::AluOpcode opcode, const KernelWork& work);

  private:
    struct Kind {
        bool gemm = false, reset = false, use_imm = false;
        isa::AluOpcode opcode = isa::AluOpcode::kAdd;
        std::int32_t value = 0;
    };
    void append(const Kind& kind, const KernelWork& work);
    void append(const Kind& kind,
                const KernelLoops& loops,
                const isa::Uop* first,
                std::size_t count);

    runtime::Runtime& runtime_;
};

}  // namespace vta::workloads
